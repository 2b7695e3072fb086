"""The door between the lake and reading: which partitions must be read, their folded posts, and what reading added.

An enriched file carries the digest of the posts it was made from and, from reading itself, the version of each of its
parts: nothing is read twice, and where only a part of reading changed only that part is read again.
"""

import hashlib
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
from warehouse.lake import Partition, enriched_file, partitions, post_files, write_parquet
from warehouse.sql_files import FOLDER, parse

_POSTS = b"fengxiang.posts"


def partitions_to_enrich(home: Path, versions: Mapping[str, str]) -> list[Partition]:
    """Partitions whose posts, or any part of whose reading, differ from what was last read, by platform and day.

    `versions` are those of the parts of reading, as an enriched table's metadata tells them.
    """
    return [p for p in partitions(home) if not _is_read(enriched_file(home, p.platform, p.day), p.digest, versions)]


def _is_read(path: Path, digest: str, versions: Mapping[str, str]) -> bool:
    metadata = _metadata(path)
    told = json.loads(metadata.get(enriched.VERSIONS, b"{}"))
    return metadata.get(_POSTS) == digest.encode() and told == versions


def _metadata(path: Path) -> dict[bytes, bytes]:
    """What an enriched file tells of itself; nothing if there is no such file, or a foreign one."""
    try:
        return dict(pq.read_metadata(path).metadata or {})
    except (FileNotFoundError, pa.ArrowInvalid):
        return {}


def enriched_digest(path: Path) -> str:
    """Digest of the posts and versions an enriched file was made from; empty if there is no such file."""
    metadata = _metadata(path)
    told = metadata.get(_POSTS, b"") + metadata.get(enriched.VERSIONS, b"")
    return hashlib.sha256(told).hexdigest()[:16] if told else ""


def read_enriched(home: Path, partition: Partition) -> pa.Table | None:
    """What reading added to these very posts before, by whatever version; None if it read other ones or none."""
    path = enriched_file(home, partition.platform, partition.day)
    if _metadata(path).get(_POSTS) != partition.digest.encode():
        return None
    try:
        return pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError):  # broken inside: read anew
        return None


def read_folded(home: Path, wanted: Sequence[Partition]) -> Iterator[tuple[Partition, pa.Table]]:
    """Each partition with its posts, each post once with its last known values, in Post's columns, by post_id.

    Partitions are read together, because opening the many small files of one costs more than folding them: hand over
    as many as may be in memory at once. LakeError names the partition that cannot be read.
    """
    try:
        yield from _folded_together(home, wanted)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        told = ", ".join(f"{p.platform} {p.day}" for p in wanted if len(wanted) == 1 or _is_broken(home, p))
        raise LakeError(f"partition {told or 'unknown'} cannot be read ({error})") from error


def _folded_together(home: Path, wanted: Sequence[Partition]) -> Iterator[tuple[Partition, pa.Table]]:
    files = {p: post_files(home, p.platform, p.day) for p in wanted}
    together = [p for p, found in files.items() if len(found) > 1]
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
        found = con.sql(fold.select, params=fold.parameters(first=date.min, last=date.max)).to_arrow_table()
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


def _is_broken(home: Path, partition: Partition) -> bool:
    try:
        for file in post_files(home, partition.platform, partition.day):
            pq.read_table(file, schema=post.SCHEMA, partitioning=None)
    except (pa.ArrowException, OSError):
        return True
    return False


def write_enriched(home: Path, partition: Partition, table: pa.Table) -> None:
    """Write what reading added to a partition, whole, marked with the digest of its posts."""
    told = table.select(enriched.SCHEMA.names).cast(enriched.SCHEMA)
    metadata = {**(table.schema.metadata or {}), _POSTS: partition.digest.encode()}
    write_parquet(enriched_file(home, partition.platform, partition.day), told.replace_schema_metadata(metadata))
