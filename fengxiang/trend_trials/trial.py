"""All detectors on all worlds, one world in memory at a time; what is kept are a few numbers of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from contract.errors import FengxiangError
from contract.progress import OnProgress, Progress
from fengxiang.trend_trials import crawl_faults
from fengxiang.trend_trials.backgrounds import Backgrounds
from fengxiang.trend_trials.detectors import Detector
from fengxiang.trend_trials.measuring import BUDGETS, Bools, measure
from fengxiang.trend_trials.planting import Counts, Floats
from fengxiang.trend_trials.worlds import RECIPES, SUBJECTS, TooThin, World, draw, struck

AS_IT_IS = RECIPES[0]
_QUICK_SUBJECTS = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a detector did in one world at one budget; arrays are of its rises, see `measuring.Found`.

    `watched` and `watched_clean`: share of quiet subjects flagged in the days after a fault, and in the same days of
    the same world without it; NaN where there was no fault.
    """

    streams: tuple[str, ...]
    group: tuple[str, ...]
    recipe: str
    seed: int
    detector: str
    budget: float
    shape: Counts
    lift: Floats
    rate: Floats
    delay: Floats
    at_budget: Floats
    false_flags: float
    weeks: float
    flooded: int
    floods: int
    watched: float = np.nan
    watched_clean: float = np.nan


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: `seeds` worlds of each kind, numbered from `first_seed`."""

    backgrounds: Backgrounds
    detectors: dict[str, Detector]
    years: str
    seeds: int
    first_seed: int = 1
    quick: bool = False

    def run(self, on_progress: OnProgress) -> tuple[list[Outcome], list[str]]:
        """Every outcome, and which worlds were left out and why. The same trial gives the same ones."""
        total, done, found, left_out = self._total(), 0, list[Outcome](), list[str]()
        for seed in range(self.first_seed, self.first_seed + self.seeds):
            for group, worlds in self._bundles(seed):
                clean = dict[tuple[str, float], Bools]()
                for name, make in worlds:
                    try:
                        found += self._tried(make(), group, clean)
                    except TooThin as fault:
                        left_out.append(str(fault))
                    done += 1
                    on_progress(Progress(done, total, "worlds", name))
        if not found:
            raise FengxiangError(f"no world could be made: {left_out[0]}")
        return found, list(dict.fromkeys(left_out))

    def _bundles(self, seed: int) -> Iterator[tuple[tuple[str, ...], list[tuple[str, Callable[[], World]]]]]:
        """Worlds that belong together, each to be made when its turn comes."""
        for name in self.backgrounds.alone:
            yield (), self._single(name, seed)
        for group in self.backgrounds.together:
            drawn = [partial(self._drawn, group, n, AS_IT_IS, seed) for n in range(1, len(group) + 1)]
            yield group, [("+".join(group[: n + 1]), make) for n, make in enumerate(drawn)]

    def _single(self, name: str, seed: int) -> list[tuple[str, Callable[[], World]]]:
        clean = self._drawn((name,), 1, AS_IT_IS, seed)
        faults = [(f"{name} {kind}", partial(struck, clean, kind)) for kind in crawl_faults.KINDS]
        others = [(f"{name} {recipe}", partial(self._drawn, (name,), 1, recipe, seed)) for recipe in RECIPES[1:]]
        return [(f"{name} {AS_IT_IS}", lambda: clean), *faults, *others]

    def _drawn(self, names: Sequence[str], platforms: int, recipe: str, seed: int) -> World:
        streams = [self.backgrounds.streams[name] for name in names]
        return draw(streams, platforms, recipe, self.years, seed, self._subjects)

    @property
    def _subjects(self) -> int:
        return _QUICK_SUBJECTS if self.quick else SUBJECTS

    def _total(self) -> int:
        alone = len(self.backgrounds.alone) * (len(crawl_faults.KINDS) + len(RECIPES))
        return self.seeds * (alone + sum(map(len, self.backgrounds.together)))

    def _tried(self, world: World, group: tuple[str, ...], clean: dict[tuple[str, float], Bools]) -> Iterator[Outcome]:
        told = world.planted
        rising, quiet = told.onset >= 0, (told.onset < 0) & (told.flooded < 0)
        for name, detector in self.detectors.items():
            scores = np.nan_to_num(np.asarray(detector(world.counts, world.exposure), np.float64))
            for budget in BUDGETS:
                found = measure(scores, world, budget)
                after = before = np.nan
                if world.fault is None and world.recipe == AS_IT_IS:
                    clean[name, budget] = found.flags
                elif world.fault is not None:
                    days = world.fault.watched
                    after = float(found.flags[quiet][:, days].any(1).mean())
                    before = float(clean[name, budget][quiet][:, days].any(1).mean())
                yield Outcome(
                    world.streams, group, world.recipe, world.seed, name, budget,
                    told.shape[rising], told.lift[rising], told.rate[rising], found.delay, found.at_budget,
                    found.false_flags, found.weeks, found.flooded, found.floods, after, before,
                )  # fmt: skip
