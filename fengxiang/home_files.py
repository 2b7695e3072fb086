"""Every file under a home: where it belongs and what kind it is, told by its first bytes rather than by its name.

Erasing and pruning go by this list, not by one of known names, so that a file nobody thought of is found all the same.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OWN = ("privacy", "secret")  # the record of erasures names nobody; the salt is nobody's post
LOCK = ".lock"
_BESIDE = ("-wal", "-shm", "-journal", ".wal")  # belong to the database of the same name
_LEFT = (".part", ".tmp")
_SCRATCH = (".spill", ".sorting")  # where DuckDB puts what does not fit into memory
_MAGIC = ((b"PAR1", "parquet"), (b"SQLite format 3", "sqlite"), (b"PK\x03\x04", "archive"))
_SUFFIXES = {".html": "page", ".htm": "page", ".eml": "mail", ".jsonl": "lines", ".toml": "settings"}
_PLACES = {
    "landing/rejected": "rejected",
    "landing/.open": "journals",
    "landing/logs": "logs",
    "lake/posts": "lake posts",
    "lake/enriched": "lake readings",
    "warehouse/build.duckdb": "working file",
}
_KNOWN = ("landing", "lake", "warehouse", "reports", "outbox", "alerts", "exports")


@dataclass(frozen=True, slots=True, order=True)
class HomeFile:
    """A file, the place it is counted under, and its kind; `twins` are other names of the same bytes (hard links).

    Kinds: parquet duckdb sqlite lines packed page mail archive settings text binary.
    """

    path: Path
    place: str
    kind: str
    twins: tuple[Path, ...] = ()


def home_files(home: Path) -> list[HomeFile]:
    """All files that can tell of posts, each once however many names it has, by path."""
    known: dict[tuple[int, int], list[Path]] = {}
    for path in _walk(home):
        told = path.stat()
        known.setdefault((told.st_dev, told.st_ino), []).append(path)
    return sorted(
        HomeFile(first, place_of(first, home), kind_of(first), tuple(rest)) for first, *rest in known.values()
    )


def database_files(home: Path) -> list[HomeFile]:
    """The DuckDB files: the working file, the published one, those before it, kept versions."""
    return [file for file in home_files(home) if file.kind == "duckdb"]


def leavings(home: Path) -> list[Path]:
    """What killed writers left: half-written files and scratch. Nobody reads them; remove only while holding home."""
    return [p for p in home.rglob("*") if p.is_file() and (p.name.endswith(_LEFT) or _in_scratch(p))]


def _walk(home: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(home):
        at = Path(folder)
        if at == home:
            folders[:] = [name for name in folders if name not in OWN]
        folders.sort()
        for name in sorted(names):
            path = at / name
            if path.is_symlink() or not path.is_file() or (at == home and name == LOCK):
                continue
            if not name.endswith(_LEFT) and not _in_scratch(path) and not _has_main(path):
                yield path


def _in_scratch(path: Path) -> bool:
    return any(part in _SCRATCH for part in path.parts)


def _has_main(path: Path) -> bool:
    """Whether a file is the log of a database that lies beside it."""
    return any(path.name.endswith(end) and path.with_name(path.name.removesuffix(end)).exists() for end in _BESIDE)


def place_of(path: Path, home: Path) -> str:
    """What a file is counted under."""
    parts = path.relative_to(home).parts
    usual = parts[0] if parts[0] in _KNOWN and len(parts) > 1 else "elsewhere"
    return _PLACES.get("/".join(parts[:2]), usual)


def kind_of(path: Path) -> str:
    """What kind of file it is."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head.startswith(b"\x1f\x8b"):
        return "lines" if ".jsonl" in path.suffixes else "packed"
    told = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    return told or _SUFFIXES.get(path.suffix.lower()) or ("binary" if b"\0" in head else "text")
