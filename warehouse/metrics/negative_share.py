"""The share of negative posts about a theme, or of what they say of an aspect of it (drop_test.py, mood_days.py)."""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np

from warehouse import hourly_mood
from warehouse.alert_rules import Rule
from warehouse.mood_days import Mood, moods
from warehouse.watched import Look, Watched


def watched(con: duckdb.DuckDBPyConnection, rule: Rule, first: date, last: date) -> Iterator[Watched]:
    """Of every theme or aspect that was spoken of, in every scope; the arrays hold the days `first`..`last`."""
    told = list(moods(con, first, last, of_aspects=rule.subjects == "theme_aspect"))
    looks = hourly_mood.looks(con, rule, {(s, t): m for s, t, _, m in told}, first, last) if rule.hourly_authors else {}
    for scope, theme, aspect, mood in told:
        yield _of(rule, scope, theme, aspect, mood, looks.get((scope, theme), {}))


def _of(rule: Rule, scope: str, theme: str, aspect: str, mood: Mood, looks: dict[int, Look]) -> Watched:
    change = mood.change
    shown = np.take_along_axis(mood.shares, change.days[None, :] - 1, axis=0)[0]
    return Watched(
        rule=rule, scope=scope, theme=theme, aspect=aspect, detail="", size=change.low,
        low=np.clip(change.low, -1, 1), high=np.clip(change.high, -1, 1), shown=shown, days=change.days,
        settled=mood.share, baseline=mood.baseline, authors=mood.authors, posts=mood.posts, known=mood.posts > 0,
        looks=looks,
    )  # fmt: skip
