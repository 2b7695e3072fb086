"""Rules on worlds in which feeling turned and on the same topics in which it did not: what each rule made of them."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fengxiang.drop_trials.readings import Readings
from fengxiang.drop_trials.rules import RULES, Looked, Rule
from fengxiang.drop_trials.worlds import START, Kind, World, plan, planted, realise

SOON = 3  # days in which an alert is in time: that of the turn and the two after it
_SURE = 1.96
FOUND, TOLD, SAME_DAY, FALSE = "found in 2 days", "told", "same day", "false a quarter"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over worlds and its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is of, and its figures by heading."""

    table: str
    condition: str
    rule: str
    figures: Mapping[str, Estimate]


@dataclass(slots=True)
class Tried:
    """What was found in each world, by rule and figure."""

    by_rule: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def note(self, rule: str, onset: int, turned: Looked, quiet: Looked | None = None) -> None:
        """What a rule made of a topic in which feeling turned on `onset`, and of one in which it did not.

        Found: flagged within two days. Told: people were told then; an alert for nothing shortly before may hide it.
        """
        soon = turned.flags[onset : onset + SOON]
        told = any(onset <= day < onset + SOON for day in turned.told)
        figures: dict[str, float | np.bool_] = {FOUND: soon.any(), TOLD: told, SAME_DAY: soon[0]}
        if quiet is not None:
            figures[FALSE] = len(quiet.told)
        self.add(rule, figures)

    def add(self, rule: str, figures: Mapping[str, "float | np.bool_"]) -> None:
        """One world's figures."""
        for name, value in figures.items():
            self.by_rule[rule][name].append(float(value))

    def join(self, other: "Tried") -> None:
        """Take in the worlds of another."""
        for rule, figures in other.by_rule.items():
            for name, values in figures.items():
                self.by_rule[rule][name] += values

    def lines(self, table: str, condition: str, only: Sequence[str] = ()) -> Iterator[Line]:
        """A line for each rule."""
        for rule, found in self.by_rule.items():
            kept = {name: estimate(values) for name, values in found.items() if not only or name in only}
            yield Line(table, condition, rule, kept)


def estimate(values: Sequence[float]) -> Estimate:
    """The mean, and 1.96 standard errors of it to each side."""
    mean = float(np.mean(values))
    error = float(np.std(values) / np.sqrt(len(values)))
    return Estimate(mean, max(mean - _SURE * error, 0.0), mean + _SURE * error)


def topics(
    readings: Readings, kind: Kind, worlds: int, seed: int
) -> Iterator[tuple[World, World, "np.random.Generator"]]:
    """Topics of a kind, each with a turn and without: equal in all that was to be expected."""
    for number in range(worlds):
        rng = np.random.default_rng([seed, zlib.crc32(repr(kind).encode()), number])
        quiet = plan(readings, kind, rng)
        yield realise(planted(quiet, kind, rng), rng), realise(quiet, rng), rng


def tried(
    readings: Readings,
    kinds: Sequence[Kind],
    worlds: int,
    seed: int,
    rules: Mapping[str, Rule] = RULES,
    look: Callable[[World], World] | None = None,
) -> Tried:
    """All rules on these kinds of topics. `look` is what of a world is looked at, where that is not all of it."""
    found = Tried()
    for kind in kinds:
        for worlds_of in topics(readings, kind, worlds, seed):
            turned, quiet = (look(world) if look else world for world in worlds_of[:2])
            for name, rule in rules.items():
                found.note(name, turned.onset, rule(turned, START), rule(quiet, START))
    return found
