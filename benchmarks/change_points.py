"""Planted changes in made-up counts: how often the interval holds the true day, how wide it is, how far the guess is.

python -m benchmarks.change_points [--series 8000] [--seed 2]

Counts are negative binomial around a mean that rises on a known day: as a step, a ramp of 5 to 40 days, or a step that
fades. Only those are looked at that detection would flag: a clear rise of the last 7 days. Then pairs of platforms, one
days ahead of the other: whether the first one is told right, and by how many days.
"""

import argparse
import time
from dataclasses import dataclass

import numpy as np

from warehouse.beginnings import LEAST_COUNT, LEAST_GAIN
from warehouse.change_points import Beginnings, Floats, Ints, begun_together, change_points
from warehouse.courses import DAYS

FORMS = {"step": 1.0, "ramp 5": 5.0, "ramp 10": 10.0, "ramp 20": 20.0, "ramp 40": 40.0, "fades": -4.0, "fades 8": -8.0}


@dataclass(frozen=True, slots=True)
class Planted:
    """(n, days) counts and exposure; (n,) days ago of the change, its form, the level before, the overdispersion."""

    counts: Floats
    exposure: Floats
    ago: Ints
    form: Floats
    level: Floats
    phi: Floats


def planted(rng: np.random.Generator, series: int) -> Planted:
    """Changes 2 to 40 days ago that a clear rise of the last week tells of."""
    level, factor = 10 ** rng.uniform(-0.7, 1.7, series), 10 ** rng.uniform(np.log10(1.7), np.log10(8), series)
    form, phi = rng.choice(list(FORMS.values()), series), rng.choice([0.0, 0.02, 0.08, 0.2], series)
    ago = rng.integers(2, 41, series)
    exposure = np.exp(rng.normal(0, 0.15, (series, DAYS)))
    after = np.arange(DAYS)[None, :] - (DAYS - 1 - ago)[:, None]
    ramp = np.clip((after + 1) / np.maximum(form, 1)[:, None], 0, 1)
    fade = np.where(after >= 0, 0.5 ** (np.maximum(after, 0) / np.maximum(-form, 1)[:, None]), 0)
    mean = exposure * level[:, None] * (1 + (factor - 1)[:, None] * np.where(form[:, None] > 0, ramp, fade))
    swing = np.where(phi > 0, phi, 1e-6)[:, None]
    counts = rng.poisson(mean * rng.gamma(1 / swing, swing, (series, DAYS))).astype(float)
    told = _rises(counts, exposure)
    return Planted(counts[told], exposure[told], ago[told], form[told], level[told], phi[told])


def _rises(counts: Floats, exposure: Floats) -> np.ndarray:
    """Whether the last 7 days stand out against the 28 that end 14 before, or against the first three weeks."""
    now, seen = counts[:, -7:].sum(axis=1), exposure[:, -7:].sum(axis=1)
    flagged = np.zeros(len(counts), bool)
    for days in (slice(-42, -14), slice(0, 21)):
        usual = (counts[:, days].sum(axis=1) + 0.5) / exposure[:, days].sum(axis=1) * seen
        flagged |= (now >= 1.5 * usual) & (now - usual > 4 * np.sqrt(usual + 0.05 * usual**2 + 1))
    return flagged & (now >= 10)


def covered(found: Beginnings, ago: Ints) -> np.ndarray:
    """Whether the interval holds the true day."""
    return np.asarray((found.low >= ago) & (ago >= found.high))


def leads(rng: np.random.Generator, series: int) -> tuple[Ints, Ints]:
    """Planted and found lead, in days, of a platform over another that rises alike; where both plainly began."""
    form, factor = rng.choice([1.0, 5.0, 10.0, 20.0], series), 10 ** rng.uniform(np.log10(2), np.log10(6), series)
    ago, lag = rng.integers(10, 31, series), rng.choice([0, 1, 3, 6, 9], series)
    parts = []
    for late in (np.zeros_like(lag), lag):
        level = 10 ** rng.uniform(0, 1.5, series)
        after = np.arange(DAYS)[None, :] - (DAYS - 1 - ago + late)[:, None]
        risen = np.clip((after + 1) / form[:, None], 0, 1)
        mean = level[:, None] * (1 + (factor - 1)[:, None] * risen)
        parts.append((rng.poisson(mean * rng.gamma(20, 1 / 20, mean.shape)).astype(float), np.ones_like(mean)))
    begun, gain = begun_together(parts, np.full(series, DAYS), LEAST_COUNT)
    plain = (gain >= LEAST_GAIN).all(axis=0)
    return lag[plain], (begun[0] - begun[1])[plain]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--series", type=int, default=8000)
    ask.add_argument("--seed", type=int, default=2)
    told = ask.parse_args()
    made = planted(np.random.default_rng(told.seed), told.series)
    start = time.process_time()
    found = change_points(made.counts, made.exposure)
    cost = 1e3 * (time.process_time() - start) / len(made.ago)
    inside, width = covered(found, made.ago), found.low - found.high
    print(f"{len(made.ago):,} rises, {cost:.2f} CPU ms each")
    print(f"coverage {inside.mean():.3f}, median width {np.median(width):.0f} days")
    print(
        f"true day before the interval {(made.ago > found.low).mean():.3f}, after {(made.ago < found.high).mean():.3f}"
    )
    print(f"median error {np.median(abs(found.at - made.ago)):.0f} days")
    for name, form in FORMS.items():
        print(
            f"  {name:8s} coverage {inside[made.form == form].mean():.3f}, {width[made.form == form].mean():.1f} days"
        )
    for phi in np.unique(made.phi):
        print(f"  phi {phi:<4} coverage {inside[made.phi == phi].mean():.3f}")
    lag, lead = leads(np.random.default_rng(told.seed), told.series)
    print(f"{len(lag):,} pairs of platforms: lead off by {np.median(abs(lead - lag)):.0f} days (median)")
    for days in np.unique(lag):
        here = lead[lag == days]
        told_right = (here > 0).mean() if days else (abs(here) <= 1).mean()
        print(f"  lead of {days} days: found {np.median(here):.0f}, right one first (0: within a day) {told_right:.2f}")


if __name__ == "__main__":
    main()
