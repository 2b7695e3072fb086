"""Does feeling that has turned raise an alert, and does anything else? On labelled posts read by the shipped model.

python -m benchmarks.drops [--data FOLDER] [--worlds 200]

Days are drawn from the test rows of public labelled sets (nlp.sentiment.sets), each with the probability that the model
gives it, so that its errors are real ones. A topic has a base share of negative posts of .10 to .35, a volume with
weeks and storms, a mood that swings from day to day and drifts. In half of the worlds 15 points more of the posts are
negative from some day on. Found: alerted on that day or the two after it. False: alerts in 90 days of the other worlds.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fengxiang.trend_trials.backgrounds import BESIDE
from nlp import sentiment
from nlp.sentiment.sets import NEGATIVE, read
from warehouse import drop_test
from warehouse.alert_rules import rules
from warehouse.drop_test import Daily

LABELLED = BESIDE.parent / "labelled"
SETS = ("weibo2018", "smp2020", "waimai", "shopping", "moods8", "covid7", "absa")
DAYS, START, QUIET, RISE, LASTS = 150, 60, 14, 0.15, 10
VOLUMES, PLATFORMS, SWINGS = (40, 80, 160, 400), (1, 3), (0.0, 0.02)
Pools = dict[str, tuple[np.ndarray, np.ndarray]]  # of a set: probabilities of negative posts, and of the others


@dataclass(frozen=True)
class World:
    """(platforms, days): posts, those labelled negative, what the test is given; `onset` -1 where nothing turned."""

    posts: np.ndarray
    labelled: np.ndarray
    daily: Daily
    onset: int


def pools(folder: Path) -> Pools:
    """Probabilities of negative of each set's test rows."""
    model, found = sentiment.shipped(), {}
    for one in (s.part(s.test) for s in read(folder) if s.name in SETS):
        told, bad = model.probabilities(one.texts), one.labels == NEGATIVE
        found[one.name] = told[bad], told[~bad]
    return found


def world(texts: Pools, rng: np.random.Generator, volume: int, platforms: int, swing: float, *, turns: bool) -> World:
    """One topic; `swing` is the greatest correlation of a day's posts."""
    onset = int(rng.integers(START + 5, DAYS - 20)) if turns else -1
    names, share = rng.choice(sorted(texts), platforms, replace=False), rng.dirichlet(np.full(platforms, 4.0))
    days = [
        _platform(texts[n], rng, volume * s, rng.uniform(0, swing), onset) for n, s in zip(names, share, strict=True)
    ]
    posts, labelled, negative, squares = (np.array(part, np.float64) for part in zip(*days, strict=True))
    return World(posts, labelled, Daily(posts, negative, squares), onset)


def _platform(
    texts: tuple[np.ndarray, np.ndarray], rng: np.random.Generator, volume: float, swing: float, onset: int
) -> tuple[np.ndarray, ...]:
    week = 1 + 0.15 * np.sin(2 * np.pi * (np.arange(DAYS) + rng.integers(7)) / 7)
    posts = rng.poisson(volume * week * rng.gamma(20, 1 / 20, DAYS))
    share = np.full(DAYS, rng.uniform(0.1, 0.35)) + _drift(rng)
    share = np.clip(share, 0.02, 0.9)
    if swing > 0:
        share = rng.beta(share * (1 / swing - 1), (1 - share) * (1 / swing - 1))
    if onset >= 0:
        share[onset : onset + LASTS] += RISE
    bad = rng.binomial(posts, np.clip(share, 0, 1))
    told = [
        [rng.choice(pool, n) for pool, n in zip(texts, (k, n - k), strict=True)]
        for k, n in zip(bad, posts, strict=True)
    ]
    days = [np.concatenate(day) for day in told]
    return posts, *(np.array([f(day) for day in days]) for f in (_labelled, _negative, _squares))


def _labelled(day: np.ndarray) -> int:
    return int((day.argmax(1) == 0).sum()) if len(day) else 0


def _negative(day: np.ndarray) -> float:
    return float(day[:, 0].sum())


def _squares(day: np.ndarray) -> float:
    return float((day[:, 0] ** 2).sum())


def _drift(rng: np.random.Generator) -> np.ndarray:
    steps, at = rng.normal(0, 0.008, DAYS), np.zeros(DAYS)
    for day in range(1, DAYS):
        at[day] = 0.9 * at[day - 1] + steps[day]
    return at


def ours(told: World) -> np.ndarray:
    """(days,) whether the lower end exceeds what the settings ask."""
    return drop_test.change(told.daily).low > rules()["sentiment_drop"].change


def _shares(told: World, days: int) -> np.ndarray:
    posts, bad = (np.convolve(x.sum(0), np.ones(days))[:DAYS] for x in (told.posts, told.labelled))
    return bad / np.maximum(posts, 1)


def fixed_floor(told: World) -> np.ndarray:
    """Half of the day's posts are negative."""
    return _shares(told, 1) > 0.5


def mean_and_two_deviations(told: World) -> np.ndarray:
    """The day's share is beyond the mean and two deviations of the 28 days before."""
    share, found = _shares(told, 1), np.zeros(DAYS, np.bool_)
    for day in range(28, DAYS):
        before = share[day - 28 : day]
        found[day] = share[day] > before.mean() + 2 * before.std(ddof=1)
    return found


def week_over_week(told: World) -> np.ndarray:
    """The week's share is ten points above the week before."""
    share = _shares(told, 7)
    return np.concatenate([np.zeros(7, np.bool_), share[7:] > share[:-7] + 0.1])


def alerts(flagged: np.ndarray) -> int:
    """Alerts of the judged days, one in a fortnight."""
    count, last = 0, -QUIET
    for day in np.flatnonzero(flagged[START:]).tolist():
        if day - last >= QUIET:
            count, last = count + 1, day
    return count


def figures(texts: Pools, worlds: int, volumes: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Rows: volume, platforms, swing, rule, found by the second day, by the day itself, false alerts a quarter."""
    for volume in volumes:
        for platforms in PLATFORMS:
            for swing in SWINGS:
                rng = np.random.default_rng(20261128)
                made = [world(texts, rng, volume, platforms, swing, turns=i % 2 == 0) for i in range(worlds)]
                for rule in (ours, fixed_floor, mean_and_two_deviations, week_over_week):
                    hit = [rule(w)[w.onset : w.onset + 3] for w in made if w.onset >= 0]
                    false = np.mean([alerts(rule(w)) for w in made if w.onset < 0])
                    soon, now = np.mean([h.any() for h in hit]), np.mean([h[0] for h in hit])
                    yield (
                        str(volume),
                        str(platforms),
                        str(swing),
                        rule.__name__,
                        f"{soon:.2f}",
                        f"{now:.2f}",
                        f"{false:.2f}",
                    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, default=LABELLED, help="folder of the labelled sets")
    ask.add_argument("--worlds", type=int, default=200)
    ask.add_argument("--volumes", type=int, nargs="+", default=VOLUMES, help="posts a day")
    asked = ask.parse_args()
    if not asked.data.is_dir():
        sys.exit(f"{asked.data}: no labelled sets here; name their folder by --data")
    texts = pools(asked.data)
    apart = np.mean([bad.mean(0)[0] - other.mean(0)[0] for bad, other in texts.values()])
    print(f"Mean probability of negative: {apart:.2f} apart (the test has {drop_test.SEPARATION})\n")
    print("| posts a day | platforms | swing | rule | found in 2 days | same day | false a quarter |")
    print("|---|---|---|---|---|---|---|")
    for row in figures(texts, asked.worlds, asked.volumes):
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
