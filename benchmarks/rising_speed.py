"""Scores 200,000 made-up subjects over 100 days, for one day and for all, with pandas' rolling z-score beside it.

python -m benchmarks.rising_speed [--subjects N] [--days N]

Rates follow a gamma distribution of shape .3 and mean .6 posts a day (most subjects are rare), days differ by a factor
of two, and one subject in a thousand rises. Pandas scores (subjects, days) against the 28 days before, the least that
people do by hand. Prints seconds and the highest memory of the process.
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from warehouse.rising import score


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--subjects", type=int, default=200_000)
    ask.add_argument("--days", type=int, default=100)
    told = ask.parse_args()
    counts, exposure = _counts(told.subjects, told.days)
    score(counts[:100], exposure)  # reads the trees
    _timed("one day", lambda: score(counts, exposure, first=told.days - 1))
    _timed("all days", lambda: score(counts, exposure))
    _timed("pandas, rolling z, all days", lambda: _pandas(counts, exposure))


def _counts(subjects: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    exposure = rng.uniform(0.5, 1.0, days)
    counts = rng.poisson(rng.gamma(0.3, 2.0, (subjects, 1)) * exposure).astype(np.int32)
    rising = rng.choice(subjects, subjects // 1000, replace=False)
    counts[rising, days // 2 :] += rng.poisson(3.0, (len(rising), days - days // 2)).astype(np.int32)
    return counts, exposure


def _timed(name: str, work: Callable[[], np.ndarray]) -> None:
    start, used = time.perf_counter(), time.process_time()
    found = work()
    took, cpu = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    above = (found >= 2).any(axis=1).sum()
    print(f"{name:30s} {took:7.2f} s  {cpu:7.2f} CPU s  peak so far {peak:.2f} GB  {above:,} subjects at 2 or more")


def _pandas(counts: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    share = pd.DataFrame((counts / exposure).T)
    before = share.shift(1).rolling(28)
    return np.asarray(((share - before.mean()) / before.std().clip(lower=0.5)).fillna(0.0).T)


if __name__ == "__main__":
    main()
