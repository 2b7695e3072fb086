"""Backgrounds for the flood measurements: a real stream with authors given by a model, and the made-up network's posts.

The real stream (reposts_weibo) names no authors, likes or followers. Each post gets an author from a pool of 30,000
whose activity falls as rank to the power -0.8 (Zipf), and a response that is 0 for six posts in ten and heavy-tailed
else. Its texts, times, copies and spikes are real.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demo.world import World
from nlp import fingerprint, segment
from nlp.normalise import readings
from warehouse.bands import band_keys
from warehouse.near_duplicates import leaders

REPOSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts" / "reposts_weibo.parquet"
POOL, ZIPF, SILENT = 30_000, 0.8, 0.6
_HOURS_8 = 28_800


@dataclass(frozen=True)
class Stream:
    """Posts in order of time, as columns of one length."""

    name: str
    seconds: np.ndarray  # unix
    words: np.ndarray  # of lists
    authors: np.ndarray  # of str or None
    likes: np.ndarray
    copy_of: np.ndarray  # row of the original, itself if it is one
    parents: np.ndarray  # of str or None: what it reposts

    @property
    def days(self) -> np.ndarray:
        return (self.seconds + _HOURS_8) // 86_400

    def without_authors(self) -> "Stream":
        return replace(self, name=f"{self.name}, authors unknown", authors=np.full(len(self.authors), None))


def links(texts: list[str], days: np.ndarray) -> np.ndarray:
    found = fingerprint.fingerprints(texts)
    told = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
    prints = pc.list_flatten(found).to_numpy().astype(np.uint32).reshape(-1, 32)
    original = np.arange(len(texts))
    original[told] = told[leaders(days[told].astype(np.int64), prints, band_keys(prints))]
    return original


def real(first: str, last: str, seed: int, most: int = 60_000) -> Stream:
    posts = pq.read_table(REPOSTS, columns=["post_id", "published_at", "text", "parent_id"])
    seconds = posts["published_at"].cast(pa.timestamp("s", "UTC")).cast(pa.int64())
    span = [int(np.datetime64(day, "s").astype(int)) - _HOURS_8 for day in (first, last)]
    posts = posts.append_column("seconds", seconds).filter(
        pc.and_(pc.greater_equal(seconds, span[0]), pc.less(seconds, span[1]))
    )
    posts = posts.sort_by([("seconds", "ascending"), ("post_id", "ascending")]).slice(0, most)
    rng = np.random.default_rng(seed)
    share = np.arange(1, POOL + 1.0) ** -ZIPF
    authors = np.array([f"a{i}" for i in rng.choice(POOL, len(posts), p=share / share.sum())], object)
    likes = np.where(rng.random(len(posts)) < SILENT, 0, np.minimum(rng.pareto(1.1, len(posts)) + 1, 1e6).astype(int))
    texts = readings([None] * len(posts), posts["text"].to_pylist()).texts
    parents = np.array(posts["parent_id"].to_pylist(), object)
    return _stream("real reposts", posts["seconds"].to_numpy(), texts, authors, likes, parents)


def made_up(seed: int, weeks: int = 8) -> Stream:
    posts = [post for post in World(seed, date(2026, 11, 22), weeks).posts["weibo"] if post.event != "flood"]
    rng = np.random.default_rng(seed)
    likes = np.array([rng.poisson(max(post.likes, 0)) for post in posts])
    texts = readings([post.title for post in posts], [post.text for post in posts]).texts
    authors = np.array([post.author.native for post in posts], object)
    parents = np.array([post.parent.native if post.parent else None for post in posts], object)
    return _stream("made-up network", np.array([post.published for post in posts]), texts, authors, likes, parents)


def _stream(
    name: str, seconds: np.ndarray, texts: list[str], authors: np.ndarray, likes: np.ndarray, parents: np.ndarray
) -> Stream:
    told = np.flatnonzero([bool(text) for text in texts])  # a stock 转发微博 says nothing that could be a subject
    texts = [texts[i] for i in told]
    words = np.empty(len(told), object)
    words[:] = segment.words(texts)
    seconds = seconds[told]
    copy_of = links(texts, (seconds + _HOURS_8) // 86_400)
    return Stream(name, seconds, words, authors[told], likes[told], copy_of, parents[told])
