"""The tables of `evaluate alerts`: which topics are tried, and what is told of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from contract.progress import OnProgress, Progress
from fengxiang.drop_trials import aspect_worlds, bound, decoys
from fengxiang.drop_trials.readings import Readings
from fengxiang.drop_trials.rules import OURS, RULES, Looked, Rule, of_scopes, one_of_several, told_of
from fengxiang.drop_trials.trial import FOUND, Line, Tried, topics, tried
from fengxiang.drop_trials.worlds import START, STAYS, Kind, World, plan, sizes, someday

VOLUMES, SIZES, DURATIONS = (20, 40, 80, 160, 400), (0.10, 0.15, 0.20, 0.30), (1, 3, 10, STAYS)
_BOUNDED = (40, 80)  # posts a day
LARGE = 40  # posts a day, from which on nine of ten turns are to be found
_USUAL = 80
BEST, PERFECT = "best possible test", "best possible, posts read without error"
TRUE, MEASURED = (
    "the true share of negative posts rises by 15 points",
    "the share that the model labels negative rises by 15 points",
)


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, on `worlds` topics of each kind; the same seed gives the same figures."""

    readings: Readings
    worlds: int
    volumes: Sequence[int] = VOLUMES
    seed: int = 1
    _large: dict[str, Tried] = field(default_factory=lambda: defaultdict(Tried), compare=False)

    def run(self, on_progress: OnProgress) -> list[Line]:
        """Every line."""
        parts = list(self._parts())
        found: list[Line] = []
        for done, (name, part) in enumerate(parts):
            on_progress(Progress(done, len(parts), "tables", name))
            found += part()
        on_progress(Progress(len(parts), len(parts), "tables"))
        return found

    def _parts(self) -> Iterator[tuple[str, Callable[[], Iterator[Line]]]]:
        for name, measured in ((TRUE, False), (MEASURED, True)):
            for volume in self.volumes:
                yield f"{volume} posts a day", partial(self._volume, name, volume, measured=measured)
        yield "large topics", self._large_topics
        yield "bounds", self._bounds
        yield "sizes", self._sizes
        yield "durations", self._durations
        yield "platforms", self._platforms
        yield "aspects", self._aspects
        yield "decoys", self._decoys

    def _volume(self, name: str, volume: int, *, measured: bool) -> Iterator[Line]:
        found = tried(self.readings, _mixed(Kind(volume, measured=measured)), self.worlds, self.seed)
        if volume >= LARGE:
            self._large[name].join(found)
        yield from found.lines(name, f"{volume} posts a day")

    def _large_topics(self) -> Iterator[Line]:
        """What must hold is told of all topics that are large enough: the mean over their volumes."""
        for name, found in self._large.items():
            yield from found.lines(name, f"mean of {LARGE} and more")

    def _bounds(self) -> Iterator[Line]:
        """Half of the worlds: the best possible tests take long."""
        for measured in (False, True):
            for volume in sorted(set(_BOUNDED) & set(self.volumes)):
                kinds = _mixed(Kind(volume, measured=measured))
                found = Tried()
                for name, perfect in ((BEST, False), (PERFECT, True))[: 1 if measured else 2]:
                    _bound(found, self.readings, kinds, max(self.worlds // 2, 1), self.seed, name, perfect=perfect)
                yield from found.lines(MEASURED if measured else TRUE, f"{volume} posts a day")

    def _sizes(self) -> Iterator[Line]:
        for volume in (40, _USUAL):
            for size in SIZES:
                found = tried(self.readings, _mixed(Kind(volume, size=size)), self.worlds, self.seed)
                yield from found.lines(f"sizes, {volume} posts a day", f"{100 * size:.0f} points", (FOUND,))

    def _durations(self) -> Iterator[Line]:
        for lasts in DURATIONS:
            found = tried(self.readings, _mixed(Kind(_USUAL, lasts=lasts)), self.worlds, self.seed)
            name = "stays" if lasts == STAYS else f"{lasts} day{'s' * (lasts > 1)}"
            yield from found.lines(f"durations, {_USUAL} posts a day", name, (FOUND,))

    def _platforms(self) -> Iterator[Line]:
        three = Kind(_USUAL, platforms=3, swing=0.02)
        one = replace(three, struck=1)
        alone: dict[str, Rule] = {**RULES, OURS: one_of_several}
        asked: list[tuple[str, Kind, Mapping[str, Rule], Callable[[World], World] | None]] = [
            ("one platform", replace(three, platforms=1), RULES, None),
            ("three, all turn", three, RULES, None),
            ("three, one turns: all together", one, RULES, None),
            ("three, one turns: looked at alone", one, alone, lambda world: world.scope(0)),
        ]
        for name, kind, rules, look in asked:
            found = tried(self.readings, [kind], 2 * self.worlds, self.seed, rules, look)
            yield from found.lines(f"platforms, {_USUAL} posts a day in all", name)
        for name, alike in (("three, one turns: all scopes", False), ("the same, each asks alike", True)):
            found = _scopes(self.readings, one, 2 * self.worlds, self.seed, alike=alike)
            yield from found.lines(f"platforms, {_USUAL} posts a day in all", name)

    def _aspects(self) -> Iterator[Line]:
        if self.readings.aspects is None:
            return
        for volume in (20, 40, 80):
            for size in (0.15, 0.30):
                found = aspect_worlds.tried(self.readings.aspects, Kind(volume, size=size), self.worlds, self.seed)
                yield from found.lines(
                    "aspects", f"{volume} of {2.5 * volume:.0f} posts a day, {100 * size:.0f} points"
                )

    def _decoys(self) -> Iterator[Line]:
        kind = Kind(_USUAL, platforms=3, swing=0.02)
        for number, (name, decoy) in enumerate(decoys.DECOYS.items()):
            found = Tried()
            for world in range(2 * self.worlds):
                rng = np.random.default_rng([self.seed, number, world])
                told, day = plan(self.readings, kind, rng), someday(rng)
                seen = decoys.days_of(decoy(told, day, rng))
                for rule_name, rule in RULES.items():
                    flags = np.concatenate([rule(world, START).flags[days] for world, days in seen])
                    blamed = any(day <= at < day + decoys.WATCHED for at in told_of(flags, START))
                    found.add(rule_name, {f"alerted within {decoys.WATCHED} days": blamed})
            yield from found.lines(f"decoys, {_USUAL} posts a day on three platforms", name)


def _mixed(kind: Kind) -> list[Kind]:
    """On one and on three platforms, with days that do not swing and with days that do."""
    return [replace(kind, platforms=platforms, swing=swing) for platforms in (1, 3) for swing in (0.0, 0.02)]


def _bound(
    found: Tried, readings: Readings, kinds: Sequence[Kind], worlds: int, seed: int, name: str, *, perfect: bool
) -> None:
    turned, quiet, onsets = [], [], []
    for kind in kinds:
        for turn, calm, _ in topics(readings, kind, worlds, seed):
            turned.append(bound.scores(turn, calm.plan, sizes(calm.plan, kind), perfect=perfect))
            quiet.append(bound.scores(calm, calm.plan, sizes(calm.plan, kind), perfect=perfect))
            onsets.append(turn.onset)
    least = bound.threshold(quiet)
    for turn_score, calm_score, onset in zip(turned, quiet, onsets, strict=True):
        found.note(name, onset, *(Looked(s > least, told_of(s > least, START)) for s in (turn_score, calm_score)))


def _scopes(readings: Readings, kind: Kind, worlds: int, seed: int, *, alike: bool) -> Tried:
    """All together and each platform alone, as people are told of them."""
    found = Tried()
    for turned, quiet, _ in topics(readings, kind, worlds, seed):
        scopes = [[world, *(world.scope(p) for p in range(kind.platforms))] for world in (turned, quiet)]
        found.note(OURS, turned.onset, *(of_scopes(told, START, alike=alike) for told in scopes))
    return found
