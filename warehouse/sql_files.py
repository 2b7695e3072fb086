"""Reads the warehouse's tables from their SQL files: a header of comments, then one plain SELECT.

The header is the table's contract: what a row is, what it is made from, what each column means, and what must hold.
A person can paste the file into the duckdb shell; nothing is templated, only $first and $last (days) are parameters.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contract.errors import WarehouseError

FOLDER = Path(__file__).parent / "sql"
LAYERS = ("staging", "core", "daily", "private", "findings")
# Which schema a layer's tables live in; `staging` is an in-memory catalogue, `private` is not published.
_PREFIX = {"staging": "staging.", "private": "private."}
_KEYS = ("grain", "reads", "column", "fail", "warn")
_LINE = re.compile(r"--\s+(\w+):\s*(.*)")
_CALL = re.compile(r"(\w+)\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of a header: `name(arguments)`; `level` is fail (nothing is published) or warn (shown)."""

    name: str
    arguments: tuple[str, ...]
    level: str
    where: str

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One table: what its header says, and its SELECT."""

    name: str
    layer: str
    meaning: str
    grain: tuple[str, ...]
    reads: tuple[str, ...]
    columns: dict[str, str]
    checks: tuple[Check, ...]
    select: str
    path: Path

    @property
    def table(self) -> str:
        """Name to read it by, with its schema where it has one."""
        return _PREFIX.get(self.layer, "") + self.name

    @property
    def by_day(self) -> bool:
        """Whether days are replaced; otherwise the whole table is."""
        return "$first" in self.select

    def parameters(self, **values: object) -> dict[str, object]:
        """Those of the values that the SELECT asks for."""
        return {name: value for name, value in values.items() if f"${name}" in self.select}


def parse(path: Path) -> SqlFile:
    """Read one file; WarehouseError names file, line and what is wrong."""
    lines = path.read_text("utf-8").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    if end == 0:
        raise _wrong(path, 1, f"a header is missing; the first line reads `-- {path.stem}: what it holds.`")
    found: dict[str, list[tuple[int, str]]] = {key: [] for key in _KEYS}
    for number, line in enumerate(lines[1:end], 2):
        key, value = _header_line(path, number, line)
        found[key].append((number, value))
    return SqlFile(
        name=path.stem,
        layer=path.parent.name,
        meaning=_meaning(path, lines[0]),
        grain=_one_list(path, found["grain"], "grain"),
        reads=_one_list(path, found["reads"], "reads"),
        columns=_columns(path, found["column"]),
        checks=tuple(c for level in ("fail", "warn") for n, v in found[level] for c in _checks(path, n, v, level)),
        select=_select(path, end, lines[end:]),
        path=path,
    )


def _wrong(path: Path, line: int, message: str) -> WarehouseError:
    return WarehouseError(f"{path}:{line}: {message}")


def _header_line(path: Path, number: int, line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line.rstrip())
    if not match or match[1] not in _KEYS:
        raise _wrong(path, number, f"a header line reads `-- <key>: ...`, key one of {' '.join(_KEYS)}; found {line!r}")
    return match[1], match[2]


def _meaning(path: Path, line: str) -> str:
    match = _LINE.fullmatch(line.rstrip())
    if not match or match[1] != path.stem or not match[2]:
        raise _wrong(path, 1, f"the first line reads `-- {path.stem}: what it holds.`; found {line!r}")
    return match[2]


def _one_list(path: Path, found: list[tuple[int, str]], key: str) -> tuple[str, ...]:
    if len(found) != 1:
        raise _wrong(
            path, found[1][0] if found else 1, f"exactly one line `-- {key}: a, b` is needed, found {len(found)}"
        )
    return tuple(name.strip() for name in found[0][1].split(",") if name.strip())


def _columns(path: Path, found: list[tuple[int, str]]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for number, text in found:
        name, _, meaning = text.partition(" ")
        if not meaning.strip() or name in columns:
            raise _wrong(path, number, f"a column is told once, as `-- column: name  meaning`; found {text!r}")
        columns[name] = meaning.strip()
    return columns


def _checks(path: Path, number: int, text: str, level: str) -> list[Check]:
    checks = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = _CALL.fullmatch(part)
        if not match:
            raise _wrong(path, number, f"a check reads `name(argument, argument)`; found {part!r}")
        arguments = tuple(a.strip() for a in match[2].split(",") if a.strip())
        checks.append(Check(match[1], arguments, level, f"{path}:{number}"))
    return checks


def _select(path: Path, line: int, lines: list[str]) -> str:
    select = "\n".join(lines).strip().rstrip(";")
    if not re.match(r"(SELECT|WITH)\b", select):
        raise _wrong(path, line + 1, "a plain SELECT (or WITH ... SELECT) must follow the header")
    return select


@cache
def sql_files(folder: Path = FOLDER) -> tuple[SqlFile, ...]:
    """Every table, each after the tables it reads."""
    files = [parse(path) for layer in LAYERS for path in sorted((folder / layer).glob("*.sql"))]
    return tuple(_in_order(files))


def _in_order(files: list[SqlFile]) -> list[SqlFile]:
    known = {file.table for file in files}
    ordered: list[SqlFile] = []
    placed: set[str] = set()
    waiting = list(files)
    while waiting:
        ready = next((f for f in waiting if all(r in placed or r not in known for r in f.reads)), None)
        if ready is None:
            raise _wrong(
                waiting[0].path, 1, f"tables read each other in a circle: {', '.join(f.name for f in waiting)}"
            )
        waiting.remove(ready)
        ordered.append(ready)
        placed.add(ready.table)
    return ordered
