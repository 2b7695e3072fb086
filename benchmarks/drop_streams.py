"""How often would real talk raise an alert, and how long a past tells best what its mood will be?

python -m benchmarks.drop_streams [--posts FOLDER]

Nobody labelled these streams and nothing is planted: whatever turned in them did, so alerts are an upper bound of false
ones. A topic is a word with the words that stand beside it in the same posts; authors are not told, each post counts
as a person's. Beside them, the error of the mean of N days, that end 10 days before, as a forecast of the last three.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse

from fengxiang.drop_trials.rules import ours
from fengxiang.drop_trials.worlds import Counted
from fengxiang.trend_trials.backgrounds import BESIDE, titles
from nlp import segment, sentiment
from nlp.normalise import normalised
from warehouse.drop_test import GAP, LONGEST
from warehouse.stretches import windows

STREAMS = {
    "hot_weibo": ("weibo",), "hot_zhihu": ("zhihu",), "hot_video": ("bilibili", "kuaishou"), "reposts_weibo": ("weibo",)
}  # fmt: skip
LENGTHS = (14, 28, 42, 56, 84)
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_TOPICS, _BESIDE, _LEAST = 60, 150, 15.0  # of a stream; words at most; posts a day
_WARM, _BATCH = 100, 16_384


def topics(file: Path, platform: str) -> Iterator[np.ndarray]:
    """(5, days) counts of each topic, as `warehouse.mood_days.mood_of` wants a platform's."""
    found = titles(file, platform)
    texts = normalised(list(found.texts))
    model = sentiment.shipped()
    told = np.concatenate([model.probabilities(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)])
    millionths, negative = np.round(told[:, 0] * 1e6), told.argmax(axis=1) == 0
    holds = _words(texts)
    for rows in _spoken(holds, found.length):
        day = found.days[rows]
        weights = (None, negative[rows].astype(float), None, millionths[rows], millionths[rows] ** 2)
        yield np.array([np.bincount(day, weight, found.length) for weight in weights], np.float64)


def _words(texts: list[str]) -> sparse.csr_matrix:
    """Which texts hold which word, of those that are neither rare nor everywhere."""
    cut = segment.cut(texts)
    text = np.repeat(np.arange(len(texts)), np.diff(cut.offsets))
    count = np.bincount(cut.codes, minlength=len(cut.vocabulary))
    fit = np.array([_WORD.fullmatch(word) is not None for word in cut.vocabulary])
    kept = np.flatnonzero(fit & (count >= 60) & (count < 0.02 * len(texts)))
    place = np.full(len(count), -1)
    place[kept] = np.arange(len(kept))
    there = place[cut.codes] >= 0
    cells = (text[there], place[cut.codes][there])
    return sparse.csr_matrix((np.ones(len(cells[0])), cells), shape=(len(texts), len(kept))).sign()


def _spoken(holds: sparse.csr_matrix, days: int) -> Iterator[np.ndarray]:
    """The texts of each topic: a frequent word with those that stand beside it at least twice as often as by chance."""
    together, often = (holds.T @ holds).tocsr(), np.asarray(holds.sum(axis=0))[0]
    made, taken = 0, set[int]()
    for seed in np.argsort(-often)[:400].tolist():
        row = together[seed]
        lift = row.data * holds.shape[0] / (often[seed] * often[row.indices])
        fit = (row.data >= 5) & (lift > 2)
        words = row.indices[fit][np.argsort(-row.data[fit])][:_BESIDE]
        texts = np.unique(holds[:, [seed, *words]].nonzero()[0])
        if seed not in taken and len(texts) >= _LEAST * days and made < _TOPICS:
            taken |= {seed, *words[:8].tolist()}
            made += 1
            yield texts


def alerts_a_quarter(counted: np.ndarray) -> float:
    """Times that people would have been told, in ninety days."""
    people = windows(counted[None, 2], 0, LONGEST)[0]
    return len(ours(Counted(counted[None], people), _WARM).told) / (counted.shape[1] - _WARM) * 90


def errors(counted: np.ndarray) -> list[float]:
    """Root mean square of the last three days' mean probability less that of a past of each length."""

    def mean(days: int, lag: int = 0) -> np.ndarray:
        people, told = (windows(counted[None, part], 0, days, lag)[0] for part in (2, 3))
        return told / np.maximum(people, 1) / 1e6

    spoken = windows(counted[None, 2], 0, LONGEST)[0] >= 3 * _LEAST
    spoken[:_WARM] = False
    return [float(np.sqrt(((mean(LONGEST) - mean(n, LONGEST + GAP))[spoken] ** 2).mean())) for n in LENGTHS]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--posts", type=Path, default=BESIDE, help="folder of the real streams")
    folder = ask.parse_args().posts
    if not folder.is_dir():
        sys.exit(f"{folder}: no real streams here; name their folder by --posts")
    print("| stream | topics | posts a day | alerts a quarter | " + " | ".join(f"{n} days" for n in LENGTHS) + " |")
    print("|---" * (4 + len(LENGTHS)) + "|")
    for name, platforms in STREAMS.items():
        found = [counted for platform in platforms for counted in topics(folder / f"{name}.parquet", platform)]
        posts, told = (np.mean(part) for part in ([c[0].mean() for c in found], [alerts_a_quarter(c) for c in found]))
        cells = " | ".join(f"{error:.4f}" for error in np.nanmean([errors(c) for c in found], axis=0))
        print(f"| {name} | {len(found)} | {posts:.0f} | {told:.2f} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
