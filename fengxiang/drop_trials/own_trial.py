"""Drops planted in a home's own past, and the alerts that this past would have had by itself."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from contract.progress import OnProgress, Progress
from fengxiang.drop_trials.own_past import Stream
from fengxiang.drop_trials.readings import Bools
from fengxiang.drop_trials.rules import OURS, RULES, Rule, of_scopes, one_of_several, ours
from fengxiang.drop_trials.trial import FOUND, SAME_DAY, SOON, Line, Tried

SIZES, DURATIONS = (0.15, 0.30), (1, 3, 10)
SMALL = 10.0  # posts a day, below which a subject is not tried
OWN, ALERTS = "own past, nothing planted", "alerts a quarter"
_CLASSES = ((160, "160 and more"), (80, "80 to 160"), (40, "40 to 80"), (20, "20 to 40"), (0, "10 to 20"))
_FIRST, _LEFT = 24, 5  # the first day that is judged, after two weeks of a past; days that must be left after a turn
_QUARTER = 90.0
_ASPECT_RULES: Mapping[str, Rule] = {OURS: partial(ours, rule="aspect_drop")}


@dataclass(slots=True)
class OwnTrial:
    """`turns` are planted in each subject for each size and duration; sizes are of the share that the model labels."""

    themes: Sequence[Stream]
    aspects: Sequence[Stream]
    turns: int
    seed: int = 1
    _tried: dict[tuple[str, str], Tried] = field(default_factory=lambda: defaultdict(Tried))

    def run(self, on_progress: OnProgress) -> list[Line]:
        """Every line: by volume, size, duration and platform, of aspects, and what the past itself raises."""
        rng = np.random.default_rng(self.seed)
        total = len(self.themes) + len(self.aspects)
        for done, stream in enumerate(self.themes):
            on_progress(Progress(done, total, "subjects", stream.name))
            self._theme(stream, rng)
        for done, stream in enumerate(self.aspects, len(self.themes)):
            on_progress(Progress(done, total, "subjects", stream.name))
            self._past(stream, "aspects", _ASPECT_RULES)
            for size in SIZES:
                self._plant(stream, [("aspects", f"{100 * size:.0f} points")], size, 10, rng, _ASPECT_RULES)
        return list(self._lines())

    def _theme(self, stream: Stream, rng: np.random.Generator) -> None:
        name = f"{_volume(stream)} posts a day"
        self._past(stream, name, RULES)
        for size in SIZES:
            points = f"{100 * size:.0f} points"
            self._plant(stream, [(f"own past, {points}", name)], size, 10, rng, RULES)
        for lasts in DURATIONS:
            self._plant(
                stream, [("own past, 15 points, durations", f"{lasts} day{'s' * (lasts > 1)}")], 0.15, lasts, rng, RULES
            )
        if len(stream.platforms) > 1:
            self._one_platform(stream, rng)

    def _past(self, stream: Stream, condition: str, rules: Mapping[str, Rule]) -> None:
        """What the past would have raised: of the whole, and of our rule with each platform as well."""
        quarters = (stream.days - _FIRST) / _QUARTER
        counted = stream.counted()
        for name, rule in rules.items():
            self._tried[OWN, condition].add(name, {ALERTS: len(rule(counted, _FIRST).told) / quarters})
        if rules is RULES and len(stream.platforms) > 1:
            alone = [stream.of(p).counted() for p in range(len(stream.platforms))]
            told = of_scopes([counted, *alone], _FIRST).told
            self._tried[OWN, condition].add("ours, all scopes", {ALERTS: len(told) / quarters})

    def _plant(
        self, stream: Stream, where: Sequence[tuple[str, str]], size: float, lasts: int, rng: np.random.Generator,
        rules: Mapping[str, Rule],
    ) -> None:  # fmt: skip
        calm = rules[OURS](stream.counted(), _FIRST).flags
        for onset in self._onsets(stream, calm, rng):
            turned = stream.planted(range(onset, onset + lasts), size, rng).counted()
            for place in where:
                for name, rule in rules.items():
                    self._tried[place].note(name, onset, rule(turned, _FIRST))

    def _one_platform(self, stream: Stream, rng: np.random.Generator) -> None:
        """Only its largest platform turns: seen in all together, and on the platform."""
        largest = int(np.bincount(stream.platform).argmax())
        for onset in self._onsets(stream, ours(stream.counted(), _FIRST).flags, rng):
            turned = stream.planted(range(onset, onset + 10), 0.30, rng, largest)
            for name, looked in (
                ("all together", ours(turned.counted(), _FIRST)),
                ("looked at alone", one_of_several(turned.of(largest).counted(), _FIRST)),
            ):
                self._tried["own past, 30 points on the largest platform only", name].note(OURS, onset, looked)

    def _onsets(self, stream: Stream, calm: Bools, rng: np.random.Generator) -> list[int]:
        """Days of a turn, none on which the past itself is flagged in the days that are looked at."""
        free = [day for day in range(_FIRST, stream.days - _LEFT) if not calm[day - SOON : day + SOON].any()]
        return rng.choice(free, self.turns).tolist() if free else []

    def _lines(self) -> Iterator[Line]:
        for (table, condition), tried in sorted(self._tried.items(), key=_order):
            yield from tried.lines(table, condition, () if table == OWN else (FOUND, SAME_DAY))


def _volume(stream: Stream) -> str:
    return next(name for least, name in _CLASSES if stream.posts_a_day >= least)


def _order(told: tuple[tuple[str, str], Tried]) -> tuple[str, int]:
    (table, condition), _ = told
    return table, next((i for i, (_, name) in enumerate(_CLASSES) if condition.startswith(name)), len(_CLASSES))
