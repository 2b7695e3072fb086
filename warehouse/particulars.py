"""What a trend's row tells beyond its score: since when, where first, who drives it, how people feel, what comes next.

Each part has a module of its own; here they are asked for one stretch of flags and put together, flag by flag.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from warehouse import calendar_signs, moods, voices
from warehouse.beginnings import beginnings
from warehouse.courses import Course, Courses, together
from warehouse.detect_settings import DetectSettings
from warehouse.outlook import outlook
from warehouse.rising import WINDOW
from warehouse.series import Source

Particulars = Mapping[int, dict[str, Any]]
_SLICE = 4096  # flags at a time: courses are (platforms, flags, days)
_ROUND = 4

COLUMNS = (
    *("author_days", "event", "began", "began_low", "began_high", "lead_days"),
    *("kol_share", "koc_share", "kols", "kocs"),
    *("mood_posts", "negative_share", "negative_low", "negative_high"),
    *("positive_share", "positive_low", "positive_high"),
    *("negative_change", "negative_change_low", "negative_change_high"),
    *("aspects", "aspects_negative", "aspects_neutral", "aspects_positive"),
    *("outlook_7", "outlook_7_low", "outlook_7_high", "outlook_14", "outlook_14_low", "outlook_14_high"),
)


def particulars(
    con: duckdb.DuckDBPyConnection,
    flags: pa.Table,
    sources: tuple[list[Source], date],
    explained: Collection[int],
    settings: DetectSettings,
) -> Particulars:
    """By flag the `COLUMNS`, None where not known; `recurs` (calendar_signs.Recurs), and first_platform, where told.

    `flags`: flag, dt, scope, sid, as `facts.look_at` was given them; `sources`: exposures and the day they begin on;
    `explained`: the flags that another subject stands for.
    """
    days = flags["dt"].to_pylist()
    courses = Courses(con, *sources, min(days), max(days))
    found: dict[int, dict[str, Any]] = {flag: dict.fromkeys(COLUMNS) for flag in flags["flag"].to_pylist()}
    for start in range(0, len(flags), _SLICE):
        for flag, told in _courses(courses, flags.slice(start, _SLICE)):
            found[flag] |= told
    for flag, recurs in calendar_signs.recurs(con, flags, courses.said, settings).items():
        found[flag] |= {"recurs": recurs, "event": recurs.event}
    asked = voices.voices(con, settings), moods.moods(con, [f for f in found if f not in explained])
    for part in asked:
        for flag, told in part.items():
            found[flag] |= told
    return {flag: {name: _rounded(value) for name, value in told.items()} for flag, told in found.items()}


def _courses(courses: Courses, flags: pa.Table) -> list[tuple[int, dict[str, Any]]]:
    """What the daily courses tell of a slice of flags."""
    dt, scope = flags["dt"].to_pylist(), flags["scope"].to_pylist()
    each = {name: courses.of(name, flags["sid"].to_numpy(), dt) for name in courses.platforms}
    whole = together(each, scope)
    rows = beginnings(whole, each, dt, scope)
    for row, told in zip(rows, _ahead(whole), strict=True):
        row |= told
    return list(zip(flags["flag"].to_pylist(), rows, strict=True))


def _ahead(whole: Course) -> list[dict[str, Any]]:
    columns = {"author_days": whole.counts[:, -WINDOW:].sum(axis=1)}
    for days, told in outlook(whole).items():
        columns |= {f"outlook_{days}": told.middle, f"outlook_{days}_low": told.low, f"outlook_{days}_high": told.high}
    return [
        {name: None if np.isnan(values[i]) else float(values[i]) for name, values in columns.items()}
        for i in range(len(whole.counts))
    ]


def _rounded(value: object) -> object:
    return round(value, _ROUND) if isinstance(value, float) else value
