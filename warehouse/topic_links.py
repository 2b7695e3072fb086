"""How much oftener two flagged subjects stand in the same posts than chance would put them there.

Counted in author-days, as scoring counts: a day's distinct organic authors who say both in one post, summed over the
last 7 days; so one account that repeats itself counts once a day. Chance is what two words that know nothing of each
other would share, platform by platform: that both are said on Zhihu alone makes them no topic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DOUBT = 3.0  # author-days added as if they shared nothing: three of ten may be chance, thirty of a hundred are not

# By day first: a week is then a sum of seven small numbers. A subject beside itself is its own count.
_DAILY = """
CREATE OR REPLACE TABLE staging.topic_pair AS
WITH node AS (
    SELECT DISTINCT dt, sid FROM staging.flag SEMI JOIN topic_flag USING (flag)
), said AS (
    SELECT dt, platform, post, voice, sid FROM staging.flagged_mention
    WHERE organic AND sid IN (SELECT sid FROM node)
)
SELECT a.dt, a.platform, a.sid AS one, b.sid AS other, count(DISTINCT a.voice) AS authors
FROM said a JOIN said b ON b.dt = a.dt AND b.post = a.post AND b.sid >= a.sid
GROUP BY ALL
"""
_WEEKLY = """
WITH node AS (
    SELECT DISTINCT dt, sid FROM staging.flag SEMI JOIN topic_flag USING (flag)
), week AS (
    SELECT n.dt, p.platform, p.one, p.other, sum(p.authors)::DOUBLE AS authors
    FROM node n JOIN staging.topic_pair p ON p.one = n.sid AND p.dt BETWEEN n.dt - 6 AND n.dt
    JOIN node o ON o.dt = n.dt AND o.sid = p.other
    GROUP BY ALL
), alone AS (
    SELECT dt, platform, one AS sid, authors FROM week WHERE one = other
), size AS (
    SELECT dt, sid, sum(authors) AS authors FROM alone GROUP BY ALL
), volume AS (
    SELECT d.dt, v.platform, sum(v.authors)::DOUBLE AS authors
    FROM (SELECT DISTINCT dt FROM node) d JOIN volume_daily v ON v.dt BETWEEN d.dt - 6 AND d.dt
    GROUP BY ALL
), pair AS (
    SELECT dt, one, other, sum(authors) AS authors FROM week WHERE one <> other GROUP BY ALL
), chance AS (
    -- decimals add up to the same sum in whatever order threads bring them; doubles do not
    SELECT p.dt, p.one, p.other, sum((a.authors * b.authors / v.authors)::DECIMAL(18, 6))::DOUBLE AS authors
    FROM pair p JOIN alone a ON a.dt = p.dt AND a.sid = p.one
    JOIN alone b ON b.dt = p.dt AND b.sid = p.other AND b.platform = a.platform
    JOIN volume v ON v.dt = p.dt AND v.platform = a.platform
    GROUP BY ALL
)
SELECT p.dt, p.one, p.other, p.authors AS shared, coalesce(c.authors, 0) AS chance,
    least(x.authors, y.authors) AS smaller
FROM pair p JOIN size x ON x.dt = p.dt AND x.sid = p.one JOIN size y ON y.dt = p.dt AND y.sid = p.other
LEFT JOIN chance c ON c.dt = p.dt AND c.one = p.one AND c.other = p.other
ORDER BY p.dt, p.one, p.other
"""


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of subjects of one day, by number, and how close they are, 0 to 1; columns of the same length."""

    one: Ints
    other: Ints
    closeness: Floats


NONE = Links(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def links(con: duckdb.DuckDBPyConnection, flags: Sequence[int]) -> dict[date, Links]:
    """By day, the pairs that share authors among these flags of `staging.flag` (facts.look_at prepared their posts)."""
    con.register("topic_flag", pa.table({"flag": pa.array(flags, pa.int64())}))
    con.execute(_DAILY)
    found = con.sql(_WEEKLY).to_arrow_table()
    con.unregister("topic_flag")
    con.execute("DROP TABLE staging.topic_pair")
    near = closeness(*(found[name].to_numpy() for name in ("shared", "chance", "smaller")))
    one, other, dt = found["one"].to_numpy(), found["other"].to_numpy(), found["dt"].to_numpy()
    days, begin = np.unique(dt, return_index=True)
    ends = [*begin[1:], len(dt)][: len(days)]  # no pair, no day
    return {
        day.item(): Links(one[b:e], other[b:e], near[b:e]) for day, b, e in zip(days, begin, ends, strict=True)
    }  # fmt: skip


def closeness(shared: Floats, chance: Floats, smaller: Floats) -> Floats:
    """Share of the smaller subject's author-days that also say the other, from 0 (as chance has it) to nearly 1 (all).

    (shared - chance) / (smaller - chance + DOUBT), as Cohen's kappa corrects agreement, and drawn towards chance where
    few are told of; where chance alone would fill the smaller one, nothing can be told, and it is 0.
    """
    room = smaller - chance
    told = np.divide(shared - chance, room + DOUBT, out=np.zeros_like(shared), where=room > 0)
    return np.clip(told, 0.0, 1.0)
