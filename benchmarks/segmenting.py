"""Words a second: jieba itself beside nlp.segment, and whether both give the same, on whole real streams.

    python -m benchmarks.segmenting [--rows N] [stream.parquet ...]

Both read the same normalised texts, batch by batch in turns, with and without 500 user words; CPU seconds of one
process. The ratio is the median of the batches' ratios.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq

from nlp.normalise import readings
from nlp.segment import Cut, UserWord, cut, reference, words

POSTS = Path(__file__).parents[1].parent / "shared" / "data" / "posts"
STREAMS = ("reposts_weibo", "hot_weibo", "hot_zhihu")
BATCH = 16_384


def user_words(texts: list[str]) -> tuple[UserWord, ...]:
    """500: compounds that jieba cuts, known words that it cuts, and known words made three times as frequent."""
    known = reference.dictionary()[0]
    read = words(texts)
    pairs = sorted({a + b for text in read for a, b in pairwise(text) if len(a + b) < 7 and (a + b).isalnum()})
    new = [pair for pair in pairs if not known.get(pair)]
    old = [pair for pair in pairs if known.get(pair)][:60]
    raised = sorted({word for text in read for word in text if len(word) > 1 and known.get(word)})[:60]
    chosen = new[:: max(1, len(new) // (500 - len(old) - len(raised)))][: 500 - len(old) - len(raised)]
    return (*map(UserWord, [*chosen, *old]), *(UserWord(word, 3 * known[word]) for word in raised))


def batches(stream: Path, rows: int | None) -> Iterator[list[str]]:
    texts = pq.read_table(stream, columns=["text"])["text"].to_pylist()[:rows]
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        yield readings([None] * len(part), part).texts


def timed(texts: list[str], known: tuple[UserWord, ...], *, plain: bool) -> tuple[Cut, float]:
    started = time.process_time()
    found = cut(texts, known, plain=plain)
    return found, time.process_time() - started


def compare(stream: Path, rows: int | None, known: tuple[UserWord, ...]) -> str:
    posts = unequal = 0
    ours_s = jiebas_s = 0.0
    ratios = []
    for plain in (True, False):
        cut(["今天"], known, plain=plain)  # dictionaries are loaded once a process
    for texts in batches(stream, rows):
        (jiebas, slow), (ours, fast) = timed(texts, known, plain=True), timed(texts, known, plain=False)
        unequal += sum(one != other for one, other in zip(jiebas.lists(), ours.lists(), strict=True))
        posts, jiebas_s, ours_s = posts + len(texts), jiebas_s + slow, ours_s + fast
        ratios.append(slow / fast)
    return (
        f"{stream.stem:<16} {len(known):>4} {posts:>9,} {unequal:>8} {1 - unequal / posts:>9.4%} "
        f"{posts / jiebas_s:>10,.0f} {posts / ours_s:>10,.0f} {statistics.median(ratios):>6.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("streams", nargs="*", type=Path, default=[POSTS / f"{name}.parquet" for name in STREAMS])
    parser.add_argument("--rows", type=int)
    told = parser.parse_args()
    print("stream           user     posts  unequal     equal    jieba/s     ours/s  ratio")
    for stream in told.streams:
        known = user_words(next(batches(stream, 5000)))
        for these in ((), known):
            print(compare(stream, told.rows, these), flush=True)


if __name__ == "__main__":
    main()
