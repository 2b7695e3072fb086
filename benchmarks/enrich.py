"""Reading speed: posts a second of jieba alone, of stock SnowNLP and of the whole of nlp.enrich, in one run.

    python benchmarks/enrich.py [posts.parquet] [rows]

Without a file it reads the real reposts beside the repository. Figures are medians of three rounds that take turns, in
CPU seconds, so that a busy machine slows all alike; SnowNLP gets a small sample, since it would need minutes for all.
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nlp import fingerprint, lexicons, matching, segment, sentiment
from nlp.enrich import enrich
from nlp.normalise import readings
from nlp.parts import user_words
from nlp.segment import reference

SAMPLE = Path(__file__).parents[1].parent / "shared" / "data" / "posts" / "reposts_weibo.parquet"
ROUNDS = 3
SNOWNLP_ROWS = 300


def rate(rows: int, work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return rows / (time.process_time() - started)


def snownlp_scores(texts: list[str]) -> list[float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from snownlp import SnowNLP
    return [SnowNLP(text).sentiments for text in texts if text]  # "" divides by zero there


def contestants(posts: pa.Table) -> dict[str, tuple[int, Callable[[], object]]]:
    raw = [text or "" for text in posts["text"].to_pylist()]
    texts = readings([None] * len(raw), raw).texts
    themes = lexicons.themes()
    tokenizer = reference.tokenizer(())
    tokens = segment.words(texts, user_words(themes))
    few = raw[:SNOWNLP_ROWS]
    return {
        "jieba alone (lcut)": (len(raw), lambda: [tokenizer.lcut(text) for text in raw]),
        "stock SnowNLP (sentiments)": (len(few), lambda: snownlp_scores(few)),
        "nlp.enrich, the whole": (len(raw), lambda: enrich(posts)),
        "  normalise": (len(raw), lambda: readings([None] * len(raw), raw)),
        "  words": (len(raw), lambda: segment.cut(texts, user_words(themes))),
        "  sentiment": (len(raw), lambda: sentiment.score(texts, tokens)),
        "  themes": (len(raw), lambda: matching.themes_of(texts, themes)),
        "  fingerprints": (len(raw), lambda: fingerprint.fingerprints(texts)),
    }


def main(path: Path, rows: int) -> None:
    whole = pq.read_table(path)
    posts = whole.slice(max(0, (len(whole) - rows) // 2), rows).select(["text"])
    posts = posts.append_column("post_id", pa.array([f"weibo:{i:09d}" for i in range(len(posts))]))
    enrich(posts.slice(0, 100))  # dictionaries are loaded once a process
    snownlp_scores(["好"])
    runs = contestants(posts)
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, (count, work) in runs.items():
            rates[name].append(rate(count, work))
    characters = sum(len(text or "") for text in posts["text"].to_pylist()) / max(1, len(posts))
    print(f"{path.name}: {len(posts)} posts of {characters:.0f} characters on average")
    for name, measured in rates.items():
        middle = statistics.median(measured)
        print(f"{name:<28} {middle:>10,.0f} posts/s {1e6 / middle:>10.1f} us a post")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE, int(sys.argv[2]) if len(sys.argv) > 2 else 20_000)
