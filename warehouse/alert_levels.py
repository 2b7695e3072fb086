"""The level of surprise from which on a subject is called rising, chosen so that few are: the alert budget.

A day's level is the lowest at which the 84 days before it would have had, in that scope, no more new flags a week than
the budget: flags of organic subjects that stand for themselves, once in 14 days. Rises that were real count, too, so
the rate of false ones is below the budget. Where there is little past, it is mixed with four weeks as public hot
lists have them (`detect_settings.rising` gives their level at the budget of 3). Only days before count, so a day's
level is the same run daily, late or at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import ALL_PLATFORMS, Phase, Verdict
from warehouse import verdicts
from warehouse.detect_settings import DetectSettings
from warehouse.rising import YOUNGEST

PAST_DAYS, QUIET_DAYS = 84, 14
LOUD = 6.0  # floods and what the crawl made are called more than "watch" from here on: a chance of one in a million
USUAL_BUDGET = 3.0  # flags a week that `DetectSettings.rising` was set for
_PRIOR_WEEKS = 4.0
_COUNTED = (Verdict.ORGANIC, Verdict.CAMPAIGN, Verdict.CALENDAR)
_STEP, _HIGHEST = 0.05, 12.0

_KNOWN = """
SELECT dt, scope, subject_kind, subject, score, phase FROM trend
WHERE dt BETWEEN $first::DATE - $back::INTEGER AND $first::DATE - 1 AND part_of IS NULL
    AND list_contains($counted::VARCHAR[], verdict)
ORDER BY dt
"""
_BEGUN = """
SELECT platform, min(dt) FROM volume_daily GROUP BY platform
UNION ALL SELECT $all, min(dt) FROM volume_daily
"""

Subject = tuple[str, str, str]  # scope, kind, subject
Row = dict[str, Any]


class Levels:
    """Levels of the days from `first` on; days must be told in order."""

    def __init__(self, con: duckdb.DuckDBPyConnection, first: date, settings: DetectSettings) -> None:
        self._settings = settings
        self._grid = np.arange(settings.watch, _HIGHEST, _STEP)
        self._scores: dict[Subject, list[tuple[date, float]]] = defaultdict(list)
        self._called: dict[Subject, date] = {}
        self._rises: dict[str, list[tuple[int, float, float]]] = defaultdict(list)  # day, score before, score
        self._flagged: dict[str, list[int]] = defaultdict(list)
        self._begun = dict(con.execute(_BEGUN, {"all": ALL_PLATFORMS}).fetchall())
        span = {"first": first, "back": PAST_DAYS + QUIET_DAYS, "counted": [str(v) for v in _COUNTED]}
        for dt, scope, kind, subject, score, phase in con.execute(_KNOWN, span).fetchall():
            self._note((scope, kind, subject), dt, score, called=phase != Phase.WATCH)

    def tell(self, rows: Iterable[Row]) -> None:
        """Give the rows of a stretch of days their phases; `growth` and `since` of each must be known."""
        by_day: dict[date, list[Row]] = defaultdict(list)
        for row in rows:
            by_day[row["dt"]].append(row)
        for day in sorted(by_day):
            levels = {scope: self.level(scope, day) for scope in {row["scope"] for row in by_day[day]}}
            for row in by_day[day]:
                self._tell(row, levels[row["scope"]])

    def _tell(self, row: Row, level: float) -> None:
        day, score = row["dt"], row["score"]
        key = (row["scope"], row["subject_kind"], row["subject"])
        counts = row["verdict"] in _COUNTED
        called = score >= level or self._recently(key, day) if counts else score >= LOUD
        row["phase"] = str(verdicts.phase(row["growth"], (day - row["since"]).days) if called else Phase.WATCH)
        if counts and row["part_of"] is None:
            self._note(key, day, score, called=called)

    def _recently(self, key: Subject, day: date) -> bool:
        return (day - self._called.get(key, date.min)).days <= QUIET_DAYS

    def _note(self, key: Subject, day: date, score: float, *, called: bool) -> None:
        past = self._scores[key]
        before = max((s for dt, s in past if (day - dt).days <= QUIET_DAYS), default=0.0)
        if score > before:
            self._rises[key[0]].append((day.toordinal(), before, score))
        if called:
            if not self._recently(key, day):
                self._flagged[key[0]].append(day.toordinal())
            self._called[key] = day
        self._scores[key] = [(dt, s) for dt, s in past if (day - dt).days <= QUIET_DAYS] + [(day, score)]

    def level(self, scope: str, day: date) -> float:
        """The score from which on the scope's subjects are called rising on that day."""
        rises = np.array(self._rises[scope], np.float64).reshape(-1, 3)
        lately = rises[(rises[:, 0] < day.toordinal()) & (rises[:, 0] >= day.toordinal() - PAST_DAYS)]
        new = ((lately[:, 1:2] < self._grid) & (lately[:, 2:] >= self._grid)).sum(axis=0)
        budget, weeks = self._settings.flags_a_week, self.weeks(scope, day)
        usual = _PRIOR_WEEKS * USUAL_BUDGET * 10.0 ** (self._settings.rising - self._grid)
        over = np.flatnonzero(new + usual > budget * (weeks + _PRIOR_WEEKS))
        return round(float(self._grid[min(over[-1] + 1, len(self._grid) - 1)] if len(over) else self._grid[0]), 2)

    def weeks(self, scope: str, day: date) -> float:
        """Weeks of the 84 days before that could be judged."""
        begun = self._begun.get(scope)
        judged = (day - begun).days - YOUNGEST if begun else 0
        return min(max(judged, 0), PAST_DAYS) / 7

    def store(self, con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
        """Hand over `staging.found_alert_level`: each scope's level and realised rate on these days."""
        days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        rows = [
            {"dt": day, "scope": scope, "rising_from": self.level(scope, day), "budget": self._settings.flags_a_week,
             "judged_weeks": round(self.weeks(scope, day), 2), "flags": self._flags(scope, day)}
            for scope, begun in self._begun.items() if begun for day in days if day >= begun
        ]  # fmt: skip
        if rows:
            con.register("levels", pa.Table.from_pylist(rows))
            con.execute("INSERT INTO staging.found_alert_level BY NAME FROM levels")
            con.unregister("levels")

    def _flags(self, scope: str, day: date) -> int:
        end = day.toordinal()
        return sum(end - PAST_DAYS <= flagged < end for flagged in self._flagged[scope])
