"""The public labelled sets, as one kind of thing: normalised texts, three-way labels, and a split that cannot leak.

Public sets repeat one another (the hotel reviews stand in two of them) and themselves (copied posts, other
punctuation). So a text's key is what is left of it without marks, blanks, case and emoticons; each key is kept once
over all sets, dropped where its labels contradict, and its hash says whether it is for training or for testing.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from contract.errors import FengxiangError
from nlp.normalise import normalised

POSITIVE, NEUTRAL, NEGATIVE = 1, 0, -1
TEST_SHARE = 0.2
_MARKED = re.compile(r"\[[^\[\]]{1,10}\]")
_PICTURES = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_BINARY = {1: POSITIVE, 0: NEGATIVE}
_EMOTIONS = {
    **dict.fromkeys(("happy", "happiness", "like", "optimism", "gratitude", "Positive"), POSITIVE),
    **dict.fromkeys(("angry", "anger", "sad", "sadness", "fear", "disgust", "Negative"), NEGATIVE),
    **dict.fromkeys(("neutral", "none", "Neutral"), NEUTRAL),
}  # surprise is left out: people are surprised by good and bad alike, and the sets do not say by which
# File name -> (name of the set here, column of labels, what they mean). Sooner ones keep a text that several hold.
SETS: Mapping[str, tuple[str, str, Mapping[Any, int]]] = {
    "weibo2018": ("weibo2018", "label", _BINARY),
    "smp2020_ewect": ("smp2020", "label", _EMOTIONS),
    "waimai_10k": ("waimai", "label", _BINARY),
    "online_shopping_10_cats": ("shopping", "label", _BINARY),
    "chnsenticorp_htl": ("hotel", "label", _BINARY),
    "weibo_8moods": ("moods8", "label", _EMOTIONS),
    "weibo_covid_7emotions": ("covid7", "label", _EMOTIONS),
    "bdci2018_car_aspect": ("car", "label", {1: POSITIVE, 0: NEUTRAL, -1: NEGATIVE}),
    "absa_chinese_5domains": ("absa", "sentiment", _EMOTIONS),
    "jd_phone_reviews_dated": ("jd", "rating", {"5": POSITIVE, "4": POSITIVE, "2": NEGATIVE, "1": NEGATIVE}),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One set: `texts` are normalised, `labels` int8 of POSITIVE NEUTRAL NEGATIVE, `test` which are for testing."""

    name: str
    texts: list[str]
    labels: NDArray[np.int8]
    test: NDArray[np.bool_]

    def part(self, chosen: NDArray[np.bool_]) -> "Labelled":
        """The rows chosen by a mask."""
        texts = [text for text, take in zip(self.texts, chosen.tolist(), strict=True) if take]
        return Labelled(self.name, texts, self.labels[chosen], self.test[chosen])

    def without(self, change: Callable[[str], str]) -> "Labelled":
        """The same rows with their texts changed (emoticons taken out, say); texts that become empty stay."""
        return Labelled(self.name, [change(text) for text in self.texts], self.labels, self.test)

    def digest(self) -> str:
        """Hash of texts and labels, 64 hex digits: a figure is only comparable on the very same rows."""
        rows = sorted(f"{label}\t{text}" for text, label in zip(self.texts, self.labels.tolist(), strict=True))
        return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def read(folder: Path) -> list[Labelled]:
    """The sets of a folder of Parquet files, those of SETS that are there; each text in one set only.

    Raises FengxiangError where there is none of them.
    """
    taken: set[str] = set()
    found = [_kept(name, rows, taken) for name, rows in _raw(folder)]
    if not found:
        raise FengxiangError(
            f"{folder}: none of the labelled sets is here. Name the folder that holds files like "
            f"{next(iter(SETS))}.parquet, or a CSV of your own (docs/sentiment.md lists the sets)"
        )
    return found


def key_of(text: str) -> str:
    """What texts share that differ in marks, blanks, case and emoticons only; the text itself if nothing is left."""
    letters = "".join(filter(str.isalnum, _MARKED.sub("", text).lower()))
    return letters or text


def split(keys: list[str]) -> NDArray[np.bool_]:
    """Which keys are for testing: a share of TEST_SHARE, by their hash, the same in every set and run."""
    limit = int(TEST_SHARE * 2**32)
    heads = (hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:4] for key in keys)
    return np.fromiter((int.from_bytes(head, "big") < limit for head in heads), bool, len(keys))


def without_emoticons(text: str) -> str:
    """The text without [允悲], emoji and pictorial signs: many public sets were labelled by them."""
    return _PICTURES.sub("", _MARKED.sub("", text))


def _raw(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for file, (name, column, meaning) in SETS.items():
        path = folder / f"{file}.parquet"
        if path.is_file():
            table = pq.read_table(path, columns=["text", column])
            rows = zip(table["text"].to_pylist(), table[column].to_pylist(), strict=True)
            yield name, [(text, meaning[label]) for text, label in rows if label in meaning]


def _kept(name: str, rows: list[tuple[str, int]], taken: set[str]) -> Labelled:
    """Each key once: the first text of those that agree, none of those that do not, none that an earlier set holds."""
    first: dict[str, tuple[str, int]] = {}
    torn: set[str] = set()
    for text, (_, label) in zip(normalised([raw for raw, _ in rows]), rows, strict=True):
        key = key_of(text)
        if text and first.setdefault(key, (text, label))[1] != label:
            torn.add(key)
    keys = [key for key in first if key not in torn and key not in taken]
    taken.update(keys)
    labels = np.array([first[key][1] for key in keys], np.int8)
    return Labelled(name, [first[key][0] for key in keys], labels, split(keys))
