"""Reads what crawls and imports landed, in batches of Post's columns, whatever form it landed in."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.json as pj
import pyarrow.parquet as pq

from contract import crawl_run, post
from contract.errors import LakeError

_BLOCK = 16 << 20  # bytes of JSON a batch is read from; larger than the largest post (text <= 100,000 characters)
_BATCH = 50_000  # rows of an import


@dataclass(frozen=True, slots=True, order=True)
class Landed:
    """One platform's part of a finished run: its posts, and its crawl record (None for an import)."""

    platform: str
    run: str
    posts: Path
    record: Path | None


def landed_runs(home: Path) -> list[Landed]:
    """Finished runs of the landing zone, by platform and name. A run without its last-written file is not finished."""
    landing = home / "landing"
    crawled = [
        Landed(record.parent.name, record.stem, landing / record.parent.name / f"{record.stem}.jsonl.gz", record)
        for record in (landing / "runs").glob("*/*.jsonl")
    ]
    return sorted([*crawled, *_imports(landing)])


def _imports(landing: Path) -> Iterator[Landed]:
    for told in (landing / "imports").glob("*.json"):
        run = json.loads(told.read_text("utf-8"))["run"]
        for posts in landing.glob(f"*/{run}.parquet"):
            yield Landed(posts.parent.name, run, posts, None)


def post_batches(landed: Landed) -> Iterator[pa.RecordBatch]:
    """The run's posts as batches of Post's schema; none if the run landed nothing. LakeError names a bad file."""
    if not landed.posts.exists():
        return
    read = _from_parquet if landed.posts.suffix == ".parquet" else _from_json_lines
    try:
        for batch in read(landed.posts, post.SCHEMA):
            yield from _conform(batch, post.SCHEMA).to_batches()
    except (pa.ArrowException, OSError, EOFError, ValueError) as error:
        raise LakeError(_unreadable(landed.posts, error)) from error


def record_of(landed: Landed) -> pa.Table | None:
    """The run's crawl record, one row a query, ordered by query; None for an import."""
    if landed.record is None:
        return None
    try:
        with landed.record.open("rb") as lines:
            batches = list(_batches_of(lines, crawl_run.SCHEMA))
        tables = [_conform(batch, crawl_run.SCHEMA) for batch in batches]
        return pa.concat_tables([crawl_run.SCHEMA.empty_table(), *tables]).sort_by("query")
    except (pa.ArrowException, OSError, ValueError) as error:
        raise LakeError(_unreadable(landed.record, error)) from error


def _unreadable(path: Path, error: Exception) -> str:
    return f"{path} cannot be read ({error}); move it away, or crawl or import it again"


def _from_parquet(path: Path, _: pa.Schema) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=_BATCH)


def _from_json_lines(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    with gzip.open(path, "rb") as lines:
        yield from _batches_of(lines, schema)


def _batches_of(lines: object, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Batches of a stream of JSON lines. Empty input has no batches (Arrow's reader would refuse it)."""
    if not getattr(lines, "read")(1):  # noqa: B009 - gzip and plain files share no narrower type
        return
    getattr(lines, "seek")(0)  # noqa: B009
    nullable = pa.schema([f.with_nullable(True) for f in schema])
    options = pj.ParseOptions(explicit_schema=nullable, unexpected_field_behavior="ignore")
    with pj.open_json(lines, read_options=pj.ReadOptions(block_size=_BLOCK), parse_options=options) as reader:
        yield from reader


def _conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    """The batch with exactly the schema's columns, in order; missing ones are null."""
    columns = [
        batch.column(f.name).cast(f.type) if f.name in batch.schema.names else pa.nulls(len(batch), f.type)
        for f in schema
    ]
    return pa.table(columns, schema=schema)
