"""People a day who complain about a theme, against four weeks before, per what the crawl could see of it.

Counts are divided by the theme's exposure (exposures.py), so that a query crawled twice as deep, or a day that was
missed, is no burst. The ratio's lower end comes from the log of the ratio (delta method) with an overdispersed Poisson
count: variance m + phi m^2, phi by moments from the days of the baseline.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import numpy as np
import numpy.typing as npt

from contract.findings import ALL_PLATFORMS
from warehouse.alert_rules import Rule
from warehouse.drop_test import GAP, LONGEST
from warehouse.exposures import Seen, seen
from warehouse.series import Block, Series, load
from warehouse.stretches import Floats, dispersion, windows
from warehouse.watched import BEFORE, Watched

_COUNTS = """
SELECT theme, platform, (dt - $first::DATE)::BIGINT AS day, authors::DOUBLE AS authors,
    organic_posts::DOUBLE AS posts
FROM intent_daily WHERE intent = 'complaint' AND theme <> '' AND dt BETWEEN $first AND $last ORDER BY ALL
"""
_SURE = {1: 3.5, 2: 3.0, 3: 3.0}  # days looked at: standard errors
_USUAL_DISPERSION, _WEIGHT = 0.15, 10.0
_LEAST_DISPERSION = 0.05  # of several days together: storms last
_PRIOR = 0.5
BASELINE = 28  # days
Bools = npt.NDArray[np.bool_]
Counts = dict[tuple[str, str], Floats]  # by theme and platform, (2, days): authors and posts


def watched(con: duckdb.DuckDBPyConnection, rule: Rule, first: date, last: date) -> Iterator[Watched]:
    """Of every theme that is spoken of, in every scope; the arrays hold the days `first`..`last`."""
    counts = _counts(con, first, last)
    series = load(con, first + timedelta(days=BEFORE), last, 1, kinds=("theme",))
    for block in series.blocks() if counts else ():
        for scope in [ALL_PLATFORMS, *series.platforms]:
            yield from _of_scope(rule, scope, series, block, counts)


def _counts(con: duckdb.DuckDBPyConnection, first: date, last: date) -> Counts:
    rows = con.execute(_COUNTS, {"first": first, "last": last}).fetchnumpy()
    found: Counts = {}
    for i, key in enumerate(zip(rows["theme"], rows["platform"], strict=True)):
        told = found.setdefault(key, np.zeros((2, (last - first).days + 1)))
        told[:, rows["day"][i]] = rows["authors"][i], rows["posts"][i]
    return found


def _of_scope(rule: Rule, scope: str, series: Series, block: Block, counts: Counts) -> Iterator[Watched]:
    platforms = series.platforms if scope == ALL_PLATFORMS else [scope]
    through = seen(series.of(platforms), block, series.judged)
    spoken = np.sum([block.posts[platform] for platform in platforms], axis=0)
    nothing = np.zeros((2, BEFORE + spoken.shape[1] - series.judged))
    for row, posts in enumerate(spoken):
        theme = series.subjects[block.first + row]
        mine = np.sum([counts.get((theme, platform), nothing) for platform in platforms], axis=0)
        known = windows(posts[None], series.judged, LONGEST)[0] > 0
        yield _watched(rule, scope, theme, mine, _Past(mine[0], through, row), known)


def _watched(rule: Rule, scope: str, theme: str, counted: Floats, past: "_Past", known: Bools) -> Watched:
    authors, posts = counted
    tested = [past.ends(days, sure) for days, sure in _SURE.items()]
    low, high, now = (np.array(part) for part in zip(*tested, strict=True))
    best = np.argmax(low, axis=0)
    picked = [_before(np.take_along_axis(part, best[None], axis=0)[0]) for part in (low, high, now)]
    baseline = _before(past.baseline, 0.0)
    settled = _before(now[-1], 0.0)
    people, told = (windows(x[None], 0, LONGEST)[0] for x in (authors, posts))
    size = picked[0] - 1
    return Watched(
        rule=rule, scope=scope, theme=theme, aspect="", detail="", size=size,
        low=_people(size, baseline), high=_people(picked[1] - 1, baseline), shown=picked[2],
        days=np.concatenate([np.ones(BEFORE, np.int64), np.array(list(_SURE))[best]]), settled=settled,
        baseline=baseline, authors=people, posts=told, known=np.concatenate([np.zeros(BEFORE, np.bool_), known]),
    )  # fmt: skip


def _people(times: Floats, baseline: Floats) -> Floats:
    """People a day more; endless where nothing can be said."""
    return np.where(np.isfinite(times), np.nan_to_num(times) * baseline, times)


def _before(judged: Floats, fill: float = -np.inf) -> Floats:
    """(days,): nothing is known of the days before the first one to judge."""
    return np.concatenate([np.full(BEFORE, fill), judged])


class _Past:
    """What is usual on each judged day, (judged days,), of one theme in one scope."""

    def __init__(self, authors: Floats, through: Seen, row: int) -> None:
        self._authors, self._through, self._row = authors[None], through, row
        self._known = self._exposure(BASELINE, LONGEST + GAP)
        self.exposed = self._exposure(LONGEST)
        self._count = windows(self._authors, BEFORE, BASELINE, LONGEST + GAP)[0]
        self._rate = np.divide(self._count + _PRIOR, self._known, out=np.zeros_like(self._count), where=self._known > 0)
        lags = range(LONGEST + GAP, LONGEST + GAP + BASELINE)
        days = np.array([windows(self._authors, BEFORE, 1, lag)[0] for lag in lags]).T
        mean = np.array([self._rate * self._exposure(1, lag) for lag in lags]).T
        self._phi = dispersion(days, mean, _USUAL_DISPERSION, _WEIGHT)
        self.baseline = self._rate * self.exposed / LONGEST

    def _exposure(self, days: int, lag: int = 0) -> Floats:
        told = self._through.window(days, lag)
        return np.asarray(told[min(self._row, len(told) - 1)])

    def ends(self, days: int, sure: float) -> tuple[Floats, Floats, Floats]:
        """Lower and upper end of the ratio of the last `days` days to the past, and people a day."""
        now = windows(self._authors, BEFORE, days)[0]
        mean = self._rate * self._exposure(days)
        fit = np.maximum(mean, 1e-9)
        phi = np.maximum(self._phi / days, _LEAST_DISPERSION)
        error = np.sqrt(1 / (now + _PRIOR) + phi + 1 / (self._count + _PRIOR))
        middle = np.log((now + _PRIOR) / (fit + _PRIOR))
        said = (mean > 0) & (self._known > 0)
        low, high = (np.where(said, np.exp(middle + side * sure * error), -np.inf) for side in (-1, 1))
        return low, np.where(said, high, np.inf), now / days
