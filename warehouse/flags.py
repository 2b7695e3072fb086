"""Which subjects are above the watch level on which days, in which scope, and by which of three tests.

`rise`: organic authors against the exposure. `flood`: all posts rise though their authors do not. `artefact`: authors
rise only as long as one forgets that the crawl saw more. The last two are kept so that the report can say "no trend,
because".
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contract.findings import ALL_PLATFORMS
from warehouse import rising
from warehouse.detect_settings import DetectSettings
from warehouse.rising import Floats, Weeks, base_sums, week_sum
from warehouse.series import HELD, Block, Ints, Series, Source, Weighed, weeks, weigh

_COVERAGE_ROSE = 1.2  # exposure of the last 7 days over the baseline's, from which on a raw rise can be the crawl's

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Flags:
    """Flagged (subject, day) pairs of one scope, as columns of the same length."""

    scope: str
    test: str
    sid: Ints
    day: Ints
    score: Floats
    expected: Floats
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    growth: Floats  # rate of the last 7 days over the 7 days before
    new: Bools  # nobody said it in the baseline


def flag(series: Series, settings: DetectSettings) -> list[Flags]:
    """All flags of all scopes, from the first day to be judged on."""
    scopes = {platform: [platform] for platform in series.platforms}
    if len(scopes) != 1:
        scopes[ALL_PLATFORMS] = series.platforms
    found = [
        f
        for block in series.blocks()
        for scope, platforms in scopes.items()
        if platforms
        for f in _of_scope(series, block, scope, platforms, settings)
    ]
    if len(scopes) == 1:  # one platform is also all of them
        found += [_renamed(f, ALL_PLATFORMS) for f in found]
    return found


def _renamed(flags: Flags, scope: str) -> Flags:
    return Flags(scope, *(getattr(flags, name) for name in Flags.__slots__[1:]))


def _of_scope(series: Series, block: Block, scope: str, platforms: list[str], settings: DetectSettings) -> list[Flags]:
    sources = series.of(platforms)
    exposure = weigh(sources, block)
    authors = np.asarray(sum(block.authors[p] for p in platforms))
    posts = np.asarray(sum(block.posts[p] for p in platforms))
    rise = _rise(authors, exposure, settings, series.judged)
    flood = _test(weeks(posts, exposure), settings, series.judged, but=rise.at)
    tests = [("rise", rise, authors), ("flood", flood, posts)]
    if any(source.query for source in sources):
        more = exposure.now * rising.BASELINE >= _COVERAGE_ROSE * exposure.near.sum(axis=0) * rising.WINDOW
        raw = weeks(authors, _as_if_seen_alike(sources))
        tests.append(("artefact", _test(raw, settings, series.judged, but=rise.at | flood.at | ~more), authors))
    return [_flags(scope, name, block, test, counts, exposure) for name, test, counts in tests if test.at.any()]


def _as_if_seen_alike(sources: list[Source]) -> Weighed:
    """Exposure in which every day on which anything was seen counts the same."""
    seen = (np.sum([s.exposure for s in sources], axis=0) > 0).astype(np.float64)[None, :]
    return Weighed(week_sum(seen), week_sum(seen, rising.WINDOW), base_sums(seen), base_sums(seen, rising.FAR))


@dataclass(frozen=True, slots=True)
class _Tested:
    at: Bools
    score: Floats
    weeks: Weeks


def _rise(authors: Floats, exposure: Weighed, settings: DetectSettings, judged: int) -> _Tested:
    """Above the near baseline; or, for four weeks after that, still above the far one.

    The near baseline soon holds the rise itself: 14 days after its onset a trend that still grows would vanish. The
    far one alone would find rises later and call seasons trends.
    """
    near = _test(weeks(authors, exposure), settings, judged - HELD)
    recent = _within(near.at, HELD)
    far = _test(weeks(authors, exposure, far=True), settings, judged, only=recent)
    at = near.at | far.at
    at[:, :judged] = False
    use_far = far.at & (far.score > near.score)
    a, b = near.weeks, far.weeks
    return _Tested(
        at,
        np.where(use_far, far.score, near.score),
        Weeks(
            a.count,
            a.exposure,
            np.where(use_far, b.base_count, a.base_count),
            np.where(use_far, b.base_exposure, a.base_exposure),
        ),
    )


def _within(at: Bools, days: int) -> Bools:
    """Whether it was true on any of the `days` days before each day."""
    total = np.cumsum(np.pad(at, ((0, 0), (1, 0))), axis=1)
    index = np.arange(at.shape[1])
    return np.asarray(total[:, index] > total[:, np.maximum(index - days, 0)])


def _test(
    found: Weeks, settings: DetectSettings, judged: int, but: Bools | None = None, only: Bools | None = None
) -> _Tested:
    """Where the watch level is reached, and the scores. Cheap conditions first: the tail probability costs time."""
    mean = rising.expected(found)
    where = (found.count >= settings.min_authors) & (found.count >= settings.min_ratio * mean) & (mean > 0)
    where[:, :judged] = False
    if but is not None:
        where &= ~but
    if only is not None:
        where &= only
    scores = rising.surprise(found, where)
    return _Tested(where & (scores >= settings.watch), scores, found)


def _flags(scope: str, test: str, block: Block, found: _Tested, counts: Floats, exposure: Weighed) -> Flags:
    at = found.at
    sid, day = np.nonzero(at)
    wide = (rising.WEEKS, *at.shape)
    picked = Weeks(
        found.weeks.count[at],
        np.broadcast_to(found.weeks.exposure, at.shape)[at],
        np.broadcast_to(found.weeks.base_count, wide)[:, at],
        np.broadcast_to(found.weeks.base_exposure, wide)[:, at],
    )
    ratio, low, high = rising.ratio(picked)
    earlier = week_sum(counts, rising.WINDOW)[at] + 0.5
    seen_now, seen_before = (np.broadcast_to(e, at.shape)[at] for e in (exposure.now, exposure.before))
    growth = (
        (picked.count + 0.5) / earlier * np.divide(seen_before, seen_now, out=np.ones(len(sid)), where=seen_now > 0)
    )
    new = picked.base_count.sum(axis=0) == 0
    expected = rising.expected(picked)
    return Flags(scope, test, sid + block.first, day, found.score[at], expected, ratio, low, high, growth, new)
