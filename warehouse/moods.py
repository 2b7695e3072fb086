"""How people feel about a rise: negative and positive shares, what has changed, and the aspects they speak of.

Of the organic posts of the last 7 days, as reading judged them; shares have 95 % Wilson score intervals (Wilson 1927),
the change against the four weeks before a 95 % interval by Newcombe's hybrid score (1998, method 10). The four weeks
are only looked at for flags that no other subject explains: a second search of the index for hundreds of words that a
theme stands for would cost more than it tells.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from warehouse import facts
from warehouse.courses import BASELINE
from warehouse.rising import WINDOW
from warehouse.stretches import Floats

LEAST_NOW, LEAST_BEFORE = 10, 20  # posts, below which no change is told
ASPECTS = 3
_Z = 1.959964

_NOW = """
SELECT s.flag, count(*) AS posts, count(*) FILTER (p.sentiment = 'negative') AS negative,
    count(*) FILTER (p.sentiment = 'positive') AS positive
FROM staging.said s JOIN staging.flagged_post p USING (post)
WHERE s.organic AND p.sentiment IS NOT NULL GROUP BY s.flag ORDER BY s.flag
"""
# A post counts once for an aspect and polarity, however often it says it.
_ASPECTS = """
WITH span AS (
    SELECT min(dt) - 6 AS first, max(dt) AS last FROM staging.flag
), told AS (
    SELECT DISTINCT s.flag, s.post, m.aspect, m.polarity
    FROM staging.said s JOIN (SELECT hash(post_id) AS post, aspect, polarity FROM post_aspect, span
        WHERE dt BETWEEN span.first AND span.last) m USING (post)
    WHERE s.organic
), counted AS (
    SELECT flag, aspect, count(DISTINCT post) AS posts, count(*) FILTER (polarity = 'negative') AS negative,
        count(*) FILTER (polarity = 'neutral') AS neutral, count(*) FILTER (polarity = 'positive') AS positive
    FROM told GROUP BY flag, aspect
    QUALIFY row_number() OVER (PARTITION BY flag ORDER BY posts DESC, aspect) <= $most
)
SELECT flag, list(aspect ORDER BY posts DESC, aspect) AS aspects,
    list(negative ORDER BY posts DESC, aspect) AS aspects_negative,
    list(neutral ORDER BY posts DESC, aspect) AS aspects_neutral,
    list(positive ORDER BY posts DESC, aspect) AS aspects_positive
FROM counted GROUP BY flag ORDER BY flag
"""
_STANDING = """
CREATE OR REPLACE TABLE staging.subject AS
SELECT DISTINCT sid, kind, phrase, subject FROM staging.flag SEMI JOIN standing USING (flag)
"""
_BEFORE = """
WITH told AS (
    SELECT hash(post_id) AS post, sentiment FROM staging.read_post
    WHERE dt BETWEEN $first AND $last AND organic AND sentiment IS NOT NULL
), daily AS (
    SELECT m.sid, m.platform, m.dt, count(*) AS posts, count(*) FILTER (t.sentiment = 'negative') AS negative
    FROM staging.mention_before m JOIN told t USING (post) WHERE m.organic GROUP BY ALL
)
SELECT f.flag, sum(d.posts)::BIGINT AS posts, sum(d.negative)::BIGINT AS negative
FROM staging.flag f SEMI JOIN standing USING (flag)
JOIN daily d ON d.sid = f.sid AND f.scope IN ('all', d.platform) AND d.dt BETWEEN f.dt - $far AND f.dt - $near
GROUP BY f.flag
"""


def moods(con: duckdb.DuckDBPyConnection, standing: Collection[int]) -> dict[int, dict[str, Any]]:
    """By flag: mood_posts, negative and positive shares with their ends, the negative share's change, aspects.

    Leaves in `staging.subject` and `staging.mention_before` what was looked for, which are the `standing` flags'.
    """
    now = con.sql(_NOW).to_arrow_table()
    found = {row["flag"]: _shares(row) for row in now.to_pylist()}
    for row in con.sql(_ASPECTS, params={"most": ASPECTS}).to_arrow_table().to_pylist():
        found.setdefault(row.pop("flag"), {}).update(row)
    if standing:
        before = _before(con, standing)
        for row in now.to_pylist():
            found[row["flag"]] |= _change(row, before.get(row["flag"], (0, 0)))
    return found


def _shares(row: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"mood_posts": row["posts"]}
    for mood in ("negative", "positive"):
        low, high = wilson(row[mood], row["posts"])
        told |= {f"{mood}_share": row[mood] / row["posts"], f"{mood}_low": float(low), f"{mood}_high": float(high)}
    return told


def _before(con: duckdb.DuckDBPyConnection, standing: Collection[int]) -> dict[int, tuple[int, int]]:
    """Posts, and negative ones, of the four weeks before the last 7 days."""
    con.register("standing", pa.table({"flag": pa.array(sorted(standing), pa.int64())}))
    con.execute(_STANDING)
    first, last = con.execute("SELECT min(dt), max(dt) FROM staging.flag SEMI JOIN standing USING (flag)").fetchall()[0]
    far, near = WINDOW + BASELINE - 1, WINDOW
    span: dict[str, date] = {"first": first - timedelta(days=far), "last": last - timedelta(days=near)}
    facts.said_by(con, span["first"], span["last"], "staging.mention_before")
    rows = con.execute(_BEFORE, {**span, "far": far, "near": near}).fetchall()
    con.unregister("standing")
    return {flag: (posts, negative) for flag, posts, negative in rows}


def _change(row: dict[str, Any], before: tuple[int, int]) -> dict[str, Any]:
    if row["posts"] < LEAST_NOW or before[0] < LEAST_BEFORE:
        return {}
    change, low, high = difference(row["negative"], row["posts"], before[1], before[0])
    return {"negative_change": change, "negative_change_low": low, "negative_change_high": high}


def wilson(k: float, n: float) -> tuple[Floats, Floats]:
    """The 95 % Wilson score interval of a share; n > 0."""
    middle, half = k + _Z**2 / 2, _Z * np.sqrt(k * (n - k) / n + _Z**2 / 4)
    return np.maximum(middle - half, 0) / (n + _Z**2), np.minimum(middle + half, n + _Z**2) / (n + _Z**2)


def difference(k1: float, n1: float, k0: float, n0: float) -> tuple[float, float, float]:
    """k1/n1 - k0/n0 and the ends of its 95 % interval (Newcombe's hybrid score)."""
    (low1, high1), (low0, high0), p1, p0 = wilson(k1, n1), wilson(k0, n0), k1 / n1, k0 / n0
    down, up = np.hypot(p1 - low1, high0 - p0), np.hypot(high1 - p1, p0 - low0)
    return p1 - p0, float(p1 - p0 - down), float(p1 - p0 + up)
