"""Where the lake's files lie, and how they are written so that a kill at any moment leaves whole files only.

The lake is the truth. A partition is one platform's posts of one Asia/Shanghai day; its digest says whether anything
in it changed, from names and sizes of its files alone, so that asking fifteen hundred partitions stays cheap.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

OnProgress = Callable[[int, int], None]  # (done, total) of a job's own units


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """One platform's posts of one day; `digest` is made of the names and sizes (bytes, in all `size`) of its files."""

    platform: str
    day: date
    digest: str
    size: int = 0


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write the yielded path; on a clean exit it is flushed to disk and renamed to `path`, else it is removed.

    A home has one writer, so the name beside is always the same: what a kill leaves, the run after it overwrites.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table as Parquet, whole or not at all."""
    with whole_file(path) as beside:
        pq.write_table(table, beside, compression="zstd")


def post_folder(home: Path, platform: str, day: date) -> Path:
    """Folder of one partition of posts."""
    return home / "lake" / "posts" / f"platform={platform}" / f"dt={day:%Y-%m-%d}"


def enriched_file(home: Path, platform: str, day: date) -> Path:
    """The one file of what reading added to a partition."""
    return home / "lake" / "enriched" / f"platform={platform}" / f"dt={day:%Y-%m-%d}" / "enriched.parquet"


def post_files(home: Path, platform: str, day: date) -> list[Path]:
    """Files of a partition, by name."""
    folder = post_folder(home, platform, day)
    return sorted(p for p in folder.glob("*.parquet") if not p.name.startswith(".")) if folder.is_dir() else []


def run_files(home: Path) -> list[Path]:
    """Files of the crawl record, by platform and run."""
    return sorted(p for p in (home / "lake" / "runs").glob("*/*.parquet") if not p.name.startswith("."))


def partitions(home: Path) -> list[Partition]:
    """Every partition of posts that has a file, by platform and day."""
    return sorted(_scan(home / "lake" / "posts"))


def _scan(root: Path) -> Iterator[Partition]:
    for platform, folder in _named(root, "platform="):
        for day, partition in _named(folder, "dt="):
            if files := _files_of(partition):
                size = sum(size for _, size in files)
                yield Partition(platform, date.fromisoformat(day), _digest(files), size)


def _named(folder: Path | str, prefix: str) -> Iterator[tuple[str, str]]:
    if not Path(folder).is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(prefix):
                yield entry.name.removeprefix(prefix), entry.path


def _files_of(folder: str) -> list[tuple[str, int]]:
    """Names and sizes of a folder's Parquet files, by name."""
    with os.scandir(folder) as entries:
        return sorted(
            (e.name, e.stat().st_size) for e in entries if e.name.endswith(".parquet") and not e.name.startswith(".")
        )


def _digest(files: list[tuple[str, int]]) -> str:
    text = "\n".join(f"{name} {size}" for name, size in files)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
