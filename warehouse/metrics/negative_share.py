"""The share of negative posts about a theme, or of what they say of an aspect of it (drop_test.py, mood_days.py)."""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt

from contract.findings import ALL_PLATFORMS
from warehouse import hourly_mood
from warehouse.alert_rules import Rule
from warehouse.mood_days import Mood, moods
from warehouse.stretches import Floats
from warehouse.watched import Look, Watched

Bools = npt.NDArray[np.bool_]


def watched(con: duckdb.DuckDBPyConnection, rule: Rule, first: date, last: date) -> Iterator[Watched]:
    """Of every theme or aspect that was spoken of, in every scope; the arrays hold the days `first`..`last`."""
    told = list(moods(con, first, last, of_aspects=rule.subjects == "theme_aspect"))
    looks = hourly_mood.looks(con, rule, {(s, t): m for s, t, _, m in told}, first, last) if rule.hourly_authors else {}
    several = {
        (theme, aspect): several_platforms(mood) for scope, theme, aspect, mood in told if scope == ALL_PLATFORMS
    }
    for scope, theme, aspect, mood in told:
        asks = None if scope == ALL_PLATFORMS else asked_of_one(rule, several[theme, aspect])
        yield watched_of(rule, (scope, theme, aspect), mood, looks.get((scope, theme), {}), asks)


def several_platforms(mood: Mood) -> Bools:
    """(days,) whether several platforms spoke of it in the day's baseline."""
    return np.asarray((mood.past.people > 0).sum(axis=0) > 1)


def asked_of_one(rule: Rule, several: Bools) -> Floats:
    """What the change on one platform must exceed: more where others are looked at as well, for each may err."""
    return np.where(several, max(rule.change, rule.platform_change), rule.change)


def watched_of(
    rule: Rule, subject: tuple[str, str, str], mood: Mood, looks: dict[int, Look], asks: Floats | None
) -> Watched:
    """The mood of (scope, theme, aspect) as the life of an alert needs it; `asks` as in `Watched`."""
    scope, theme, aspect = subject
    change = mood.change
    shown = np.take_along_axis(mood.shares, change.days[None, :] - 1, axis=0)[0]
    return Watched(
        rule=rule, scope=scope, theme=theme, aspect=aspect, detail="", size=change.low,
        low=np.clip(change.low, -1, 1), high=np.clip(change.high, -1, 1), shown=shown, days=change.days,
        settled=mood.share, baseline=mood.baseline, authors=mood.authors, posts=mood.posts, known=mood.posts > 0,
        looks=looks, asks=asks,
    )  # fmt: skip
