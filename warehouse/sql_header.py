"""Reads the header of a SQL file: the lines of comments that say what a table is, in English and in Chinese.

The catalogue's comments, the checks and docs/warehouse.md come from here; a wrong line is an error with its place:

    -- term_daily: how often each word was said, per platform and day. | 每个词每天在各平台被提到多少次。
    -- grain:  dt, platform, term
    -- reads:  staging.mention
    -- column: authors  distinct organic authors | 去重后的自然作者数
    -- link:   platform -> platform.platform
    -- fail:   unique(dt, platform, term)
"""

import re
from dataclasses import dataclass
from pathlib import Path

from contract.errors import WarehouseError

ENGLISH_ONLY = frozenset({"staging", "private"})  # layers that nobody but this house reads
# `link` always leads to a row, `loose` where that row was crawled; `start` is for the tables to read first.
_KEYS = ("grain", "reads", "window", "start", "column", "link", "loose", "fail", "warn")
_LINE = re.compile(r"--\s+(\w+):\s*(.*)")
_CALL = re.compile(r"(\w+)\(([^()]*)\)")
_LINK = re.compile(r"([\w, ]+?)\s*->\s*([\w.]+)\.(\w+(?:\s*,\s*\w+)*)")
_START = re.compile(r"(\d+)\s+(.+)")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What something means, in both languages; as text it is `English | 中文`, as in the catalogue."""

    en: str
    zh: str = ""

    def __str__(self) -> str:
        return f"{self.en} | {self.zh}" if self.zh else self.en


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
class Link:
    """A foreign key: these columns are those keys of that table. `loose`: the row need not be in the warehouse."""

    columns: tuple[str, ...]
    table: str
    keys: tuple[str, ...]
    loose: bool = False

    def __str__(self) -> str:
        return f"{', '.join(self.columns)} -> {self.table}.{', '.join(self.keys)}"


@dataclass(frozen=True, slots=True)
class Header:
    """All that a header says."""

    meaning: Meaning
    grain: tuple[str, ...]
    reads: tuple[str, ...]
    columns: dict[str, Meaning]
    checks: tuple[Check, ...]
    links: tuple[Link, ...]
    window: str
    start: tuple[int, Meaning] | None


@dataclass(frozen=True, slots=True)
class _Line:
    path: Path
    number: int
    text: str

    def wrong(self, message: str) -> WarehouseError:
        return WarehouseError(f"{self.path}:{self.number}: {message}")


def read_header(path: Path, lines: list[str]) -> Header:
    """The header that these lines are; WarehouseError names file, line and what is wrong."""
    if not lines:
        raise _Line(path, 1, "").wrong(f"a header is missing; the first line reads `-- {path.stem}: what it holds.`")
    found: dict[str, list[_Line]] = {key: [] for key in _KEYS}
    for number, text in enumerate(lines[1:], 2):
        match = _LINE.fullmatch(text.rstrip())
        if not match or match[1] not in _KEYS:
            allowed = f"a header line reads `-- <key>: ...`, key one of {' '.join(_KEYS)}"
            raise _Line(path, number, text).wrong(f"{allowed}; found {text!r}")
        found[match[1]].append(_Line(path, number, match[2]))
    first = _Line(path, 1, lines[0])
    columns = _columns(found["column"])
    return Header(
        meaning=read_meaning(first),
        grain=_one_list(first, found["grain"], "grain"),
        reads=_one_list(first, found["reads"], "reads"),
        columns=columns,
        checks=tuple(c for level in ("fail", "warn") for line in found[level] for c in _checks(line, level)),
        links=tuple(_link(line, columns, key == "loose") for key in ("link", "loose") for line in found[key]),
        window=_window(found["window"]),
        start=_start(found["start"]),
    )


def title(path: Path) -> Meaning:
    """What a SQL file's first line, `-- <its name>: English. | 中文。`, says."""
    with path.open(encoding="utf-8") as lines:
        return read_meaning(_Line(path, 1, lines.readline()))


def read_meaning(first: _Line) -> Meaning:
    """The meaning that a file's first line tells."""
    match = _LINE.fullmatch(first.text.rstrip())
    if not match or match[1] != first.path.stem or not match[2]:
        raise first.wrong(f"the first line reads `-- {first.path.stem}: what it holds.`; found {first.text!r}")
    return _both(first, match[2])


def _both(line: _Line, text: str) -> Meaning:
    """Split into English and Chinese; where only this house reads, English is enough."""
    en, bar, zh = text.rpartition(" | ")
    if not bar or not _HAN.search(zh):
        en, zh = text.removesuffix(" |"), ""
    told = Meaning(en.strip(), zh.strip())
    if not told.zh and line.path.parent.name not in ENGLISH_ONLY:
        raise line.wrong(f"a meaning reads `English | 中文`; the Chinese half is missing in {text.strip()!r}")
    if not re.search(r"[A-Za-z]", told.en):
        raise line.wrong(f"a meaning reads `English | 中文`; the English half is missing in {text.strip()!r}")
    return told


def _one_list(first: _Line, found: list[_Line], key: str) -> tuple[str, ...]:
    if len(found) != 1:
        place = found[1] if found else first
        raise place.wrong(f"exactly one line `-- {key}: a, b` is needed, found {len(found)}")
    return _names(found[0].text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _columns(found: list[_Line]) -> dict[str, Meaning]:
    columns: dict[str, Meaning] = {}
    for line in found:
        name, _, meaning = line.text.partition(" ")
        if not meaning.strip() or name in columns:
            raise line.wrong(f"a column is told once, as `-- column: name  meaning | 含义`; found {line.text!r}")
        columns[name] = _both(line, meaning)
    return columns


def _checks(line: _Line, level: str) -> list[Check]:
    checks = []
    for part in filter(None, (part.strip() for part in line.text.split(";"))):
        match = _CALL.fullmatch(part)
        if not match:
            raise line.wrong(f"a check reads `name(argument, argument)`; found {part!r}")
        checks.append(Check(match[1], _names(match[2]), level, f"{line.path}:{line.number}"))
    return checks


def _link(line: _Line, columns: dict[str, Meaning], loose: bool) -> Link:
    match = _LINK.fullmatch(line.text.strip())
    if not match:
        raise line.wrong(f"a link reads `-- link: column -> table.column`; found {line.text!r}")
    link = Link(_names(match[1]), match[2], _names(match[3]), loose)
    if len(link.columns) != len(link.keys) or not set(link.columns) <= set(columns):
        raise line.wrong(f"a link joins columns of this table to as many of the other; found {line.text!r}")
    return link


def _window(found: list[_Line]) -> str:
    for line in found:
        if line.text.strip() not in ("week", "key") or len(found) > 1:
            raise line.wrong(f"what is replaced at once is told once, as `-- window: week` or key; found {line.text!r}")
    return found[0].text.strip() if found else ""


def _start(found: list[_Line]) -> tuple[int, Meaning] | None:
    for line in found:
        match = _START.fullmatch(line.text.strip())
        if not match or line is not found[0]:
            raise line.wrong(f"a first table is told once, as `-- start: 1 question? | 问题？`; found {line.text!r}")
        return int(match[1]), _both(line, match[2])
    return None
