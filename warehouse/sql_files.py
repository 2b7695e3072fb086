"""Reads the warehouse's tables from their SQL files: a header of comments, then one plain SELECT.

The header is the table's contract: what a row is, what it is made from, what each column means, and what must hold.
A person can paste the file into the duckdb shell; nothing is templated, only $first and $last (days) are parameters.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from contract.errors import WarehouseError
from warehouse.sql_header import Check, Header, Link, Meaning, read_header

FOLDER = Path(__file__).parent / "sql"
LAYERS = ("staging", "core", "daily", "private", "findings")
PUBLISHED_LAYERS = ("core", "daily", "findings")
# Which schema a layer's tables live in; `staging` is an in-memory catalogue, `private` is not published.
_PREFIX = {"staging": "staging.", "private": "private."}


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One table: what its header says, and its SELECT."""

    name: str
    layer: str
    header: Header
    select: str
    path: Path

    @property
    def meaning(self) -> Meaning:
        """What a row is."""
        return self.header.meaning

    @property
    def grain(self) -> tuple[str, ...]:
        """The columns that tell its rows apart."""
        return self.header.grain

    @property
    def reads(self) -> tuple[str, ...]:
        """The tables that its SELECT reads."""
        return self.header.reads

    @property
    def columns(self) -> dict[str, Meaning]:
        """Every column with its meaning."""
        return self.header.columns

    @property
    def checks(self) -> tuple[Check, ...]:
        """What must hold."""
        return self.header.checks

    @property
    def links(self) -> tuple[Link, ...]:
        """Its foreign keys."""
        return self.header.links

    @property
    def table(self) -> str:
        """Name to read it by, with its schema where it has one."""
        return _PREFIX.get(self.layer, "") + self.name

    @property
    def by_day(self) -> bool:
        """Whether days are replaced; otherwise the whole table is."""
        return "$first" in self.select

    @property
    def weekly(self) -> bool:
        """Whether a row stands for a week; `dt` is its Monday."""
        return self.header.window == "week"

    @property
    def by_key(self) -> bool:
        """Whether the rows of some keys are replaced, those that are due."""
        return self.header.window == "key"

    @property
    def given(self) -> bool:
        """Whether its rows are handed in by the caller, not made from the lake."""
        return any(table.startswith("staging.given_") for table in self.reads)

    def span(self, first: date, last: date) -> tuple[date, date]:
        """The days that must be replaced for rows of these days to be right: whole weeks where a row is a week."""
        if not self.weekly:
            return first, last
        left = min(6 - last.weekday(), (date.max - last).days)  # the calendar ends on a Friday
        return first - timedelta(days=first.weekday()), last + timedelta(days=left)

    def parameters(self, **values: object) -> dict[str, object]:
        """Those of the values that the SELECT asks for."""
        return {name: value for name, value in values.items() if f"${name}" in self.select}


def parse(path: Path) -> SqlFile:
    """Read one file; WarehouseError names file, line and what is wrong."""
    lines = path.read_text("utf-8").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = read_header(path, lines[:end])
    return SqlFile(path.stem, path.parent.name, header, _select(path, end, lines[end:]), path)


def _select(path: Path, line: int, lines: list[str]) -> str:
    select = "\n".join(lines).strip().rstrip(";")
    if not re.match(r"(SELECT|WITH)\b", select):
        raise WarehouseError(f"{path}:{line + 1}: a plain SELECT (or WITH ... SELECT) must follow the header")
    return select


@cache
def sql_files(folder: Path = FOLDER) -> tuple[SqlFile, ...]:
    """Every table, each after the tables it reads."""
    files = [parse(path) for layer in LAYERS for path in sorted((folder / layer).glob("*.sql"))]
    return tuple(_in_order(files))


def published_tables() -> tuple[SqlFile, ...]:
    """The tables that analysts and reports see."""
    return tuple(file for file in sql_files() if file.layer in PUBLISHED_LAYERS)


def _in_order(files: list[SqlFile]) -> list[SqlFile]:
    known = {file.table for file in files}
    ordered: list[SqlFile] = []
    placed: set[str] = set()
    waiting = list(files)
    while waiting:
        ready = next((f for f in waiting if all(r in placed or r not in known for r in f.reads)), None)
        if ready is None:
            names = ", ".join(f.name for f in waiting)
            raise WarehouseError(f"{waiting[0].path}:1: tables read each other in a circle: {names}")
        waiting.remove(ready)
        ordered.append(ready)
        placed.add(ready.table)
    return ordered


__all__ = [
    "FOLDER",
    "LAYERS",
    "PUBLISHED_LAYERS",
    "Check",
    "Link",
    "Meaning",
    "SqlFile",
    "parse",
    "published_tables",
    "sql_files",
]
