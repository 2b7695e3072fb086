"""SnowNLP's own Bayes on given words: the baseline that everyone knows, some hundred times as fast.

SnowNLP needs 3.6 s to import and its segmenter manages some eighty posts a second; its verdict rests on word counts
alone, so with the log odds of each word made once a post is a sum. On SnowNLP's own tokens this is its probability to
the last digit; on jieba's it is another scorer.
"""

import gzip
import marshal
import math
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from contract.errors import FengxiangError

COUNTS = "sentiment/sentiment.marshal.3"


def bayes_positive(words: Iterable[str]) -> float:
    """SnowNLP 0.12's own probability of "positive" for one post's words (its tokens, its stop words taken out)."""
    odds, unseen, prior = _log_odds()
    logit = prior + sum(odds.get(word, unseen) for word in words)
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -700 else 0.0


@cache
def _log_odds() -> tuple[dict[str, float], float, float]:
    """Log odds positive : negative of each known word, of an unseen word, and of a post before it is read."""
    counts = _counts()
    positive, negative = counts["pos"], counts["neg"]
    unseen = math.log(negative["total"]) - math.log(positive["total"])
    odds = {
        word: math.log(positive["d"].get(word, positive["none"])) - math.log(negative["d"].get(word, negative["none"]))
        for word in sorted(positive["d"].keys() | negative["d"].keys())
    }
    return {word: value + unseen for word, value in odds.items()}, unseen, -unseen


def _counts() -> dict[str, dict]:  # type: ignore[type-arg]  # as marshalled: {"pos": {"d": {word: n}, "total": n ...}}
    """SnowNLP's word counts by class, read from its package's data without importing it."""
    spec = find_spec("snownlp")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(folders[0]) / COUNTS if folders else Path(COUNTS)
    if not path.is_file():
        raise FengxiangError(f"snownlp's word counts are not at {path}: install the snownlp 0.12 of requirements.lock")
    counts: dict[str, dict] = marshal.loads(gzip.decompress(path.read_bytes()))["d"]  # type: ignore[type-arg]  # noqa: S302
    return counts
