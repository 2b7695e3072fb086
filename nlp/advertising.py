"""How much a post reads like advertising or 软文 (an advertisement dressed up as a story), 0 to 1.

Advertising is marked, never dropped: the score goes into the tables, and counts come with and without it. It is a
logistic sum of how many cues of each kind of nlp/lexicons/advertising.toml a post holds, and of what only the raw text
still has: links, coupon codes, prices, hashtags, many exclamation marks, decorations. One cue is no advertisement:
a buyer too says 包邮; an offer and a way to take it are one. The weights were set by hand on real posts;
docs/aspects.md tells how often a post above .5 is one.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from nlp.cues import Batch, Ints, Numbers, Scanner, batch_of, longest

LEXICON = Path(__file__).parent / "lexicons" / "advertising.toml"
KINDS = ("disclosure", "bargain", "contact", "call", "lottery", "superlative", "selling", "person", "report", "review")
BASE = -4.3
WEIGHTS = {
    **{"disclosure": 3.6, "bargain": 1.15, "contact": 1.25, "call": 1.25, "lottery": 1.2, "superlative": 0.7},
    **{"selling": 0.45, "person": -0.6, "report": -1.9, "review": -1.2},
    **{
        "link": 0.5,
        "code": 4.0,
        "label": 5.5,
        "price": 0.7,
        "hashtag": 0.2,
        "phone": 1.5,
        "shout": 0.2,
        "decoration": 0.35,
    },
    "offer": 1.9,  # a bargain and a way to take it
    "title": -2.5,  # a title that asks, as questions about news and goods have
    "long": 0.25,  # for each doubling beyond 40 characters: stories that sell are long
}
MOST = 3  # cues of one kind beyond this say nothing more
# What is counted in raw texts; RE2, linear in the text.
RAW = {
    "link": r"https?://|\bt\.cn/|tb\.cn/|m\.tb\.|jd\.com|taobao\.com|tmall\.com|网页链接",
    "code": r"[￥¥€$₤₳₴(（](?:[A-Za-z]{1,8}\d|\d{1,8}[A-Za-z])[A-Za-z0-9]{5,10}[￥¥€$₤₳₴)）]",
    "price": r"[￥¥]\s?\d|\d(?:\.\d)?\s?(?:元|块钱|折)|\brmb\b",
    "label": r"(?i)#\s?(?:广告|ad|商务合作|推广|软广)\s?#|^\s*[【\[（(]?(?:广告|推广)[】\]）)]",
    "hashtag": r"#[^#\s]{1,40}#|#[^#\s]{1,20}\[话题\]",
    "phone": r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}|400[ -]?\d{3}[ -]?\d{4}|"
    r"(?i:qq|vx|wx|微信|威信|v信)[号:：\s]{0,3}[A-Za-z0-9_-]{6,}",
    "shout": r"[!！]",
    "decoration": r"[✅✨🔥🎁🎉👇👉💥⭐🌟💰🛒📍📞❗⚡🆕①-⑨❶-❾]",
}
_LONG = 40.0
_NAMES = (*KINDS, *RAW, "offer", "title", "long")


def score(texts: Sequence[str], raw: Sequence[str | None] | None = None) -> NDArray[np.float64]:
    """How much each post reads like advertising, float array (n,), 0 to 1.

    `texts` are reading texts (nlp.normalise); `raw` the posts as written, for links and codes that reading leaves out
    (None: `texts`). A text without cues gets about .01.
    """
    if not texts:
        return np.zeros(0)
    table = features(texts, texts if raw is None else raw)
    z = BASE + table @ np.array([WEIGHTS[name] for name in _NAMES])
    told: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-z))
    return told


def features(texts: Sequence[str], raw: Sequence[str | None]) -> Numbers:
    """Float array (n, kinds): what is counted of each post, in the order of WEIGHTS."""
    batch = batch_of(texts)
    said = np.minimum(_cues(batch, len(texts)), MOST)
    seen = np.stack([_seen(raw, name) for name in RAW], axis=1)
    ways = said[:, KINDS.index("contact")] + said[:, KINDS.index("call")] + seen[:, 0]
    offer = (said[:, KINDS.index("bargain")] > 0) & (ways > 0)
    length = np.log2(np.maximum(np.diff(batch.begin) / _LONG, 1.0))
    asks = np.fromiter(("？\n" in text or "?\n" in text for text in texts), np.float64, len(texts))
    return np.hstack([said, seen, offer[:, None], asks[:, None], length[:, None]])


def _cues(batch: Batch, count: int) -> Numbers:
    """How many different cues of each kind each text has, (n, len(KINDS)); said again and again is said once."""
    scanner, kind = _vocabulary()
    hits = scanner.hits(batch)
    hits = hits.where(longest(hits))
    said = np.unique(batch.text_of(hits.start) * len(scanner.words) + hits.word)
    cell = said // len(scanner.words) * len(KINDS) + kind[said % len(scanner.words)]
    told: Numbers = np.bincount(cell, minlength=count * len(KINDS)).reshape(count, len(KINDS)).astype(np.float64)
    return told


def _seen(raw: Sequence[str | None], name: str) -> Numbers:
    column = _arrow(raw) if not isinstance(raw, pa.Array) else raw
    counts = pc.fill_null(pc.count_substring_regex(column, RAW[name]), 0).to_numpy(zero_copy_only=False)
    told: Numbers = np.minimum(counts.astype(np.float64), MOST)
    return told


def _arrow(raw: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array(raw, pa.large_string())
    except UnicodeEncodeError:  # lone surrogates
        return pa.array([t and t.encode("utf-8", "replace").decode() for t in raw], pa.large_string())


@cache
def _vocabulary() -> tuple[Scanner, Ints]:
    told: dict[str, list[str]] = tomllib.loads(LEXICON.read_text("utf-8"))
    scanner = Scanner([word for kind in KINDS for word in told[kind]])
    kinds = np.zeros(len(scanner.words), np.int64)
    for number, kind in reversed(list(enumerate(KINDS))):
        kinds[[scanner.number[word.lower()] for word in told[kind]]] = number
    return scanner, kinds
