"""A look within the day at themes that many speak of: the last 24 hours at every full hour, against the same month.

A person counts with the first post of a day and night, so that few who post a lot weigh as few. Looked at 24 times as
often as a day, it must be surer.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import duckdb
import numpy as np

from contract.findings import ALL_PLATFORMS
from warehouse import drop_test
from warehouse.alert_rules import Rule
from warehouse.drop_test import BACK
from warehouse.mood_days import SCALE, Mood
from warehouse.stretches import Floats, running
from warehouse.watched import Look

_POSTS = """
WITH told AS (
    SELECT dt, platform, (epoch_us(published_at) + 28800000000) // 3600000000 AS hour,
        sentiment = 'negative' AS negative, round(negative * 1e6)::BIGINT AS millionths,
        hash(coalesce(author_id, post_id)) AS voice, unnest(list_distinct(themes)) AS theme, post_id
    FROM post WHERE organic AND sentiment IS NOT NULL AND len(themes) > 0 AND dt BETWEEN $since::DATE - 1 AND $last
), first_of_a_day AS (
    FROM told WHERE list_contains($themes, theme)
    QUALIFY coalesce(hour - lag(hour) OVER (PARTITION BY theme, platform, voice ORDER BY hour, post_id) >= 24, true)
)
SELECT theme, platform, (hour - $origin)::BIGINT AS hour, count(*)::DOUBLE AS people,
    sum(negative::INTEGER)::DOUBLE AS negative, sum(millionths)::DOUBLE AS probability
FROM first_of_a_day WHERE hour >= $origin GROUP BY ALL ORDER BY ALL
"""
_COLUMNS = ("people", "negative", "probability")
_HOURS = 24


def looks(
    con: duckdb.DuckDBPyConnection, rule: Rule, moods: Mapping[tuple[str, str], Mood], first: date, last: date
) -> dict[tuple[str, str], dict[int, Look]]:
    """By scope and theme: of each day, by its place from `first`, the first look that found a change."""
    big = sorted({theme for (_, theme), mood in moods.items() if _is_big(rule, mood)})
    if not big:
        return {}
    since = first + timedelta(days=BACK - 1)
    origin = (since - date(1970, 1, 1)).days * _HOURS
    asked = {"since": since, "last": last, "themes": big, "origin": origin}
    hourly = _hourly(con.execute(_POSTS, asked).fetchnumpy(), ((last - since).days + 1) * _HOURS)
    found: dict[tuple[str, str], dict[int, Look]] = {}
    for (scope, theme), mood in moods.items():
        names = [p for t, p in hourly if t == theme and scope in (ALL_PLATFORMS, p)]
        if theme in big and names:
            found[scope, theme] = _looks(rule, mood, np.stack([hourly[theme, name] for name in sorted(names)]))
    return found


def _is_big(rule: Rule, mood: Mood) -> bool:
    """Three days' people are at least one day's."""
    return bool((mood.authors[BACK:] >= rule.hourly_authors).any())


def _hourly(rows: dict[str, np.ndarray], hours: int) -> dict[tuple[str, str], Floats]:
    """By theme and platform, (3, hours)."""
    found: dict[tuple[str, str], Floats] = {}
    for i, key in enumerate(zip(rows["theme"], rows["platform"], strict=True)):
        found.setdefault(key, np.zeros((len(_COLUMNS), hours)))[:, rows["hour"][i]] = [rows[c][i] for c in _COLUMNS]
    return found


def _looks(rule: Rule, mood: Mood, hourly: Floats) -> dict[int, Look]:
    """`hourly` is (platforms, 3, hours) from midnight of the day before the first one to judge."""
    sums = np.stack([running(platform) for platform in hourly])
    found: dict[int, Look] = {}
    for place in range(BACK, len(mood.posts)):
        end = (place - BACK + 1) * _HOURS + np.arange(1, _HOURS)
        last = sums[:, :, end] - sums[:, :, end - _HOURS]  # (platforms, 3, looks)
        people, negative, told = last.transpose(1, 0, 2)
        many = people.sum(axis=0) >= rule.hourly_authors
        if many.any():
            low, high = drop_test.within_the_day(mood.past.on(place), people, told / SCALE)
            hit = np.flatnonzero(many & (low > rule.change))
            if len(hit):
                i = int(hit[0])
                count = int(people[:, i].sum())
                share = float((negative[:, i].sum() + 0.5) / (count + 1))
                found[place] = Look(i + 1, float(low[i]), float(low[i]), float(high[i]), share, count, count)
    return found
