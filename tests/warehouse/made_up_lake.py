"""Small made-up lakes: posts and crawl runs land as the crawlers land them, and a toy reader stands in for nlp."""

import gzip
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from contract import enriched, post
from contract.clock import start_of
from warehouse import enrichment
from warehouse.build import build
from warehouse.detect import DetectResult, detect
from warehouse.ingest import ingest

END = date(2026, 11, 22)
THEMES = pa.table({"theme": ["快充", "星野"], "zh": ["快充", "星野"], "en": ["fast charging", "Xingye"]})
ASPECTS = pa.table({"aspect": ["续航"], "zh": ["续航"], "en": ["battery life"]})
_OF_ASPECTS = {"续航": ("掉电", "待机", "电量", "毫安", "费电")}


def instant(day: date, hours: float = 12.0) -> datetime:
    return start_of(day) + timedelta(hours=hours)


def made_post(number: object, day: date, text: str, **more: Any) -> dict[str, Any]:
    platform = more.get("platform", "weibo")
    published = more.pop("published_at", instant(day))
    return {
        "post_id": f"{platform}:{number}",
        "platform": platform,
        "kind": "post",
        "published_at": published,
        "observed_at": published + timedelta(hours=1),
        "text": text,
        "author_id": f"a{number}",
        **more,
    }


def crawl_record(run: str, platform: str, query: str, day: date, **more: Any) -> dict[str, Any]:
    """A run at 00:30 of the day after, that saw the whole day unless told otherwise."""
    begin, end = start_of(day), start_of(day + timedelta(days=1))
    return {
        "run": run, "platform": platform, "query": query, "as_of": end + timedelta(minutes=30),
        "window_from": begin, "window_to": end, "covered_from": begin, "covered_to": end,
        "pages": 1, "entries": 10, "landed": 10, "rejected": 0, "retries": 0, "outcome": "ok", "detail": None, **more,
    }  # fmt: skip


def run_name(platform: str, day: date) -> str:
    as_of = start_of(day + timedelta(days=1)) + timedelta(minutes=30)
    return f"{platform}-{as_of:%Y%m%dT%H%M%SZ}"


def land(
    home: Path, platform: str, run: str, posts: Iterable[dict[str, Any]], records: Iterable[dict[str, Any]]
) -> None:
    path = home / "landing" / platform / f"{run}.jsonl.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(_line({name: p.get(name) for name in post.SCHEMA.names}) for p in posts)
    record = home / "landing" / "runs" / platform / f"{run}.jsonl"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text("".join(_line(r) for r in records), "utf-8")


def _line(record: dict[str, Any]) -> str:
    told = {k: f"{v:%Y-%m-%dT%H:%M:%S}Z" if isinstance(v, datetime) else v for k, v in record.items()}
    return json.dumps(told, ensure_ascii=False) + "\n"


def read(posts: pa.Table) -> pa.Table:
    """A toy reader: words are what blanks separate, 糟 is negative, 好 positive, themes are their own names."""
    return pa.Table.from_pylist([_read(p) for p in posts.to_pylist()], enriched.SCHEMA)


def _read(p: dict[str, Any]) -> dict[str, Any]:
    text = p["text"] or ""
    negative, positive = "糟" in text, "好" in text
    scores = (0.8, 0.1, 0.1) if negative else (0.1, 0.1, 0.8) if positive else (0.1, 0.8, 0.1)
    return {
        "post_id": p["post_id"],
        "words": text.split(), "word_starts": [0] * len(text.split()), "word_lengths": [*map(len, text.split())],
        **{key: [0 for t in ("快充", "星野") if t in text] for key in ("theme_starts", "theme_lengths")},
        "themes": [t for t in ("快充", "星野") if t in text],
        "aspects": _aspects(text),
        "intents": ["complaint"] if "投诉" in text else [],
        "negative": scores[0], "neutral": scores[1], "positive": scores[2],
        "sentiment": "negative" if negative else "positive" if positive else "neutral",
        "fingerprint": fingerprint(text),
    }  # fmt: skip


