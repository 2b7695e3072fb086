"""Where the lake's files lie, and how they are written so that a kill at any moment leaves whole files only.

The lake is the truth. A partition is one platform's posts of one Asia/Shanghai day; its digest says whether anything
in it changed, from the names and sizes of the files that runs wrote, whether or not they were merged since.
A place is a home folder, whose lake lies in it, or any other Storage.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contract.files import whole_file
from warehouse.manifest import POSTS, READINGS, RUNS, LakeFile, Part, distinct, lake_files, told_by
from warehouse.storage import Entry, Local, Storage

OnProgress = Callable[[int, int], None]  # (done, total) of a job's own units
Place = Path | Storage


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """One platform's posts of one day; `digest` is made of the names and marks of its runs, `size` is in bytes."""

    platform: str
    day: date
    digest: str
    size: int = 0
    files: tuple[Entry, ...] = field(default=(), compare=False)


def store_of(place: Place) -> Storage:
    """The storage of a home's own lake, or the one that was given."""
    return Local(place / "lake") if isinstance(place, Path) else place


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table as Parquet, whole or not at all."""
    with whole_file(path) as beside:
        pq.write_table(table, beside, compression="zstd")


def post_name(platform: str, day: date, file: str = "") -> str:
    """Name, below the lake, of a file of posts; of a partition's folder without one."""
    folder = f"{POSTS}/platform={platform}/dt={day:%Y-%m-%d}"
    return f"{folder}/{file}" if file else folder


def reading_name(platform: str, day: date) -> str:
    """Name, below the lake, of the one file of what reading added to a partition."""
    return f"{READINGS}/platform={platform}/dt={day:%Y-%m-%d}/enriched.parquet"


def run_name(platform: str, run: str) -> str:
    """Name, below the lake, of a run's crawl record."""
    return f"{RUNS}/{platform}/{run}.parquet"


def post_folder(home: Path, platform: str, day: date) -> Path:
    """Folder of one partition of posts in a home's own lake."""
    return home / "lake" / post_name(platform, day)


def enriched_file(home: Path, platform: str, day: date) -> Path:
    """The one file of what reading added to a partition in a home's own lake."""
    return home / "lake" / reading_name(platform, day)


def post_files(place: Place, platform: str, day: date) -> list[Path]:
    """Files of one partition on this machine, by name."""
    store = store_of(place)
    entries = [e for e in store.entries(post_name(platform, day)) if e.name.endswith(".parquet")]
    files = [told_by(path, POSTS, entry) for entry, path in zip(entries, store.fetch(entries), strict=True)]
    return store.fetch([file.entry for file in distinct(files)])


def run_files(place: Place) -> list[Path]:
    """Files of the crawl record on this machine, by platform and run."""
    store = store_of(place)
    return store.fetch([file.entry for file in lake_files(store, RUNS)])


def partitions(place: Place) -> list[Partition]:
    """Every partition of posts that has a file, by platform and day."""
    return [
        Partition(*key, digest_of(p for f in files for p in f.parts), size_of(files), tuple(f.entry for f in files))
        for key, files in sorted(by_partition(lake_files(store_of(place), POSTS)).items())
    ]


def by_partition(files: Iterable[LakeFile]) -> dict[tuple[str, date], list[LakeFile]]:
    """The files of each platform and day."""
    found: dict[tuple[str, date], list[LakeFile]] = {}
    for file in files:
        _, platform, day, _ = file.entry.name.split("/")
        key = platform.removeprefix("platform="), date.fromisoformat(day.removeprefix("dt="))
        found.setdefault(key, []).append(file)
    return found


def size_of(files: Iterable[LakeFile]) -> int:
    """Bytes of all files."""
    return sum(file.entry.size for file in files)


def digest_of(parts: Iterable[Part]) -> str:
    """Digest of the names and marks of runs."""
    text = "\n".join(f"{name} {mark}" for name, mark in sorted((part.name, part.mark) for part in parts))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


__all__ = [
    "OnProgress", "Partition", "Place", "Storage", "by_partition", "digest_of", "enriched_file", "partitions",
    "post_files", "post_folder", "post_name", "reading_name", "run_files", "run_name", "size_of", "store_of",
    "write_parquet",
]  # fmt: skip
