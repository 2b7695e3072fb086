"""Which subjects are above the watch level on which days, in which scope, and by which of three tests.

`rise`: organic authors against the exposure, by the signs of a lasting rise. `flood`: all posts are louder than usual
though their authors do not rise. `artefact`: authors are louder only as long as one forgets that the crawl saw more.
The last two are kept so that the report can say "no trend, because"; for them, any burst is loud.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contract.findings import ALL_PLATFORMS
from warehouse import bursts, exposures, rising, slow_growth
from warehouse.detect_settings import DetectSettings
from warehouse.exposures import Seen
from warehouse.rising import LOOKBACK, WINDOW
from warehouse.series import Block, Ints, Series
from warehouse.stretches import GAP, LEAST_PAST, PAST, PRIOR, Floats, Stretch, windows

_LOUD = 4.0  # one chance in ten thousand, were it a usual week: something is to be explained
_DAYS_AT_ONCE = 32  # 400 trees cost the same for a handful of subjects and for a thousand
_COVERAGE_ROSE = (
    1.2  # exposure of a day of the last 7 over one of the past, from which on a raw rise can be the crawl's
)

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
    new: Bools  # nobody said it in the past


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


def _of_scope(
    series: Series, block: Block, scope: str, platforms: list[str], settings: DetectSettings
) -> Iterator[Flags]:
    sources = series.of(platforms)
    seen = exposures.seen(sources, block, series.judged)
    authors = np.asarray(sum(block.authors[p] for p in platforms))
    posts = np.asarray(sum(block.posts[p] for p in platforms))
    nothing = np.zeros((len(authors), series.days - series.judged), np.bool_)
    rise = yield from _test((scope, "rise", block.first), authors, seen, settings, nothing)
    flood = yield from _test((scope, "flood", block.first), posts, seen, settings, rise)
    if any(source.query for source in sources):
        rose = seen.window(WINDOW) / WINDOW >= _COVERAGE_ROSE * seen.window(PAST, GAP) / _days(seen)
        raw = exposures.alike(sources, series.judged)
        yield from _test((scope, "artefact", block.first), authors, raw, settings, rise | flood | ~rose)


def _days(seen: Seen) -> Floats:
    """(1, judged days) days of the past on which anything could be seen; 1 where there was none."""
    return np.maximum(seen.exposed_days(PAST, GAP), 1.0)


def _test(
    name: tuple[str, str, int], counts: Floats, seen: Seen, settings: DetectSettings, but: Bools
) -> Generator[Flags, None, Bools]:
    """Flags of each day where the watch level is reached; returns where, (subjects, judged days)."""
    test = name[1]
    at = _worth_it(counts, seen, settings) & ~but
    if test == "rise":
        at |= _has_grown(counts, seen, settings)
    places = np.flatnonzero(at.any(axis=0)).tolist()
    for start in range(0, len(places), _DAYS_AT_ONCE):
        some = places[start : start + _DAYS_AT_ONCE]
        rows = [np.flatnonzero(at[:, place]) for place in some]
        stretches = [_stretch(counts, seen, seen.judged + place, r) for place, r in zip(some, rows, strict=True)]
        scores = _rises(stretches) if test == "rise" else [bursts.loud(stretch) for stretch in stretches]
        for place, r, score, stretch in zip(some, rows, scores, stretches, strict=True):
            above = score >= (settings.watch if test == "rise" else _LOUD)
            at[r, place] = above
            if above.any():
                yield _flags(name, r[above], seen.judged + place, score[above], stretch.of(above))
    return at


def _rises(stretches: list[Stretch]) -> list[Floats]:
    """Surprise of each stretch's last day as a lasting rise, a surge or slow growth: the greatest of the three."""
    lasting = rising.judge([(stretch.counts, stretch.exposure) for stretch in stretches])
    others = ((bursts.surge(stretch), slow_growth.growth(stretch)) for stretch in stretches)
    return [np.maximum.reduce([rise, *more]) for rise, more in zip(lasting, others, strict=True)]


def _stretch(counts: Floats, seen: Seen, day: int, rows: Ints) -> Stretch:
    """Counts and exposure of these subjects that the day's score looks at."""
    exposure = seen.stretch(day, rows)
    said = counts[rows, max(0, day + 1 - LOOKBACK) : day + 1]
    return Stretch(np.where(exposure > 0, said, 0.0), exposure)


def _worth_it(counts: Floats, seen: Seen, settings: DetectSettings) -> Bools:
    """(subjects, judged days) where the cheap conditions hold: enough authors, enough past, and above it."""
    counted = windows(counts, seen.judged, WINDOW)
    past, past_seen = windows(counts, seen.judged, PAST, GAP), seen.window(PAST, GAP)
    seen_now = seen.window(WINDOW)
    expected = (past + PRIOR) / np.where(past_seen > 0, past_seen, np.inf) * seen_now
    known = (seen_now > 0) & (past_seen > 0) & (seen.exposed_days(PAST, GAP) >= LEAST_PAST)
    return np.asarray(known & (counted >= settings.min_authors) & (counted >= settings.min_ratio * expected))


def _has_grown(counts: Floats, seen: Seen, settings: DetectSettings) -> Bools:
    """(subjects, judged days) where slow growth is worth a look: enough authors, and more than 6 to 12 weeks ago."""
    (now, now_seen), (then, then_seen) = (
        (windows(counts, seen.judged, *span), seen.window(*span)) for span in (slow_growth.NOW, slow_growth.THEN)
    )
    enough = windows(counts, seen.judged, WINDOW) >= settings.min_authors
    enough &= windows(counts, seen.judged, slow_growth.DAYS) >= slow_growth.LEAST
    known = (then_seen > 0) & (now_seen > 0) & (seen.exposed_days(slow_growth.DAYS, 0) >= slow_growth.WEEKS)
    grown = (now + PRIOR) * then_seen >= slow_growth.GROWN * (then + PRIOR) * now_seen
    return np.asarray(enough & known & grown)


def _flags(name: tuple[str, str, int], rows: Ints, day: int, score: Floats, shown: Stretch) -> Flags:
    scope, test, first = name
    found = rising.ratio(shown)
    (now, expected), (before, usual) = shown.last(WINDOW), shown.last(WINDOW, WINDOW)
    growth = (now + 0.5) / (before + 0.5) * np.divide(usual, expected, out=np.ones(len(rows)), where=expected > 0)
    new = shown.summed[:, shown.past] == 0
    days = np.full(len(rows), day)
    return Flags(
        scope, test, rows + first, days, score, found.expected, found.ratio, found.low, found.high, growth, new
    )
