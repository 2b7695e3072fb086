"""Phrase discovery on real streams beside simpler ways: how many known new phrases each finds, and what else it takes.

python -m benchmarks.phrases [--posts FOLDER] [--streams hot_weibo,hot_zhihu,hot_video] [--most N] [--sample 40]

Windows of 28 days, one a week. `pairs`: all pairs of neighbouring words that are no stop words, as the warehouse once
counted them; `npmi`: of these the ones with a normalised PMI of .5 and more (gensim's Phrases with scoring="npmi");
`ours`: warehouse.phrases. A phrase of the list counts where a window holds it in eight posts, cut into 2 to 4 words.
"""

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nlp.normalise import readings
from nlp.segment import words
from warehouse.grams import Tokens
from warehouse.phrase_rules import Rules, mask
from warehouse.phrases import WINDOW, Sliding

POSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts"
LIST = Path(__file__).with_name("new_phrases.txt")
STOP = Path(__file__).resolve().parents[1] / "warehouse" / "stop_words.txt"
SAID = 8  # posts of a window, from which on a phrase of the list should be found


def stream(path: Path, most: int | None) -> Tokens:
    """The posts of a stream as tokens, by day; the same text once a day."""
    table = pq.read_table(path, columns=["published_at", "text"]).sort_by("published_at")
    table = table.slice(0, most) if most else table
    day = table["published_at"].cast(pa.timestamp("s")).cast(pa.int64()).to_numpy() // 86_400
    texts = readings([None] * len(table), table["text"].to_pylist()).texts
    fresh = np.unique(pc.dictionary_encode(pa.array(texts)).indices.to_numpy() * 1_000_000 + day, return_index=True)[1]
    fresh.sort()
    told = pa.array(words([texts[i] for i in fresh]), pa.list_(pa.string()))
    return Tokens(told, day[fresh] - day.min(), np.arange(len(fresh)))


def ways(sliding: Sliding) -> dict[str, set[str]]:
    """What each way finds in the window as it is now."""
    grams, count, tokens = sliding.grams, sliding.window.count, sliding.grams.tokens
    stop = mask(pc.is_in(pc.utf8_lower(tokens.distinct), value_set=pa.array(STOP.read_text("utf-8").split())))
    usable = ~(stop | tokens.is_numeral)
    pair = np.flatnonzero((grams.size == 2) & (count >= sliding.rules.authors))
    pair = pair[usable[tokens.word[grams.at[pair]]] & usable[tokens.word[grams.at[pair] + 1]]]
    tight = pair[sliding.cohesion(pair) >= 0.5]
    found = {name: grams.several.take(pa.array(at - grams.singles)) for name, at in (("pairs", pair), ("npmi", tight))}
    return {name: set(texts.to_pylist()) for name, texts in found.items()} | {
        "ours": set(sliding.phrases()["phrase"].to_pylist())
    }


def said(sliding: Sliding, listed: list[str]) -> set[str]:
    """Phrases of the list that the window holds often enough."""
    often = np.flatnonzero(sliding.window.count[sliding.grams.singles :] >= SAID)
    return set(listed) & set(sliding.grams.several.take(pa.array(often)).to_pylist())


def measured(tokens: Tokens, listed: list[str]) -> tuple[dict[str, set[str]], set[str]]:
    """All that each way finds in any window, and the phrases of the list that should be found."""
    sliding = Sliding(tokens, None, Rules())
    found: dict[str, set[str]] = {}
    wanted: set[str] = set()
    for day in range(sliding.days):
        sliding.window.change(day, 1)
        if day >= WINDOW:
            sliding.window.change(day - WINDOW, -1)
        if day % 7 == 6 or day + 1 == sliding.days:
            wanted |= said(sliding, listed)
            for name, texts in ways(sliding).items():
                found.setdefault(name, set()).update(texts)
    return found, wanted


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--posts", type=Path, default=POSTS)
    ask.add_argument("--streams", default="hot_weibo,hot_zhihu,hot_video")
    ask.add_argument("--most", type=int)
    ask.add_argument("--sample", type=int, default=0)
    told = ask.parse_args()
    if not told.posts.is_dir():
        sys.exit(f"{told.posts}: no such folder; name the one with the real streams by --posts")
    for name in told.streams.split(","):
        tokens = stream(told.posts / f"{name}.parquet", told.most)
        start = time.process_time()
        found, wanted = measured(tokens, LIST.read_text("utf-8").split())
        print(f"{name}: {len(tokens.day):,} posts, {time.process_time() - start:.1f} CPU s for all three", flush=True)
        for way, texts in found.items():
            hits = len(wanted & texts)
            print(f"  {way:6s} {len(texts):7,} found, {hits} of {len(wanted)} of the list", flush=True)
            if told.sample:
                print("   ", " ".join(random.Random(11).sample(sorted(texts), told.sample)))
        print("   missed by ours:", " ".join(sorted(wanted - found["ours"])) or "none")


if __name__ == "__main__":
    main()
