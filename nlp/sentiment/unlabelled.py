"""What posts without labels teach: titles are mostly neutral, and an emoticon tells the mood of the words beside it.

Emoticons as labels (Read 2005; Go, Bhayani and Huang 2009) are noisy, so these rows weigh little; but they are ordinary
posts, by the ten thousand, of people who were not chosen for an emotion. The emoticon itself is taken out of the text.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from nlp.normalise import normalised
from nlp.sentiment.fitting import MOOD
from nlp.sentiment.sets import NEGATIVE, NEUTRAL, POSITIVE, Labelled, key_of, without_emoticons

TITLES: Mapping[str, int] = {"hot_weibo": 6000, "hot_zhihu": 2000}  # file -> about how many of its titles
REPOSTS = "reposts_weibo"
SHORTEST = 5  # characters beside the emoticon
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,8}\]")


def titles(folder: Path) -> Labelled:
    """Titles of hot lists as neutral rows, every n-th of each file of TITLES that is in the folder."""
    told: list[str] = []
    for file, wanted in TITLES.items():
        lines = _texts(folder / f"{file}.parquet")
        told += normalised([line.split("\n")[0] for line in lines[:: max(1, len(lines) // wanted)]])
    texts = list(dict.fromkeys(filter(None, told)))
    return _labelled("titles", texts, [NEUTRAL] * len(texts))


def marked(folder: Path) -> Labelled:
    """Reposts whose emoticons all stand on one side in the mood lexicon, without them."""
    moods = tomllib.loads(MOOD.read_text("utf-8"))
    sides = {word: side for name, side in (("positive", POSITIVE), ("negative", NEGATIVE)) for word in moods[name]}
    rows: dict[str, tuple[str, int]] = {}
    for text in normalised([raw for raw in _texts(folder / f"{REPOSTS}.parquet") if "[" in raw]):
        found = {sides[mark] for mark in _EMOTICON.findall(text) if mark in sides}
        bare = " ".join(without_emoticons(text).split())
        if len(found) == 1 and len(bare) >= SHORTEST:
            rows.setdefault(key_of(bare), (bare, found.pop()))
    return _labelled("marked", [text for text, _ in rows.values()], [side for _, side in rows.values()])


def _texts(path: Path) -> list[str]:
    if not path.is_file():
        return []
    return [text or "" for text in pq.read_table(path, columns=["text"])["text"].to_pylist()]


def _labelled(name: str, texts: list[str], labels: list[int]) -> Labelled:
    return Labelled(name, texts, np.array(labels, np.int8), np.zeros(len(texts), bool))
