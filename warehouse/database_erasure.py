"""Erases in DuckDB files: the working file, the published one, kept versions, whatever tables they have.

A file is written anew, because DuckDB leaves the bytes of deleted rows in it until something else is written over them.
The one that is replaced is only read, so whoever has a published file open goes on reading it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from contract.errors import LakeError
from contract.files import whole_file
from contract.needles import Needles
from warehouse.erasure import BATCH, with_columns


def posts_of_database(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Rows of every table with post_id, in those of these columns that it has (the others null), in batches."""
    with duckdb.connect() as con:
        _attach(con, path, "source", read_only=True)
        for table, kinds in _tables(con).items():
            if "post_id" in kinds:
                names = ", ".join(name for name in columns if name in kinds)
                for batch in con.sql(f"SELECT {names} FROM source.{table}").to_arrow_reader(BATCH):  # noqa: S608
                    yield with_columns(pa.Table.from_batches([batch]), columns)


def erase_database(path: Path, needles: Needles, carry_out: bool) -> int:
    """A DuckDB file, written anew even where no table tells anything: deleted rows may lie in it still.

    Returns how many cells and rows go or change. LakeError if it cannot be opened.
    """
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as con:
        con.execute("SET autoinstall_known_extensions = false")
        if carry_out:
            _settle(path)
        version = _attach(con, path, "source", read_only=True)
        _load(con, needles)
        found = {table: _counted(con, table, kinds) for table, kinds in _tables(con).items()}
        count = sum(n for counts in found.values() for n in counts.values())
        if carry_out:
            with whole_file(path) as fresh:
                fresh.unlink(missing_ok=True)
                _copy(con, fresh, version, found, needles)
    return count


def _settle(path: Path) -> None:
    """Bring what a killed writer left in the log beside into the file, and end the log."""
    log = path.with_name(path.name + ".wal")
    if log.exists():
        with duckdb.connect(str(path)) as con:
            con.execute("CHECKPOINT")
        log.unlink(missing_ok=True)


def _attach(con: duckdb.DuckDBPyConnection, path: Path, name: str, *, read_only: bool, version: str = "") -> str:
    """Attach a file under a name; returns its storage version."""
    options = "READ_ONLY" if read_only else f"STORAGE_VERSION '{version}'"
    try:
        con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name} ({options})")
    except duckdb.Error as fault:
        raise LakeError(
            f"{path} cannot be opened ({str(fault).splitlines()[0]}): close what writes to it, or move it away"
        ) from None
    told = con.execute(
        "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = $name", {"name": name}
    )
    return str(told.fetchall()[0][0] or "").rstrip("+")


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The source's tables, quoted, each with its columns and their types."""
    found: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in con.execute(_COLUMNS).fetchall():
        found.setdefault(f'"{schema}"."{table}"', {})[column] = kind
    return found


_COLUMNS = """
SELECT c.schema_name, c.table_name, c.column_name, c.data_type
FROM duckdb_columns() c
JOIN duckdb_tables() t USING (database_oid, schema_oid, table_oid)
WHERE c.database_name = 'source'
ORDER BY t.table_oid, c.column_index
"""


def _load(con: duckdb.DuckDBPyConnection, needles: Needles) -> None:
    for name, values in (("gone_post", needles.posts), ("gone_author", needles.authors)):
        con.register(f"given_{name}", pa.table({"id": pa.array(sorted(values), pa.string())}))
        con.execute(f"CREATE TEMP TABLE {name} AS FROM given_{name}")
    pairs = sorted(needles.labels.items())
    told = [pa.array(side, pa.string()) for side in ([a for a, _ in pairs], [b for _, b in pairs])]
    con.register("given_label", pa.table(told, names=["was", "becomes"]))
    con.execute("CREATE TEMP TABLE label AS FROM given_label")
    con.execute("CREATE TEMP TABLE gone AS FROM gone_post UNION FROM gone_author UNION SELECT was AS id FROM label")
    con.execute("SET VARIABLE gone = (SELECT coalesce(list(id), []) FROM gone)")
    con.execute("SET VARIABLE renamed = (SELECT map(coalesce(list(was), []), coalesce(list(becomes), [])) FROM label)")


def _counted(con: duckdb.DuckDBPyConnection, table: str, kinds: dict[str, str]) -> dict[str, int]:
    """How many cells of each column tell of it; columns without any are left out."""
    tests = {name: _test(name, kind) for name, kind in kinds.items()}
    asked = {name: test for name, test in tests.items() if test}
    if not asked:
        return {}
    sums = ", ".join(f"count(*) FILTER ({test})" for test in asked.values())
    counts = con.execute(f"SELECT {sums} FROM source.{table}").fetchall()[0]  # noqa: S608 - names of a catalogue
    return {name: n for name, n in zip(asked, counts, strict=True) if n}