def _aspects(text: str) -> list[dict[str, Any]]:
    found = [(text.find(word), aspect) for aspect, words in _OF_ASPECTS.items() for word in words if word in text]
    return [
        {"aspect": aspect, "polarity": "neutral", "probability": 0.8, "start": at, "end": at + 2}
        for at, aspect in sorted(found)
    ]


def fingerprint(text: str) -> list[int] | None:
    """MinHash of character pairs, as a reader would make; None for short texts."""
    if len(text) < 12:
        return None
    shingles = np.array([zlib.crc32(text[i : i + 2].encode()) for i in range(len(text) - 1)], np.uint64)
    odd = np.arange(1, 33, dtype=np.uint64) * np.uint64(2654435761) | np.uint64(1)
    return [int(v) for v in ((shingles[:, None] * odd + odd * odd) % np.uint64(4294967291)).min(axis=0)]


def enrich(home: Path, version: str = "toy") -> int:
    told = {enriched.VERSIONS: json.dumps({"all": version}).encode()}
    todo = enrichment.partitions_to_enrich(home, {"all": version})
    for partition, posts in enrichment.read_folded(home, todo):
        enrichment.write_enriched(home, partition, read(posts).replace_schema_metadata(told))
    return len(todo)


def run_all(home: Path, through: date = END) -> DetectResult:
    ingest(home)
    enrich(home)
    build(home, THEMES)
    return detect(home, through)


WORDS = ["咖啡", "露营", "穿搭", "护肤", "电影", "早餐", "散步", "耳机", "相机", "读书", "跑步", "旅行"]


@dataclass
class Network:
    """Background chatter of many authors, found by two queries, on which a test plants what it is about."""

    days: int = 63
    platforms: tuple[str, ...] = ("weibo", "zhihu")
    a_day: int = 24
    planted: dict[tuple[str, date], list[dict[str, Any]]] = field(default_factory=dict)
    coverage: dict[tuple[str, str, date], dict[str, Any]] = field(default_factory=dict)
    keep: dict[tuple[str, str, date], float] = field(default_factory=dict)

    def all_days(self) -> list[date]:
        return [END - timedelta(days=self.days - 1 - i) for i in range(self.days)]

    def plant(self, platform: str, day: date, count: int, text: str, **more: Any) -> None:
        placed = self.planted.setdefault((platform, day), [])
        for _ in range(count):
            number = f"x{day:%m%d}n{len(placed)}{platform}"
            more.setdefault("query", "甲")
            # words of its own keep a planted post from being a near-duplicate of its neighbours
            seed = zlib.crc32(number.encode())
            own = " ".join(
                chr(0x4E00 + seed * (i + 1) * 7919 % 15000) + chr(0x5000 + seed % (i + 2003)) for i in range(9)
            )
            placed.append(made_post(number, day, f"{text} {own}", **{**more, "platform": platform}))

    def background(self, platform: str, day: date) -> list[dict[str, Any]]:
        made = []
        for i in range(self.a_day):
            n = (day.toordinal() * 31 + i * 17) % 997
            own = f"{chr(0x4E00 + n * 3 % 900)}{chr(0x5000 + i)}天"
            text = f"{WORDS[n % 12]} {WORDS[(n // 12 + i) % 12]} 第{n}{i}号 {own} 今日记"
            query = "甲" if i % 2 else "乙"
            made.append(made_post(f"b{day:%m%d}n{i}", day, text, platform=platform, query=query))
        return made

    def land(self, home: Path, days: Iterable[date] | None = None) -> None:
        for day in days or self.all_days():
            for platform in self.platforms:
                run = run_name(platform, day)
                posts = self.background(platform, day) + self.planted.get((platform, day), [])
                records = [
                    crawl_record(run, platform, q, day, **self.coverage.get((platform, q, day), {})) for q in "甲乙"
                ]
                seen = [p for i, p in enumerate(posts) if i % 10 < 10 * self.keep.get((platform, p["query"], day), 1.0)]
                land(home, platform, run, seen, records)


def utc(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)
