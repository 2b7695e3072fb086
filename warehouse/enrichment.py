"""The door between the lake and reading: which partitions must be read, their folded posts, and what reading added.

An enriched file carries the digest of the posts it was made from and, from reading itself, the version of each of its
parts: nothing is read twice, and where only a part of reading changed only that part is read again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contract import enriched, post
from contract.errors import LakeError
from warehouse.database import Engine, connect
from warehouse.inputs import show_posts
from warehouse.lake import Partition, Place, by_partition, partitions, reading_name, store_of
from warehouse.manifest import OF_POSTS, READINGS, LakeFile, is_merged, lake_files
from warehouse.sql_files import FOLDER, parse
from warehouse.storage import Storage


def partitions_to_enrich(place: Place, versions: Mapping[str, str]) -> list[Partition]:
    """Partitions whose posts, or any part of whose reading, differ from what was last read, by platform and day.

    `versions` are those of the parts of reading, as an enriched table's metadata tells them.
    """
    known = {key: files[0] for key, files in by_partition(lake_files(store_of(place), READINGS)).items()}
    return [p for p in partitions(place) if not _is_read(known.get((p.platform, p.day)), p.digest, versions)]


def _is_read(reading: LakeFile | None, digest: str, versions: Mapping[str, str]) -> bool:
    if reading is None or reading.of_posts != digest:
        return False
    return bool(json.loads(reading.versions or "{}") == versions)


def read_enriched(place: Place, partition: Partition) -> pa.Table | None:
    """What reading added to these very posts before, by whatever version; None if it read other ones or none."""
    store = store_of(place)
    try:
        found = store.fetch([e for e in store.entries(_folder(partition)) if e.name.endswith("/enriched.parquet")])
        tables = [pq.read_table(path, partitioning=None) for path in found]
    except (pa.ArrowException, OSError):  # broken inside: read anew
        return None
    told = [t for t in tables if (t.schema.metadata or {}).get(OF_POSTS) == partition.digest.encode()]
    return told[0] if told else None


def _folder(partition: Partition) -> str:
    return reading_name(partition.platform, partition.day).rpartition("/")[0]


def read_folded(place: Place, wanted: Sequence[Partition]) -> Iterator[tuple[Partition, pa.Table]]:
    """Each partition with its posts, each post once with its last known values, in Post's columns, by post_id.

    Partitions are read together, because opening the many small files of one costs more than folding them: hand over
    as many as may be in memory at once. LakeError names the partition that cannot be read.
    """
    try:
        yield from _folded_together(store_of(place), wanted)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        told = ", ".join(f"{p.platform} {p.day}" for p in wanted if len(wanted) == 1 or _is_broken(store_of(place), p))
        raise LakeError(f"partition {told or 'unknown'} cannot be read ({error})") from error


def _folded_together(store: Storage, wanted: Sequence[Partition]) -> Iterator[tuple[Partition, pa.Table]]:
    paths = iter(store.fetch([entry for p in wanted for entry in p.files]))
    files = {p: [next(paths) for _ in p.files] for p in wanted}
    together = [p for p, found in files.items() if len(found) > 1 or any(map(is_merged, found))]
    folded = _by_partition(_fold([file for p in together for file in files[p]])) if together else {}
    for p in wanted:
        table = folded.get((p.platform, p.day)) if p in together else _read_one(files[p])
        yield p, post.SCHEMA.empty_table() if table is None else table


def _read_one(files: list[Path]) -> pa.Table:
    """A partition of one file. An import says each post once: sorting is then all there is to do."""
    if not files:
        return post.SCHEMA.empty_table()
    seen = pq.read_table(files[0], schema=post.SCHEMA, partitioning=None)
    if pc.count_distinct(seen["post_id"]).as_py() == len(seen):
        return seen.sort_by("post_id")
    return _fold(files).select(post.SCHEMA.names).cast(post.SCHEMA)


def _fold(files: list[Path]) -> pa.Table:
    """The folded posts of these files in Post's columns and `dt`, by dt and post_id."""
    fold = parse(FOLDER / "staging" / "folded_post.sql")
    with connect(":memory:", Engine(threads=1)) as con:
        show_posts(con, files)
        select = f"FROM ({fold.select}) ORDER BY dt, post_id"
        found = con.sql(select, params=fold.parameters(first=date.min, last=date.max)).to_arrow_table()
    return found.select(["dt", *post.SCHEMA.names])


def _by_partition(folded: pa.Table) -> dict[tuple[str, date], pa.Table]:
    """Stretches of one platform and day; ids begin with their platform, so these lie together."""
    keys = pc.binary_join_element_wise(folded["platform"], folded["dt"].cast(pa.string()), " ").combine_chunks()
    runs = pc.run_end_encode(keys)
    posts = folded.select(post.SCHEMA.names).cast(post.SCHEMA)
    found, start = {}, 0
    for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        platform, day = key.rsplit(" ", 1)
        found[platform, date.fromisoformat(day)] = posts.slice(start, end - start)
        start = end
    return found


def _is_broken(store: Storage, partition: Partition) -> bool:
    try:
        for file in store.fetch(partition.files):
            pq.read_table(file, schema=post.SCHEMA, partitioning=None)
    except (pa.ArrowException, OSError):
        return True
    return False


def write_enriched(place: Place, partition: Partition, table: pa.Table) -> None:
    """Write what reading added to a partition, whole, marked with the digest of its posts."""
    told = table.select(enriched.SCHEMA.names).cast(enriched.SCHEMA)
    metadata = {**(table.schema.metadata or {}), OF_POSTS: partition.digest.encode()}
    with store_of(place).put(reading_name(partition.platform, partition.day)) as beside:
        pq.write_table(told.replace_schema_metadata(metadata), beside, compression="zstd")
