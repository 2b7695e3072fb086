"""Mood: three probabilities a post, from SnowNLP's Bayes counts on jieba's words and a small mood lexicon.

SnowNLP itself needs 3.6 s to import and its segmenter manages some eighty posts a second; its verdict rests on word
counts alone, so with the log odds of each word made once a post is a sum. The sum alone is no probability: words of one
post agree with one another, so it runs to 0 or 1 on any long post, and it cannot say "neutral". Hence
    z = sum of log odds of the words it knows / sqrt(how many + SOFTENING)
    P(negative) = logistic(-THRESHOLD - STEEPNESS z), P(positive) = logistic(STEEPNESS z - THRESHOLD), neutral the rest
(McCullagh 1980, proportional odds). Words it does not know say nothing (SnowNLP lets each push by -0.105), and a post
without a known word is neutral.

Fitted on one half each of weibo2018, SMP2020, waimai and online_shopping, sets and classes weighing alike; on the other
halves: negative against positive .66, .64, .76, .84 accuracy (without emoticons .64 and .63 on the first two; SnowNLP's
counts alone .61, .60, .75, .83); three classes on SMP2020 .43 accuracy, .42 macro-F1. This is a baseline.
"""

import gzip
import marshal
import math
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.errors import FengxiangError
from nlp.normalise import normalise
from nlp.segment import words as words_of

SOFTENING = 4.0
STEEPNESS = 0.67
THRESHOLD = 0.81
MOOD_ODDS = 2.0  # what a word of the mood lexicon weighs at least: about 7 to 1
COUNTS = "sentiment/sentiment.marshal.3"
MOOD = Path(__file__).parent / "lexicons" / "mood.toml"

Words = Sequence[Sequence[str]]


def score(texts: Sequence[str | None], words: Words | None = None) -> NDArray[np.float64]:
    """Probabilities of each text, float array (n, 3): negative, neutral, positive; each row sums to 1.

    `words` are the texts' words where the caller has cut them already (nlp.enrich has); else texts are normalised and
    cut here. None and "" get the row of a post that says nothing: neutral.
    """
    if words is None:
        words = words_of(map(normalise, texts))
    evidence, known = _evidence(words)
    slope = STEEPNESS * evidence / np.sqrt(known + SOFTENING)
    negative, positive = _logistic(-THRESHOLD - slope), _logistic(slope - THRESHOLD)
    return np.stack([negative, 1.0 - negative - positive, positive], axis=1)


def bayes_positive(words: Iterable[str]) -> float:
    """SnowNLP 0.12's own probability of "positive" for one post's words (its tokens, its stop words taken out)."""
    odds, unseen, prior = _log_odds()
    logit = prior + sum(odds.get(word, unseen) for word in words)
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -700 else 0.0


def _evidence(words: Words) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per post: the sum of the log odds of its known words, and how many they are."""
    odds = _evidence_of_words()
    found = [[odds[word] for word in post if word in odds] for post in words]
    sums = np.fromiter(map(sum, found), np.float64, len(found))
    return sums, np.fromiter(map(len, found), np.float64, len(found))


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-x))  # |x| stays small: z grows with the root of the post's length


@cache
def _evidence_of_words() -> dict[str, float]:
    """Log odds of each word the counts know, raised to MOOD_ODDS on the right side for words of the mood lexicon."""
    odds = dict(_log_odds()[0])
    mood = tomllib.loads(MOOD.read_text("utf-8"))
    odds |= {word: max(odds.get(word, 0.0), MOOD_ODDS) for word in mood["positive"]}
    return odds | {word: min(odds.get(word, 0.0), -MOOD_ODDS) for word in mood["negative"]}


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
