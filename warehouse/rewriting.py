"""Takes rows out of the lake: posts that must be forgotten, or partitions that are too old to keep.

What reading made of a post goes first and the post itself last: killed in between and called again, the posts of an
author are still found, and nothing made of them is left behind.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.compaction import write
from warehouse.lake import Place, post_name, reading_name, store_of
from warehouse.manifest import POSTS, LakeFile, Part, distinct, span, told_by
from warehouse.storage import Storage

_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many rows of a partition were dropped, and the ids of the posts they were of."""

    rows: int
    post_ids: tuple[str, ...]


def rewrite(
    place: Place, platform: str, day: date, *, post_ids: Collection[str] = (), author_ids: Collection[str] = ()
) -> Dropped:
    """Drop all observations of these posts, and of all posts of these authors, from one partition of the lake.

    Its files are written again without them, each whole; its digest is another, so it is read and built again.
    """
    store = store_of(place)
    files = _without_leftovers(store, post_name(platform, day))
    ids = _ids_in(store, files, set(post_ids), set(author_ids))
    if not ids:
        return Dropped(0, ())
    _drop_readings(store, reading_name(platform, day), ids)
    rows = sum(_drop_rows(store, file, ids) for file in files)
    return Dropped(rows, tuple(sorted(ids.to_pylist())))


def remove(place: Place, platform: str, day: date) -> None:
    """Take a whole partition, and what reading made of it, out of the lake."""
    store = store_of(place)
    for name in (_folder(reading_name(platform, day)), post_name(platform, day)):
        store.delete(entry.name for entry in store.entries(name))


def _without_leftovers(store: Storage, folder: str) -> list[LakeFile]:
    """The partition's files; what a compaction had yet to delete goes now, or it would bring the rows back."""
    entries = [entry for entry in store.entries(folder) if entry.name.endswith(".parquet")]
    files = [told_by(path, POSTS, entry) for entry, path in zip(entries, store.fetch(entries), strict=True)]
    kept = list(distinct(files))
    store.delete(file.entry.name for file in files if file not in kept)
    return kept


def _ids_in(store: Storage, files: list[LakeFile], post_ids: set[str], author_ids: set[str]) -> pa.Array:
    """Which of these posts, and which posts of these authors, are in the files."""
    found: set[str] = set()
    posts, authors = (pa.array(sorted(ids), pa.string()) for ids in (post_ids, author_ids))
    for path in store.fetch([file.entry for file in files]):
        with pq.ParquetFile(path) as opened:
            rows = opened.read(columns=["post_id", "author_id"])
        meant = pc.or_(pc.is_in(rows["post_id"], posts), pc.is_in(rows["author_id"], authors))
        found.update(rows["post_id"].filter(meant).to_pylist())
    return pa.array(sorted(found), pa.string())


def _drop_readings(store: Storage, name: str, ids: pa.Array) -> None:
    """Drop rows of readings. The file keeps saying which posts it was made of, so the partition is read again."""
    for entry in store.entries(_folder(name)):
        table = pq.read_table(store.fetch([entry])[0], partitioning=None)
        with store.put(entry.name) as beside:
            pq.write_table(table.filter(_other_than(table, ids)), beside, compression="zstd")


def _drop_rows(store: Storage, file: LakeFile, ids: pa.Array) -> int:
    """Write a file again without the rows of these posts; returns how many there were."""
    (path,) = store.fetch([file.entry])
    with pq.ParquetFile(path) as opened:
        rows, schema = int(opened.metadata.num_rows), opened.schema_arrow.remove_metadata()
        told = opened.read(columns=["post_id", "observed_at", *(["run"] if file.merged else [])])
        kept = told.filter(_other_than(told, ids))
        if len(kept) == rows:
            return 0
        if len(kept):
            with store.put(file.entry.name) as beside:
                write(beside, _rest(opened, ids), schema, tuple(_parts_left(file, kept)))
    if not len(kept):
        store.delete([file.entry.name])
    return rows - len(kept)


def _rest(opened: pq.ParquetFile, ids: pa.Array) -> Iterator[pa.Table]:
    for batch in opened.iter_batches(_BATCH):
        table = pa.table(batch)
        yield table.filter(_other_than(table, ids))


def _parts_left(file: LakeFile, kept: pa.Table) -> Iterator[Part]:
    """The runs that still have rows. How many these are becomes part of the mark of one that lost some."""
    for part in file.parts:
        rows = kept.filter(pc.equal(kept["run"], Path(part.name).stem)) if file.merged else kept
        if len(rows):
            first, last = span(rows["observed_at"])
            mark = part.mark if len(rows) == part.rows else f"{part.mark.partition(' ')[0]} less {len(rows)}"
            yield Part(part.name, mark, len(rows), first, last)


def _other_than(table: pa.Table, ids: pa.Array) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(table["post_id"], ids))


def _folder(name: str) -> str:
    return str(Path(name).parent)
