"""Merges the many small files of a partition into one, so that reading the lake does not cost by the crawl run.

Every run leaves a file in each partition it saw something of; opening one costs more than reading its twenty posts.
The merged file is written first, whole, and names the runs it holds; then theirs are deleted. In between, or after a
kill, both are there, and listing leaves out the files whose runs are in another one. Rows keep their run and line,
runs their marks: no digest changes, nothing is read or built again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from contract import crawl_run
from contract.errors import LakeError
from warehouse.database import Engine
from warehouse.lake import OnProgress, Place, by_partition, size_of, store_of
from warehouse.manifest import (
    MERGED,
    PARTS,
    POSTS,
    RUNS,
    LakeFile,
    Part,
    lake_files,
    leftovers,
    parts_as_text,
)
from warehouse.merged_rows import IN_MEMORY, SCHEMA, merged_rows
from warehouse.storage import Storage

MANY = 16  # loose files beside each other, however young the partition is
SETTLED_DAYS = 7  # after so long, revisits and late finds have become few
_WORTH = 8  # a settled partition is merged again when loose files hold this part of its bytes
_AT_ONCE = 4
_RUN_ORDER = [(name, "ascending") for name in ("as_of", "run", "query", "window_from")]
_ROW_GROUP = (
    50_000  # a few megabytes compressed: what one thread reads at once, and the least that statistics can spare
)


@dataclass(frozen=True, slots=True)
class CompactResult:
    """How many folders were merged, of how many files, and how many were left for the next call."""

    folders: int
    files: int
    left: int


def compact(
    place: Place,
    on_progress: OnProgress | None = None,
    engine: Engine | None = None,
    *,
    every: bool = False,
    budget: int | None = None,
) -> CompactResult:
    """Merge the files of the partitions that are worth it, most files first; with `every`, of all that have several.

    `budget` is how many bytes of files are merged in this call at most (one folder at least).
    """
    store = store_of(place)
    store.delete(entry.name for kind in (POSTS, RUNS) for entry in leftovers(store, kind))
    due = _due(store, every=every)
    chosen = list(_affordable(due, budget))
    for done, _ in enumerate(_side_by_side(store, chosen, engine or Engine()), 1):
        if on_progress:
            on_progress(done, len(chosen))
    return CompactResult(len(chosen), sum(map(len, chosen)), len(due) - len(chosen))


def _due(store: Storage, *, every: bool) -> list[list[LakeFile]]:
    partitions = by_partition(lake_files(store, POSTS))
    newest = max((day for _, day in partitions), default=date.min)
    due = [files for (_, day), files in partitions.items() if _is_due(files, newest - day, every=every)]
    runs: dict[str, list[LakeFile]] = {}
    for file in lake_files(store, RUNS):
        runs.setdefault(file.entry.name.split("/")[1], []).append(file)
    due += [files for files in runs.values() if _is_due(files, timedelta(), every=every)]
    return sorted(due, key=len, reverse=True)


def _is_due(files: list[LakeFile], age: timedelta, *, every: bool) -> bool:
    """Whether merging pays: each time, all that was merged before is written again."""
    loose = [file for file in files if not file.merged]
    if len(files) < 2 or not loose:
        return False
    settled = age.days >= SETTLED_DAYS and size_of(loose) * _WORTH >= size_of(files)
    return every or settled or len(loose) >= MANY


def _affordable(due: list[list[LakeFile]], budget: int | None) -> Iterator[list[LakeFile]]:
    spent = 0
    for files in due:
        spent += size_of(files)
        if budget is not None and spent > budget and spent > size_of(files):
            return
        yield files


def _side_by_side(store: Storage, chosen: list[list[LakeFile]], engine: Engine) -> Iterator[None]:
    """Small folders several at once, since what takes time is opening files and the disk; large ones one by one."""
    small = [files for files in chosen if size_of(files) <= IN_MEMORY]
    large = [files for files in chosen if size_of(files) > IN_MEMORY]
    for folders, at_once in ((small, _AT_ONCE), (large, 1)):
        with ThreadPoolExecutor(at_once) as pool:
            yield from pool.map(partial(merge, store, engine), folders)


def merge(store: Storage, engine: Engine, files: list[LakeFile]) -> None:
    """Write one file of these of one folder, then delete them. LakeError names the folder that cannot be read."""
    folder = files[0].entry.name.rpartition("/")[0]
    parts = tuple(sorted(part for file in files for part in file.parts))
    name = f"{folder}/{MERGED}{_digest(parts)}.parquet"
    try:
        with store.put(name) as beside:
            tables = merged_rows(store, files, engine) if folder.startswith(POSTS) else _runs(store, files)
            write(beside, tables, SCHEMA if folder.startswith(POSTS) else crawl_run.SCHEMA, parts)
    except (duckdb.Error, pa.ArrowException) as error:
        raise LakeError(f"{folder} of the lake cannot be merged ({error}); move the broken file away") from error
    store.delete(file.entry.name for file in files if file.entry.name != name)


def write(path: object, tables: Iterable[pa.Table], schema: pa.Schema, parts: Iterable[Part]) -> None:
    """Write a file that tells its parts, with statistics of every column, so that readers can skip row groups."""
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        writer.add_key_value_metadata({PARTS: parts_as_text(parts)})
        for table in tables:
            writer.write_table(table.cast(schema), row_group_size=_ROW_GROUP)


def _runs(store: Storage, files: list[LakeFile]) -> list[pa.Table]:
    tables = [pq.read_table(p, partitioning=None) for p in store.fetch([f.entry for f in files])]
    return [pa.concat_tables([t.cast(crawl_run.SCHEMA) for t in tables]).sort_by(_RUN_ORDER)]


def _digest(parts: Iterable[Part]) -> str:
    return hashlib.sha256("\n".join(f"{part.name} {part.mark}" for part in parts).encode()).hexdigest()[:16]
