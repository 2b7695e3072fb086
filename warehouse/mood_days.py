"""Daily moods of themes, as arrays: what the drop test is made on, and the shares that people are shown.

A person counts once a day, with the mean of what their posts say. Sums are made of whole millionths, so that they are
the same in whatever order the database adds them up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from contract.findings import ALL_PLATFORMS
from warehouse import drop_test
from warehouse.drop_test import BASELINE, GAP, LONGEST, Change, Daily, Past
from warehouse.stretches import Floats, windows

SCALE = 1e6  # a probability is told in whole millionths
_OF_THEMES = """
CREATE OR REPLACE TEMP TABLE told_mood AS
SELECT dt, platform, sentiment = 'negative' AS negative, round(negative * 1e6)::BIGINT AS millionths,
    hash(coalesce(author_id, post_id)) AS voice, unnest(list_distinct(themes)) AS theme, '' AS aspect
FROM post WHERE organic AND sentiment IS NOT NULL AND len(themes) > 0 AND dt BETWEEN $first AND $last
"""
# A post that says good and bad of one aspect counts for what it says with most certainty, as in aspect_daily. Of the
# other two opinions only their sum is known: half of it is for "negative".
_OF_ASPECTS = """
CREATE OR REPLACE TEMP TABLE told_mood AS
WITH said AS (
    SELECT post_id, aspect, max((polarity <> 'neutral', probability, start, polarity)) AS surest
    FROM post_aspect WHERE dt BETWEEN $first AND $last GROUP BY ALL
)
SELECT p.dt, p.platform, surest[4] = 'negative' AS negative,
    round(1e6 * CASE WHEN surest[4] = 'negative' THEN surest[2] ELSE (1 - surest[2]) / 2 END)::BIGINT AS millionths,
    hash(coalesce(p.author_id, p.post_id)) AS voice, unnest(list_distinct(p.themes)) AS theme, s.aspect
FROM said s JOIN post p USING (post_id) WHERE p.organic AND len(p.themes) > 0 AND p.dt BETWEEN $first AND $last
"""
_DAILY = """
WITH person AS (
    SELECT dt, platform, theme, aspect, count(*) AS posts, count(*) FILTER (negative) AS negative,
        (sum(millionths) // count(*))::BIGINT AS millionths
    FROM told_mood GROUP BY dt, platform, theme, aspect, voice
)
SELECT theme, aspect, platform, (dt - $first::DATE)::BIGINT AS day, sum(posts)::DOUBLE AS posts,
    sum(negative)::DOUBLE AS negative, count(*)::DOUBLE AS people, sum(millionths)::DOUBLE AS probability,
    sum(millionths * millionths)::DOUBLE AS squares
FROM person GROUP BY ALL ORDER BY ALL
"""
_PEOPLE = """
WITH scoped AS (
    SELECT dt, theme, aspect, platform AS scope, voice FROM told_mood
    UNION ALL SELECT dt, theme, aspect, $all, voice FROM told_mood
)
SELECT scope, theme, aspect, (day - $first::DATE)::BIGINT AS day, count(DISTINCT voice)::DOUBLE AS people
FROM (SELECT scope, theme, aspect, voice, unnest([dt, dt + 1, dt + 2]) AS day FROM scoped) WHERE day <= $last
GROUP BY ALL ORDER BY ALL
"""
_COLUMNS = ("posts", "negative", "people", "probability", "squares")


@dataclass(frozen=True, slots=True)
class Mood:
    """Daily numbers of one theme in one scope, (days,): of the last 3 days, the baseline, and the change.

    `shares` (3, days) of the last 1, 2 and 3 days and `baseline` are of posts by their label, the baseline as if its
    posts had come from today's platforms; `change` is what `drop_test` finds, its low -inf where it is not judged.
    """

    posts: Floats
    authors: Floats
    shares: Floats
    baseline: Floats
    change: Change
    past: Past

    @property
    def share(self) -> Floats:
        """Of the last 3 days."""
        return np.asarray(self.shares[-1])


def moods(
    con: duckdb.DuckDBPyConnection, first: date, last: date, *, of_aspects: bool = False
) -> Iterator[tuple[str, str, str, Mood]]:
    """(scope, theme, aspect, mood) of all that was spoken of on the days `first`..`last`, which are the mood's days.

    Of themes (aspect ""), or of the aspects of each theme.
    """
    days = (last - first).days + 1
    span = {"first": first, "last": last}
    con.execute(_OF_ASPECTS if of_aspects else _OF_THEMES, span)
    daily = _arrays(con.execute(_DAILY, {"first": first}).fetchnumpy(), ("theme", "aspect", "platform"), _COLUMNS, days)
    people = _arrays(
        con.execute(_PEOPLE, {**span, "all": ALL_PLATFORMS}).fetchnumpy(),
        ("scope", "theme", "aspect"),
        ("people",),
        days,
    )
    platforms: dict[tuple[str, str], list[str]] = {}
    for theme, aspect, platform in daily:
        platforms.setdefault((theme, aspect), []).append(platform)
    for scope, theme, aspect in people:
        names = [name for name in platforms[theme, aspect] if scope in (ALL_PLATFORMS, name)]
        counted = np.stack([daily[theme, aspect, name] for name in names])
        yield scope, theme, aspect, mood_of(counted, people[scope, theme, aspect][0])


def mood_of(counted: Floats, authors: Floats) -> Mood:
    """The mood of `counted` (platforms, 5, days): posts, negative ones, people, their millionths, and squares.

    `authors` (days,) are the distinct ones of the last 3 days.
    """
    posts, negative, people, told, squares = counted.transpose(1, 0, 2)
    n1 = windows(posts, 0, LONGEST)
    n0, k0 = (windows(x, 0, BASELINE, LONGEST + GAP) for x in (posts, negative))
    known = (n0 > 0) & (n1 > 0)
    share0 = np.divide(k0, n0, out=np.zeros_like(k0), where=n0 > 0)
    mixed = np.where(known.any(axis=0), (np.where(known, n1, 0) * share0).sum(axis=0), k0.sum(axis=0))
    weight = np.where(known.any(axis=0), np.where(known, n1, 0).sum(axis=0), n0.sum(axis=0))
    shares = [_share(windows(negative, 0, n).sum(axis=0), windows(posts, 0, n).sum(axis=0)) for n in (1, 2, LONGEST)]
    counts = Daily(people, told / SCALE, squares / SCALE**2)
    return Mood(
        posts=n1.sum(axis=0), authors=authors, shares=np.array(shares),
        baseline=np.divide(mixed, weight, out=np.full_like(mixed, 0.5), where=weight > 0),
        change=drop_test.change(counts), past=drop_test.past_of(counts),
    )  # fmt: skip


def _share(negative: Floats, posts: Floats) -> Floats:
    """As if half a post more of each kind had been there: a share of nothing is a half."""
    return np.asarray((negative + 0.5) / (posts + 1))


def _arrays(
    rows: dict[str, np.ndarray], keys: tuple[str, str, str], names: tuple[str, ...], days: int
) -> dict[tuple[str, str, str], Floats]:
    """By key, (names, days)."""
    found: dict[tuple[str, str, str], Floats] = {}
    for i, key in enumerate(zip(*(rows[key] for key in keys), strict=True)):
        place = found.setdefault(key, np.zeros((len(names), days)))
        place[:, rows["day"][i]] = [rows[name][i] for name in names]
    return found
