"""The door between the lake and reading: which partitions must be read, their folded posts, and what reading added.

An enriched file carries the digest of its input and of the reader's version in its metadata: nothing is read twice.
"""

import hashlib
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

_KEY = b"fengxiang"


def partitions_to_enrich(home: Path, version: str) -> list[Partition]:
    """Partitions whose posts, or whose reader's version, differ from what was last read, by platform and day.

    The digest of each covers both; hand the partition to `read_folded`, then `write_enriched`.
    """
    wanted = [Partition(p.platform, p.day, _digest(p.digest, version)) for p in partitions(home)]
    return [p for p in wanted if enriched_digest(enriched_file(home, p.platform, p.day)) != p.digest]


def _digest(partition: str, version: str) -> str:
    return hashlib.sha256(f"{partition} {version}".encode()).hexdigest()[:16]


def enriched_digest(path: Path) -> str:
    """Digest an enriched file was written with; empty if there is no such file (or a foreign one)."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
    except (FileNotFoundError, pa.ArrowInvalid):
        return ""
    return str(metadata.get(_KEY, b"").decode())


def read_folded(home: Path, partition: Partition) -> pa.Table:
    """The partition's posts, each once with its last known values, in Post's columns, by post_id."""
    files = post_files(home, partition.platform, partition.day)
    try:
        tables = [pq.read_table(file, schema=post.SCHEMA, partitioning=None) for file in files]
        seen = pa.concat_tables([post.SCHEMA.empty_table(), *tables])
        # An import says each post once: sorting is all there is to do, and saves starting DuckDB two thousand times
        if pc.count_distinct(seen["post_id"]).as_py() == len(seen):
            return seen.sort_by("post_id")
        return _fold(files)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise LakeError(f"partition {partition.platform} {partition.day} cannot be read ({error})") from error


def _fold(files: list[Path]) -> pa.Table:
    fold = parse(FOLDER / "staging" / "folded_post.sql")
    with connect(":memory:", Engine(threads=1)) as con:
        show_posts(con, files)
        found = con.sql(fold.select, params=fold.parameters(first=date.min, last=date.max)).to_arrow_table()
    return found.select(post.SCHEMA.names).cast(post.SCHEMA)


def write_enriched(home: Path, partition: Partition, table: pa.Table) -> None:
    """Write what reading added to a partition, whole, marked with the partition's digest."""
    told = table.select(enriched.SCHEMA.names).cast(enriched.SCHEMA)
    marked = told.replace_schema_metadata({**(told.schema.metadata or {}), _KEY: partition.digest.encode()})
    write_parquet(enriched_file(home, partition.platform, partition.day), marked)
