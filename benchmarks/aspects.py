"""What aspects, intents and the advertising score cost a post, in CPU microseconds on one core, in one batch of 16,384.

python -m benchmarks.aspects [--posts N]

Words and sentiment of the posts are given, as nlp.enrich gives them; what the sentiment model takes for the clauses of
posts with aspects is part of the figure and told apart. Where the real streams are not beside the repository, made-up
posts are read. Medians of five rounds that take turns.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from nlp import advertising, aspects, intents, sentiment
from nlp.aspects import clauses
from nlp.aspects.counting import NAMES, numbers
from nlp.aspects.evidence import gather, mentions_of
from nlp.aspects.vocabulary import vocabulary
from nlp.cues import batch_of
from nlp.normalise import readings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
STREAMS = {"reposts": "posts/reposts_weibo", "questions": "posts/hot_zhihu", "reviews": "labelled/waimai_10k"}
MADE_UP = {
    "reposts": "哈哈，今天也是开心的一天",
    "questions": "两千元的手机怎么选？\n续航要长，屏幕要大，" * 4,
    "reviews": "味道不错，送餐太慢",
}
ROUNDS = 5


def texts_of(name: str, posts: int) -> list[str]:
    path = SHARED / f"{STREAMS[name]}.parquet"
    if not path.is_file():
        return [f"{MADE_UP[name]}{number}" for number in range(posts)]
    raw = [text for text in pq.read_table(path, columns=["text"])["text"].to_pylist() if text]
    start = max(0, (len(raw) - posts) // 2)
    return (raw[start:] * (posts // len(raw) + 1))[:posts]


def parts(raw: list[str]) -> dict[str, Callable[[], object]]:
    texts = readings([None] * len(raw), raw).texts
    scores = sentiment.score(texts, ())
    known = vocabulary(aspects.built_in())
    evidence = gather(batch_of(texts), known)
    mentions = mentions_of(evidence)
    silent = numbers(evidence, mentions, known)[:, NAMES.index("silent")] == 1
    return {
        "aspects": lambda: aspects.column(aspects.search(texts, None, scores), len(texts)),
        "  of which clause mood": lambda: clauses.clause_scores(texts, scores, evidence, mentions, silent),
        "intents": lambda: intents.find(texts),
        "advertising": lambda: advertising.score(texts, raw),
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--posts", type=int, default=16_384)
    posts = ask.parse_args().posts
    for name in STREAMS:
        raw = texts_of(name, posts)
        print(f"{name}: {len(raw)} posts of {np.mean([len(text) for text in raw]):.0f} characters")
        runs = parts(raw)
        taken: dict[str, list[float]] = {part: [] for part in runs}
        for _ in range(ROUNDS):
            for part, work in runs.items():
                start = time.process_time()
                work()
                taken[part].append((time.process_time() - start) / len(raw) * 1e6)
        for part, rounds in taken.items():
            print(f"  {part:<24} {statistics.median(rounds):7.2f} us a post")
        whole = sum(statistics.median(rounds) for part, rounds in taken.items() if not part.startswith(" "))
        print(f"  {'together':<24} {whole:7.2f} us a post")


if __name__ == "__main__":
    main()
