"""The streams that rises are planted in: real hot lists beside the project, else the made-up network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contract.errors import FengxiangError
from contract.progress import OnProgress, Progress
from fengxiang.trend_trials.word_counts import Ints, count

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "posts"
_VIDEO = ("douyin", "bilibili", "kuaishou")
FILES = {"weibo": "hot_weibo", "zhihu": "hot_zhihu", **dict.fromkeys(_VIDEO, "hot_video")}
ALONE = ("weibo", "zhihu", "douyin", "bilibili")
TOGETHER = (("weibo", "zhihu"), _VIDEO)
_EPOCH, _DAY, _EAST = date(1970, 1, 1), 86_400_000, 8 * 3_600_000
_DEMO = ("weibo", "xiaohongshu", "zhihu")
_DEMO_END, _DEMO_WEEKS, _DEMO_LEFT_OUT = date(2026, 11, 22), 60, 56  # its last 56 days have rises of their own


@dataclass(frozen=True, slots=True)
class Titles:
    """The texts of a stream; `days` (texts,) counts from `first`."""

    texts: Sequence[str]
    days: Ints
    first: date
    length: int


@dataclass(frozen=True, slots=True)
class Stream:
    """Daily counts of a stream: `counts` int (words, days), `exposure` float (days,): all titles of each day."""

    name: str
    first: date
    words: list[str]
    counts: npt.NDArray[np.int32]
    exposure: npt.NDArray[np.float64]

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + timedelta(days=len(self.exposure) - 1)


@dataclass(frozen=True, slots=True)
class Backgrounds:
    """Streams by name, those that are tried alone, and those whose counts are added up."""

    streams: dict[str, Stream]
    alone: tuple[str, ...]
    together: tuple[tuple[str, ...], ...]
    folder: Path | None  # where the real ones lie; None: made up


def load(folder: Path | None, on_progress: OnProgress, *, quick: bool = False) -> Backgrounds:
    """Real streams of `folder` (None: beside the project, else made up). Quick: one stream, two added up."""
    place = folder or BESIDE
    there = {name: file for name, stem in FILES.items() if (file := place / f"{stem}.parquet").is_file()}
    if folder and not there:
        wanted = ", ".join(sorted({f"{stem}.parquet" for stem in FILES.values()}))
        raise FengxiangError(f"{folder}: none of {wanted} is here; name their folder with --data, or leave it out")
    groups: tuple[tuple[str, ...], ...] = TOGETHER if there else (_DEMO,)
    if quick and "bilibili" in there:
        groups = (_VIDEO[:2],)
        there = {name: there[name] for name in _VIDEO[:2]}
    known = dict(_told(_real(there) if there else _made_up(quick), len(there) or len(_DEMO), on_progress))
    alone = tuple(name for name in (ALONE if there else _DEMO) if name in known)
    together = tuple(group for group in groups if set(group) <= set(known))
    return Backgrounds(known, alone[-1:] if quick else alone, together, place if there else None)


def titles(file: Path, platform: str) -> Titles:
    """First lines of a platform's posts and their Asia/Shanghai days; FengxiangError where the file is no such one."""
    try:
        table = pq.read_table(file, columns=["platform", "published_at", "text"])
        table = table.filter(pc.equal(table["platform"], platform))
        stamps = table["published_at"].cast(pa.timestamp("ms", "UTC"), safe=False).cast(pa.int64())
        texts = pc.fill_null(table["text"].cast(pa.large_string()), "").to_pylist()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, KeyError) as fault:
        raise FengxiangError(f"{file}: cannot be read as posts (platform, published_at, text): {fault}") from fault
    known = np.asarray(pc.is_valid(stamps))
    day = (np.asarray(pc.fill_null(stamps, 0)) + _EAST)[known] // _DAY
    if not len(day):
        raise FengxiangError(f"{file}: holds no dated post of {platform}")
    lines = [text.split("\n", 1)[0] for text, dated in zip(texts, known.tolist(), strict=True) if dated]
    first = int(day.min())
    return Titles(lines, day - first, _EPOCH + timedelta(days=first), int(day.max()) - first + 1)


def stream_of(name: str, found: Titles) -> Stream:
    """The daily counts of a stream's words."""
    words, counts = count(found.texts, found.days, found.length)
    exposure = np.bincount(found.days, minlength=found.length).astype(np.float64)
    return Stream(name, found.first, words, counts, exposure)


def _real(there: dict[str, Path]) -> Iterator[Stream]:
    for name, file in there.items():
        yield stream_of(name, titles(file, name))


def _made_up(quick: bool) -> Iterator[Stream]:
    """The demo's platforms, without the days in which it plants rises itself."""
    from demo.world import World

    world = World(7, _DEMO_END, weeks=_DEMO_WEEKS, scale=0.2 if quick else 1.0)
    first, length = world.days[0], len(world.days) - _DEMO_LEFT_OUT
    since = world.starts_at(len(world.days) - 1)
    for name in _DEMO:
        posts = [(e.text or e.title, (e.published - since) // 86_400) for e in world.posts[name]]
        kept = [(text, day) for text, day in posts if 0 <= day < length]
        days = np.array([day for _, day in kept], np.int64)
        yield stream_of(name, Titles([text for text, _ in kept], days, first, length))


def _told(streams: Iterator[Stream], total: int, on_progress: OnProgress) -> Iterator[tuple[str, Stream]]:
    for done, stream in enumerate(streams, 1):
        on_progress(Progress(done, total, "streams", stream.name))
        yield stream.name, stream
