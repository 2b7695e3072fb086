"""Floods put into real and made-up streams: how many are found, and how many real spikes are called floods.

    python -m benchmarks.floods [--floods 300] [--fit] [--seed 1] [--span FIRST,LAST] [--small]

Signs are read by the warehouse's own SQL. Floods vary in size (30 to 2,000 posts), accounts (5 to 300), words (exact
copies, templates with changed words, paraphrases of real posts), timing (minutes to days), response, and whether the
accounts are new. Negatives are the streams' own spikes: words and reposted posts on a day at least three times as often
as in the three weeks before, and 20 times at least. Who speaks of a subject, and with what response, differs: of each
spike up to 80 % of the posts lose their response, up to 40 % are given to a tenth of its people (fans), and of the
others up to 80 % to people never seen before (each share drawn anew for each spike).

Weights are fitted on the first half of each stream's days and one made-up world, and shifted so that 1 of 100 spikes
learnt from would be suspected, without authors none; everything printed is of the second half and another world.
`--fit` writes warehouse/flood_weights.json.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.flood_cases import Case, batches, looked_at
from benchmarks.flood_worlds import Stream, made_up, real
from warehouse import floods

WEIGHTS = Path(floods.__file__).with_name("flood_weights.json")
ADVERTISING = 1.0  # neither stream marks any: given by judgement, not fitted
FALSE = {True: 0.01, False: 0.0}  # of the spikes learnt from that are suspected, authors known or not


@dataclass
class Measured:
    """Cases of one half: strengths of both parts, kinds, truth, and what the rule before said."""

    parts: list[np.ndarray] = field(default_factory=list)
    known: list[np.ndarray] = field(default_factory=list)
    owner: list[np.ndarray] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    true: list[bool] = field(default_factory=list)
    before: list[bool] = field(default_factory=list)

    def add(self, stream: Stream, days: np.ndarray, count: int, seed: int) -> None:
        for cases, true in batches(stream, days, count, seed):
            if not cases:
                continue
            signs, called = looked_at(stream, cases)
            self.parts.append(floods.strengths(signs))
            self.known.append(floods.authors_known(signs))
            self.owner.append(signs["flag"].to_numpy() + len(self.cases))
            self.cases += cases
            self.true += [true] * len(cases)
            self.before += called.tolist()

    def scores(self, model: dict[bool, tuple[np.ndarray, float]]) -> np.ndarray:
        found = np.zeros(len(self.cases))
        values = floods.logistic(np.vstack(self.parts), np.concatenate(self.known), model)
        np.maximum.at(found, np.concatenate(self.owner), values)
        return found


def fit(learnt: Measured, known: bool) -> tuple[np.ndarray, float]:
    """Weights from all parts of spikes and, of each flood, the part that shows most of it; never below 0.

    The constant is set so that FALSE of the spikes learnt from reach the level of suspicion. C is small, for few
    and partly made-up signs: strong weights on them would be the model's own reflection.
    """
    of = np.concatenate(learnt.known) == known
    parts, owner, true = np.vstack(learnt.parts)[of], np.concatenate(learnt.owner)[of], np.array(learnt.true)
    value = parts.sum(axis=1)
    for _ in range(5):
        best = np.full(len(true), -np.inf)
        np.maximum.at(best, owner, value)
        kept = ~true[owner] | (value >= best[owner] - 1e-9)
        weight = _not_negative(parts[kept], true[owner][kept])
        value = parts @ weight
    weight[floods.SIGNS.index("advertising")] = ADVERTISING
    worst = np.full(len(true), -np.inf)
    np.maximum.at(worst, owner, value)
    spikes_ = worst[~true & (worst > -np.inf)]
    return weight, float(np.log(floods.SUSPECTED / (1 - floods.SUSPECTED)) - np.quantile(spikes_, 1 - FALSE[known]))


def _not_negative(parts: np.ndarray, true: np.ndarray) -> np.ndarray:
    allowed = parts.any(axis=0)
    while True:
        model = LogisticRegression(C=0.05, class_weight="balanced", max_iter=2000).fit(parts[:, allowed], true)
        weight = np.zeros(parts.shape[1])
        weight[allowed] = model.coef_[0]
        if (weight >= 0).all():
            return weight
        allowed &= weight >= 0


def report(name: str, called: np.ndarray, tested: Measured) -> None:
    true = np.array(tested.true)
    hits, false = (called & true).sum(), (called & ~true).sum()
    told = f"precision {hits / max(hits + false, 1):.3f}  recall {hits / true.sum():.3f}"
    print(f"{name:<18} {told}  real spikes called floods {false / max((~true).sum(), 1):.4f} of {(~true).sum()}")


def by_kind(called: np.ndarray, before: np.ndarray, tested: Measured) -> None:
    true = np.array(tested.true)
    for key in ("stream", "words", "timing", "posts an account", "size", "response", "accounts"):
        for value in sorted({case.kind[key] for case in tested.cases if key in case.kind}):
            of = np.array([case.kind.get(key) == value for case in tested.cases]) & true
            spike = np.array([case.kind.get(key) == value for case in tested.cases]) & ~true
            rate = f"  spikes {called[spike].mean():.3f} before {before[spike].mean():.3f}" if spike.any() else ""
            told = f"recall {called[of].mean():.3f}  before {before[of].mean():.3f}" if of.any() else "no floods"
            print(f"  {key + ': ' + value:<42} {told}  floods {of.sum()}{rate}")


def halves(count: int, seed: int, span: str, *, small: bool, fitted: bool) -> tuple[Measured, Measured]:
    """What is learnt from (nothing, if nothing is to be fitted), and what is tested on."""
    learnt, tested = Measured(), Measured()
    for half, number in ((learnt, seed), (tested, seed + 100)) if fitted else ((tested, seed + 100),):
        stream = made_up(number, 5 if small else 8)
        half.add(stream, np.unique(stream.days)[-28:], count, number)
    if small:
        return learnt, tested
    first, last = span.split(",")
    stream = real(first, last, seed)
    days = np.unique(stream.days)
    for named in (stream, stream.without_authors()):
        if fitted:
            learnt.add(named, days[: len(days) // 2], count, seed + 7)
        tested.add(named, days[len(days) // 2 :], count, seed + 107)
    return learnt, tested


_NAMES = {True: "authors_known", False: "authors_unknown"}


def _named(weight: np.ndarray, constant: float) -> dict[str, float]:
    return {sign: round(float(w), 3) for sign, w in zip(floods.SIGNS, weight, strict=True)} | {
        "constant": round(constant, 3)
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--floods", type=int, default=300, help="floods a stream and half")
    ask.add_argument("--fit", action="store_true", help="write the weights")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--span", default="2012-06-01,2012-09-25", help="first and last day of the real stream")
    ask.add_argument("--small", action="store_true", help="a small made-up world only")
    told = ask.parse_args()
    learnt, tested = halves(told.floods, told.seed, told.span, small=told.small, fitted=told.fit)
    model = floods.weights()
    if told.fit:
        model = {known: fit(learnt, known) for known in (True, False)}
        WEIGHTS.write_text(
            json.dumps({_NAMES[known]: _named(*model[known]) for known in model}, indent=1) + "\n", "utf-8"
        )
    for known in model:
        print(_NAMES[known], *(f"{name} {value}" for name, value in _named(*model[known]).items()))
    scores, before = tested.scores(model), np.array(tested.before)
    for level in (0.5, 0.7, 0.8, 0.9, 0.95):
        report(f"score >= {level}", scores >= level, tested)
    report("rule before", before, tested)
    print(f"by kind, at {floods.SUSPECTED}")
    by_kind(scores >= floods.SUSPECTED, before, tested)


if __name__ == "__main__":
    main()
