"""Erases in what crawls write: lines of posts, rejected entries, records of runs, journals, the memory of sightings.

Each function tells how much of a file goes (or is changed) and, unless asked only to count, writes the file anew: a row
that is merely deleted stays in the bytes of an SQLite file until it is vacuumed.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract.needles import Needles
from crawlers.atomic import write_lines

POST_COLUMNS = ("post_id", "author_id", "title", "text", "url", "author_name")


def posts_of_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a landed file that are posts."""
    return (row for row in map(_parsed, _read(path)) if row and "post_id" in row)


def posts_of_journal(path: Path) -> Iterator[dict[str, Any]]:
    """The posts of a run that is under way, and of the memory of sightings (those with their id alone)."""
    with closing(_opened(path)) as db:
        tables = _tables(db)
        if "post" in tables:
            yield from (row for (line,) in db.execute("SELECT line FROM post") if (row := _parsed(line)))
        if "sighting" in tables:
            yield from ({"post_id": post_id} for (post_id,) in db.execute("SELECT DISTINCT post_id FROM sighting"))


def erase_lines(path: Path, needles: Needles, carry_out: bool) -> int:
    """JSON Lines, packed or not: posts, rejected entries, records. Returns how many lines go or change."""
    count = sum(_after(line, needles) != line for line in _read(path))
    if count and carry_out:
        write_lines(path, (after for line in _read(path) if (after := _after(line, needles)) is not None))
    return count


def erase_journal(path: Path, needles: Needles, carry_out: bool) -> int:
    """A run's journal, a memory of sightings, or any other SQLite file: rows that tell of it go."""
    with closing(_opened(path)) as db:
        changes = [change for table, columns in _tables(db).items() for change in _changes(db, table, columns, needles)]
        if changes and carry_out:
            _carry_out(db, changes)
    return len(changes)


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one row: gone, or with other values."""

    table: str
    key: tuple[str, ...]  # columns of the primary key, or rowid
    of: tuple[Any, ...]
    values: dict[str, Any] | None


def _changes(db: sqlite3.Connection, table: str, columns: dict[str, bool], needles: Needles) -> Iterator[_Change]:
    key = tuple(name for name, in_key in columns.items() if in_key) or ("rowid",)
    names = ", ".join(f'"{name}"' for name in (*key, *columns))
    for told in db.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608 - names from the file's own catalogue
        row = dict(zip(columns, told[len(key) :], strict=True))
        after = {name: _cell(value, needles) for name, value in row.items()}
        if needles.owns(row) or None in (after[name] for name, value in row.items() if value is not None):
            yield _Change(table, key, told[: len(key)], None)
        elif after != row:
            yield _Change(table, key, told[: len(key)], after)


def _cell(value: Any, needles: Needles) -> Any:
    """A value without what it tells of the erased; None if nothing can be left of its row."""
    return _after(value, needles) if isinstance(value, str) else value


def _carry_out(db: sqlite3.Connection, changes: list[_Change]) -> None:
    db.execute("PRAGMA secure_delete = ON")
    db.execute("BEGIN IMMEDIATE")
    for change in changes:
        where = " AND ".join(f'"{name}" IS ?' for name in change.key)
        if change.values is None:
            db.execute(f'DELETE FROM "{change.table}" WHERE {where}', change.of)  # noqa: S608 - as above
        else:
            told = ", ".join(f'"{name}" = ?' for name in change.values)
            sql = f'UPDATE OR REPLACE "{change.table}" SET {told} WHERE {where}'  # noqa: S608 - as above
            db.execute(sql, (*change.values.values(), *change.of))
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _after(line: str, needles: Needles) -> str | None:
    """A line as it is from now on; None if it goes."""
    row = _parsed(line)
    if row is None:
        if line in needles.labels:
            return needles.labels[line]
        return None if needles.tells(line) else line
    if "post_id" in row and "published_at" in row:
        return _post_after(line, row, needles)
    label = next((name for name in ("query", "label") if row.get(name) in needles.labels), None)
    if label:  # the record of a run, or a task of its journal, that followed the account
        row = {**row, label: needles.labels[row[label]]} | ({"subject": "erased"} if "subject" in row else {})
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    told = row["raw"] if isinstance(row.get("raw"), str) else ""
    return None if needles.tells(line) or needles.tells(told) else line


def _post_after(line: str, row: dict[str, Any], needles: Needles) -> str | None:
    if needles.owns(row):
        return None
    after = needles.without(row)
    return line if after == row else json.dumps(after, ensure_ascii=False, separators=(",", ":"))


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line) if line.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _read(path: Path) -> Iterator[str]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if packed else path.open("rb") as lines:
        yield from (line.decode("utf-8", "replace").rstrip("\n") for line in lines)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _tables(db: sqlite3.Connection) -> dict[str, dict[str, bool]]:
    """The file's tables, each with its columns and whether they are part of the key."""
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    return {
        name: {column: bool(key) for _, column, _, _, _, key in db.execute(f'PRAGMA table_info("{name}")')}
        for (name,) in names
    }
