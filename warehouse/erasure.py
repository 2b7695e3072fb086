"""Erases in Parquet files, each written anew, whole or not at all; and finds those of a lake that tell of somebody."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contract.errors import LakeError
from contract.files import whole_file
from contract.needles import Needles
from warehouse.ingest import parquet_options
from warehouse.manifest import PARTS, Part, parts_as_text, parts_from, span

_FILES_A_READ = 500
BATCH = 50_000
_FOUND = {
    "post_id": "list_contains($posts, post_id)",
    "author_id": "list_contains($authors, author_id)",
    "parent_id": "list_contains($posts, parent_id)",
    "duplicate_of": "list_contains($posts, duplicate_of)",
    "query": "list_contains($labels, query)",
}


def parquet_files_with(files: Sequence[Path], needles: Needles) -> list[Path]:
    """Those of these files that hold an erased post, or a row that points to one. LakeError if one cannot be read."""
    found: set[str] = set()
    told = {"posts": list(needles.posts), "authors": list(needles.authors), "labels": list(needles.labels)}
    with duckdb.connect() as con:
        for columns, alike in _by_columns(files).items():
            tests = [test for name, test in _FOUND.items() if name in columns]
            where = " OR ".join(tests) or "false"
            asked = {name: values for name, values in told.items() if f"${name}" in where}
            for start in range(0, len(alike), _FILES_A_READ):
                named = [str(path) for path in alike[start : start + _FILES_A_READ]]
                sql = f"SELECT DISTINCT filename FROM read_parquet($files, filename = true, hive_partitioning = false) WHERE {where}"  # noqa: S608, E501 - fixed texts
                found |= {name for (name,) in con.execute(sql, {"files": named, **asked}).fetchall()}
    return [path for path in files if str(path) in found]


def _by_columns(files: Sequence[Path]) -> dict[frozenset[str], list[Path]]:
    """The files by which columns of ids they have."""
    groups: dict[frozenset[str], list[Path]] = {}
    for path in files:
        try:
            names = pq.read_schema(path).names
        except (pa.ArrowException, OSError) as fault:
            raise LakeError(f"{path} cannot be read ({fault}): move it away, then begin again") from None
        groups.setdefault(frozenset(_FOUND.keys() & set(names)), []).append(path)
    return groups


def posts_of_parquet(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """A file's rows in those of these columns that it has (the others null), in batches; none without post_id."""
    with pq.ParquetFile(path) as file:
        if "post_id" in file.schema_arrow.names:
            names = [name for name in columns if name in file.schema_arrow.names]
            for batch in file.iter_batches(BATCH, columns=names):
                yield with_columns(pa.Table.from_batches([batch]), columns)


def with_columns(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """The table in these columns; those that it lacks are null."""
    nulls = pa.nulls(len(table), pa.string())
    return pa.table({name: table[name] if name in table.column_names else nulls for name in columns})


def erase_parquet(path: Path, needles: Needles, carry_out: bool, metadata: dict[bytes, bytes] | None = None) -> int:
    """A Parquet file. Returns how many rows go or change. One that is left empty is removed.

    `metadata` is put beside what the file tells of itself. The size always changes, since that is what the lake knows
    a changed file by.
    """
    with pq.ParquetFile(path) as file:
        count = sum([_changed(table, needles) for table in _batches(file)])
        rows = int(file.metadata.num_rows)
        if not carry_out or (not count and metadata is None):
            return count
        size = path.stat().st_size
        with whole_file(path) as beside:
            left = _write(file, beside, needles, metadata or {}, b"")
            if count and left and beside.stat().st_size == size:
                _write(file, beside, needles, metadata or {}, b"another size")
        if not left and rows:
            path.unlink()
    return count


def _batches(file: pq.ParquetFile) -> Iterator[pa.Table]:
    return (pa.Table.from_batches([batch]) for batch in file.iter_batches(BATCH))


def _write(file: pq.ParquetFile, path: Path, needles: Needles, metadata: dict[bytes, bytes], more: bytes) -> int:
    had = file.schema_arrow.metadata or {}
    told = {**had, **metadata, **({b"fengxiang.erased": more} if more else {})}
    told.pop(PARTS, None)
    schema, left, seen = file.schema_arrow.with_metadata(told or None), 0, []
    # a lean file keeps no metadata, so one that has or needs some is written as it was: with its schema
    options = {} if told else parquet_options(file.metadata.num_rows)
    with pq.ParquetWriter(path, schema, compression="zstd", **options) as writer:
        for table in _batches(file):
            kept = _after(table, needles)
            left += len(kept)
            if len(kept):
                writer.write_table(kept.replace_schema_metadata(schema.metadata))
                seen += [kept.select(["run", "observed_at"])] if PARTS in had else []
        if seen:
            parts = parts_left(parts_from(had[PARTS]), pa.concat_tables(seen))
            writer.add_key_value_metadata({PARTS: parts_as_text(parts)})
    return left


def parts_left(parts: Sequence[Part], kept: pa.Table) -> Iterator[Part]:
    """The runs of a merged file that still have rows; all get another mark, since what is read of the day may differ.

    `kept` has columns run (str) and observed_at (UTC), a row for each that is left.
    """
    for part in parts:
        rows = kept.filter(pc.equal(kept["run"], Path(part.name).stem))
        if len(rows):
            mark = f"{part.mark.partition(' ')[0]} erased {len(rows)}"
            mark += "'" if mark == part.mark else ""  # only texts of others changed, once more
            yield Part(part.name, mark, len(rows), *span(rows["observed_at"]))


def _owned(table: pa.Table, needles: Needles) -> pa.ChunkedArray:
    """Which rows are the erased ones'."""
    owned = pa.chunked_array([pa.repeat(False, len(table))])
    for name, values in (("post_id", needles.posts), ("author_id", needles.authors)):
        if name in table.column_names:
            owned = pc.or_(owned, pc.is_in(table[name], pa.array(sorted(values), pa.string())))
    return owned


def _changed(table: pa.Table, needles: Needles) -> int:
    owned = _owned(table, needles)
    gone = int(pc.sum(owned).as_py() or 0)
    kept = table.filter(pc.invert(owned))
    after = _without(kept, needles)
    if after is kept:
        return gone
    changed = sum(int(one != other) for one, other in zip(kept.to_pylist(), after.to_pylist(), strict=True))
    return int(gone + changed)


def _after(table: pa.Table, needles: Needles) -> pa.Table:
    return _without(table.filter(pc.invert(_owned(table, needles))), needles)


def _without(table: pa.Table, needles: Needles) -> pa.Table:
    """The table without what rows of others tell of the erased; the very same one if they tell nothing."""
    names = [
        n for n in table.column_names if pa.types.is_string(table.schema.field(n).type) and n not in ("title", "text")
    ]
    wanted = pa.array(sorted(needles.posts | needles.authors | set(needles.labels)), pa.string())
    if not any(pc.any(pc.is_in(table[name], wanted)).as_py() for name in names):
        return table
    rows = [_without_ids(needles.without(row), names, needles) for row in table.to_pylist()]
    return pa.Table.from_pylist(rows, table.schema)


def _without_ids(row: dict[str, Any], names: Sequence[str], needles: Needles) -> dict[str, Any]:
    gone = {name: None for name in names if row[name] in needles.posts or row[name] in needles.authors}
    return {**row, **gone}
