"""The tables of a trial: each line one detector under one condition, its figures with intervals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from fengxiang.trend_trials import crawl_faults
from fengxiang.trend_trials.detectors import OURS
from fengxiang.trend_trials.estimates import Estimate, Share, estimate, median_delay, share, shares
from fengxiang.trend_trials.measuring import BUDGETS, SOON
from fengxiang.trend_trials.planting import FOLLOWED, LIFTS, SHAPES
from fengxiang.trend_trials.trial import AS_IT_IS, Outcome

DETAIL = 2.0  # the budget of the tables that look closer
Which = Callable[[Outcome], "np.typing.NDArray[np.bool_]"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is of, and its figures by heading."""

    table: str
    detector: str
    condition: str
    figures: dict[str, Estimate]


def lines(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """All tables, line by line."""
    yield from _main(outcomes)
    closer = [o for o in outcomes if o.budget == DETAIL]
    yield from _streams(closer)
    yield from _shapes(closer)
    yield from _volumes(closer)
    yield from _platforms(closer)
    yield from _faults(closer)


def _main(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for budget in BUDGETS:
        told = [o for o in outcomes if o.budget == budget and _plain(o)]
        ours = [o for o in told if o.detector == OURS]
        for name, found in _by_detector(told):
            figures = {
                "found, 21 d": share(found, _found(FOLLOWED)),
                "found, 7 d": share(found, _found(SOON)),
                "precision": share(found, _precision),
                "delay, d": median_delay(found),
                "false a week": share(found, lambda o: (o.false_flags, o.weeks)),
                "floods flagged": share(found, lambda o: (o.flooded, o.floods)),
                "equal false, 21 d": share(found, _equal(FOLLOWED)),
                "equal false, 7 d": share(found, _equal(SOON)),
            }
            if ours and name != OURS:
                ahead = shares(ours, _equal(FOLLOWED)) - shares(found, _equal(FOLLOWED))
                figures["ours ahead"] = estimate(ahead)
            yield Line("detectors", name, f"{budget:g} false flags a week", figures)


def _streams(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for name, found in _by_detector([o for o in outcomes if _plain(o)]):
        figures = {}
        for stream in dict.fromkeys(o.streams[0] for o in found):
            of = [o for o in found if o.streams[0] == stream]
            figures[stream] = share(of, _equal(FOLLOWED))
            figures[f"{stream}: false a week"] = share(of, lambda o: (o.false_flags, o.weeks))
        yield Line("streams", name, "equal false flags, 21 d", figures)


def _shapes(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for recipe, within in product((AS_IT_IS, "merged"), (FOLLOWED, SOON)):
        for name, found in _by_detector([o for o in outcomes if o.recipe == recipe and not o.group]):
            figures = {s: share(found, _equal(within, _of_shape(i))) for i, s in enumerate(SHAPES)}
            yield Line("shapes", name, f"series {recipe}, {within} d", figures)


def _volumes(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for recipe in ("thinned", AS_IT_IS, "merged"):
        told = [o for o in outcomes if o.recipe == recipe and not o.group]
        usual = float(np.median(np.concatenate([o.rate for o in told]))) if told else np.nan
        for name, found in _by_detector(told):
            figures = {f"lift {lift:g}": share(found, _equal(FOLLOWED, _of_lift(lift))) for lift in LIFTS}
            figures["false a week"] = share(found, lambda o: (o.false_flags, o.weeks))
            yield Line("volumes and lifts", name, f"{recipe}: {usual:.2f} a day", figures)


def _platforms(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for group in dict.fromkeys(o.group for o in outcomes if o.group):
        for name, found in _by_detector([o for o in outcomes if o.group == group]):
            figures = {}
            for number in range(1, len(group) + 1):
                of = [o for o in found if len(o.streams) == number]
                figures[f"{number}, 21 d"] = share(of, _equal(FOLLOWED))
                figures[f"{number}, 7 d"] = share(of, _equal(SOON))
            yield Line("platforms added up", name, "+".join(group), figures)


def _faults(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    for kind in crawl_faults.KINDS:
        for name, found in _by_detector([o for o in outcomes if o.recipe == kind]):
            figures = {
                "flagged after it": share(found, lambda o: (o.watched, 1.0)),
                "same days without it": share(found, lambda o: (o.watched_clean, 1.0)),
                "false a week": share(found, lambda o: (o.false_flags, o.weeks)),
                "found, 21 d": share(found, _found(FOLLOWED)),
                "equal false, 21 d": share(found, _equal(FOLLOWED)),
            }
            yield Line("crawl faults", name, kind, figures)


def _plain(o: Outcome) -> bool:
    return o.recipe == AS_IT_IS and not o.group


def _by_detector(found: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for name in dict.fromkeys(o.detector for o in found):
        yield name, [o for o in found if o.detector == name]


def _all(o: Outcome) -> "np.typing.NDArray[np.bool_]":
    return np.ones(len(o.shape), bool)


def _of_shape(shape: int) -> Which:
    return lambda o: o.shape == shape


def _of_lift(lift: float) -> Which:
    return lambda o: o.lift == lift


def _found(within: int, which: Which = _all) -> Share:
    return lambda o: (float((o.delay <= within)[which(o)].sum()), float(which(o).sum()))


def _equal(within: int, which: Which = _all) -> Share:
    return lambda o: (float((o.at_budget <= within)[which(o)].sum()), float(which(o).sum()))


def _precision(o: Outcome) -> tuple[float, float]:
    found = float(np.isfinite(o.delay).sum())
    return found, found + o.false_flags