def _test(name: str, kind: str) -> str:
    """The condition under which a cell tells of the erased; empty for columns that cannot."""
    if name in ("title", "text"):
        return ""
    if kind == "VARCHAR":
        return f'"{name}" IN (FROM temp.gone)'
    if kind == "VARCHAR[]" and name not in ("words", "hashtags", "themes"):
        return f"list_has_any(\"{name}\", getvariable('gone'))"
    return ""


def _copy(
    con: duckdb.DuckDBPyConnection, path: Path, version: str, found: dict[str, dict[str, int]], needles: Needles
) -> None:
    _attach(con, path, "fresh", read_only=False, version=version)
    con.execute("COPY FROM DATABASE source TO fresh (SCHEMA)")
    kinds = _tables(con)
    for table in _parents_first(con, list(kinds)):
        con.execute(f"INSERT INTO fresh.{table} {_selected(con, table, kinds[table], found[table], needles)}")
    con.execute("CHECKPOINT fresh; DETACH fresh")


def _parents_first(con: duckdb.DuckDBPyConnection, tables: list[str]) -> list[str]:
    """Tables that others refer to by foreign keys before those that refer."""
    refers: dict[str, set[str]] = {}
    for schema, table, text in con.execute(_FOREIGN).fetchall():
        refers.setdefault(f'"{schema}"."{table}"', set()).update(
            t for t in tables if t.split(".")[1].strip('"') in text
        )
    ordered: list[str] = []
    while left := [table for table in tables if table not in ordered]:
        ordered += [t for t in left if not (refers.get(t, set()) - {t} - set(ordered))] or left
    return ordered


_FOREIGN = """
SELECT schema_name, table_name, constraint_text FROM duckdb_constraints()
WHERE database_name = 'source' AND constraint_type = 'FOREIGN KEY'
"""


def _selected(
    con: duckdb.DuckDBPyConnection, table: str, kinds: dict[str, str], found: dict[str, int], needles: Needles
) -> str:
    """The SELECT that gives a table's rows as they are from now on."""
    quoting = "parent_id" in found and "post_id" in kinds and "text" in kinds and _quotes(con, table, kinds, needles)
    cells = [_cell(name, kind, name in found, bool(quoting)) for name, kind in kinds.items()]
    gone = {"post_id": "gone_post", "author_id": "gone_author"}
    where = " AND ".join(f't."{n}" NOT IN (FROM temp.{gone[n]})' if n == "post_id" else
                         f'(t."{n}" IS NULL OR t."{n}" NOT IN (FROM temp.{gone[n]}))'
                         for n in gone if n in found)  # fmt: skip
    joined = " LEFT JOIN temp.quoting q ON q.id = t.post_id" if quoting else ""
    return f"SELECT {', '.join(cells)} FROM source.{table} t{joined}" + (f" WHERE {where}" if where else "")  # noqa: S608


def _cell(name: str, kind: str, found: bool, quoting: bool) -> str:
    cell = f't."{name}"'
    if quoting and name in ("title", "text"):
        return f'CASE WHEN q.id IS NULL THEN {cell} ELSE q."{name}" END'
    if quoting and name in ("words", "word_starts", "word_lengths"):
        return f"CASE WHEN q.id IS NULL THEN {cell} ELSE [] END"
    if not found or name in ("post_id", "author_id"):
        return cell
    if kind == "VARCHAR":
        label = f"(SELECT any_value(becomes) FROM temp.label WHERE was = {cell})"  # noqa: S608 - as above
        return f"CASE WHEN {cell} IN (FROM temp.gone) THEN {label} ELSE {cell} END"
    renamed = f"list_transform({cell}, lambda x: coalesce(getvariable('renamed')[x], x))"
    return f"list_filter({renamed}, lambda x: NOT list_contains(getvariable('gone'), x))"


def _quotes(con: duckdb.DuckDBPyConnection, table: str, kinds: dict[str, str], needles: Needles) -> int:
    """Note the rows that point to an erased post and quote it, with their texts without it; returns how many."""
    title = "title" if "title" in kinds else "NULL AS title"
    sql = f"SELECT post_id AS id, {title}, text FROM source.{table} WHERE parent_id IN (FROM temp.gone_post)"  # noqa: S608
    rows = con.execute(sql).fetchall()
    told = [(i, needles.unquoted(a), needles.unquoted(b)) for i, a, b in rows]
    changed = [after for after, before in zip(told, rows, strict=True) if after != before]
    names = {name: pa.array([row[n] for row in changed], pa.string()) for n, name in enumerate(("id", "title", "text"))}
    con.register("given_quoting", pa.table(names))
    con.execute("CREATE OR REPLACE TEMP TABLE quoting AS FROM given_quoting")
    return len(changed)
