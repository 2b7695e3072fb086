"""Fits the trees by which `warehouse.rising` weighs the signs of a rise, and writes warehouse/rise_trees.npz.

python -m benchmarks.rising_fit [--data FOLDER] [--out FILE]

Learns from the early years of hot_weibo and hot_zhihu only (rising_worlds). A day of a planted rise, 1 to 20 days after
its onset, is a rise; every day of the series that nothing was planted in is not, though some of them are real rises:
what comes out tells lasting rises from the bursts that hot lists are full of. Then the surprises: what share of the
days without a planted rise reach each margin. About four minutes on one processor.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.rising_worlds import FOLLOWED, START, World, worlds
from fengxiang.trend_trials.backgrounds import BESIDE, FILES, stream_of, titles
from warehouse import rise_trees
from warehouse.rise_signs import SIGNS
from warehouse.rise_trees import DEPTH, LEAVES, NODES, Trees

OUT = Path(rise_trees.__file__).with_name("rise_trees.npz")
STREAMS = ("weibo", "zhihu")
TREES, RATE, TRIED = 400, 0.04, 0.4  # of the signs, a share is tried at each split
_DULL = 0.12  # share of the days that do not stand out from which is learned, with more weight
_MORE = ("ratio_", "root_", "cut_root_", "rare_", "above_", "now")  # signs of which more never speaks against a rise


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, default=BESIDE, help="folder of hot_weibo.parquet and hot_zhihu.parquet")
    ask.add_argument("--out", type=Path, default=OUT)
    told = ask.parse_args()
    if not (told.data / "hot_weibo.parquet").is_file():
        sys.exit(f"{told.data}: no hot_weibo.parquet here; name the folder with the public streams by --data")
    made, start = [], time.monotonic()
    for i, name in enumerate(STREAMS):
        stream = stream_of(name, titles(told.data / f"{FILES[name]}.parquet", name))
        for world in worlds(stream, np.random.default_rng(20261127 + i)):
            made.append(world)
            print(f"{time.monotonic() - start:6.0f} s  {name}: {len(made)} worlds", flush=True)
    trees = _calibrated(fit(made), made)
    np.savez_compressed(told.out, signs=np.array(SIGNS), **_small(trees))
    print(f"{time.monotonic() - start:6.0f} s  {told.out.name} written, {told.out.stat().st_size // 1024} KB")


def fit(made: list[World]) -> Any:
    """The trees of all worlds, as scikit-learn grows them."""
    parts = [_cells(world, np.random.default_rng(i)) for i, world in enumerate(made)]
    x, y, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    print(f"fitting {TREES} trees on {len(x):,} days, {y.mean():.0%} of them rises", flush=True)
    grows = [int(name.startswith(_MORE)) for name in SIGNS]
    model = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=RATE, max_depth=DEPTH, max_features=TRIED, min_samples_leaf=300,
        l2_regularization=5.0, monotonic_cst=grows, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(x, y, sample_weight=weight)


def _cells(world: World, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signs, whether it is a rise, and weight of the days that are learned from. Early days of a rise count less."""
    age = np.arange(START, START + world.signs.shape[1]) - world.onset[:, None]
    rise = (world.onset[:, None] >= 0) & (age >= 1) & (age < FOLLOWED)
    dull = world.signs[..., SIGNS.index("root_7")] <= 0.8
    taken = rise | ((world.onset[:, None] < 0) & (~dull | (rng.random(rise.shape) < _DULL)))
    weight = np.where(rise, np.clip((age + 1) / 8, 0.1, 1.0), np.where(dull, 1 / _DULL, 1.0))
    return world.signs[taken], rise[taken], weight[taken]


def _calibrated(model: Any, made: list[World]) -> Trees:
    grown = [_complete(trees[0].nodes) for trees in model._predictors]  # no public way to read the trees
    sign, above, leaf = (np.stack(part) for part in zip(*grown, strict=True))
    flat = np.array([0.0, 1.0])
    bare = Trees(float(np.ravel(model._baseline_prediction)[0]), sign, above, leaf, flat, flat)
    ordinary = np.sort(np.concatenate([bare.margin(w.signs[w.onset < 0].reshape(-1, len(SIGNS))) for w in made]))
    surprises = np.arange(0.0, np.log10(len(ordinary) / 30), 0.1)
    margins = np.quantile(ordinary, 1 - 10.0**-surprises)
    return Trees(bare.base, sign, above, leaf, margins, surprises)


def _complete(nodes: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A tree as a complete one of depth 4: a leaf further up is all the leaves below it."""
    sign, above, leaf = np.zeros(NODES, np.int64), np.full(NODES, np.inf, np.float32), np.zeros(LEAVES, np.float32)

    def walk(place: int, node: int, ends: bool) -> None:
        told = nodes[node]
        if place >= NODES:
            leaf[place - NODES] = told["value"]
            return
        ends = ends or bool(told["is_leaf"])
        if not ends:
            sign[place], above[place] = told["feature_idx"], told["num_threshold"]
        walk(2 * place + 1, node if ends else int(told["left"]), ends)
        walk(2 * place + 2, node if ends else int(told["right"]), ends)

    walk(0, 0, ends=False)
    return sign, above, leaf


def _small(trees: Trees) -> dict[str, np.ndarray]:
    return {
        "base": np.array(trees.base), "sign": trees.sign.astype(np.uint8), "above": trees.above,
        "leaf": trees.leaf, "margins": trees.margins, "surprises": trees.surprises,
    }  # fmt: skip


if __name__ == "__main__":
    main()
