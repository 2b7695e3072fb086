"""Importers: files that people already have, as posts. One file a format; what is in the folder is known.

A format's file says which `suffixes` it reads and gives batches from `read(path)`: rows, or typed columns. Names that
begin with an underscore are what all formats share.
"""

import hashlib
import importlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from contract.errors import ImportFileError
from contract.post import SCHEMA, Post
from crawlers.importers._columnar import rows_of, split
from crawlers.importers._import_landing import ImportLanding, ImportResult, record_of
from crawlers.importers._one_by_one import Importing, platform_of, post_of
from crawlers.importers._rows import Columns, RawRow, Rows
from crawlers.landing import columns_of
from crawlers.reading import Rejected
from crawlers.rejections import Rejection, masked, scrubbed

_NEEDED = ("post_id", "published_at")

__all__ = ["ImportResult", "formats", "import_file"]


def import_file(
    path: Path,
    landing: Path,
    salt: str,
    as_of: datetime,
    keep_names: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Land a file's posts; `on_progress` is told the number of rows read so far.

    A file whose content was imported before is not imported again: its record is returned. Rows that cannot be
    posts are kept as rejected. ImportFileError if the file is none of the known formats or has not the columns that a
    post needs; then nothing has been landed.
    """
    format_ = _format_of(path)
    importing = Importing(f"import-{_digest(path)}", as_of, salt, keep_names)
    record = record_of(landing, importing.run)
    if record.exists():
        return ImportResult.from_json(record.read_text("utf-8"))
    result = ImportResult(importing.run, path.name)
    with ImportLanding(landing, result) as landed:
        unknown: set[str] = set()
        for batch in _checked(format_.read(path), path):
            unknown |= batch.names() - set(SCHEMA.names)
            _land(batch, landed, importing)
            result.rows = result.landed + result.rejected
            if on_progress:
                on_progress(result.rows)
        result.unknown_columns = sorted(unknown)
        landed.close()
    return result


def formats() -> list[ModuleType]:
    """The formats: modules of this folder with `suffixes` and `read`."""
    names = sorted(p.stem for p in Path(__file__).parent.glob("[!_]*.py"))
    return [importlib.import_module(f"crawlers.importers.{name}") for name in names]


def _format_of(path: Path) -> ModuleType:
    if not path.is_file():
        raise ImportFileError(f"{path} is not there: give the path of a file with posts")
    known = formats()
    for format_ in known:
        if path.name.lower().endswith(format_.suffixes):
            return format_
    looked_for = " ".join(suffix for format_ in known for suffix in format_.suffixes)
    raise ImportFileError(f"{path.name} is none of the known formats: looked for a name ending in one of {looked_for}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _checked(batches: Iterator[Rows | Columns], path: Path) -> Iterator[Rows | Columns]:
    """The batches, if the first one has the columns a post needs."""
    checked = False
    for batch in batches:
        if not checked:
            _check(batch, path)
            checked = True
        yield batch
    if not checked:
        raise ImportFileError(f"{path.name} holds no rows")


def _check(batch: Rows | Columns, path: Path) -> None:
    found = batch.names()
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        faults = [row.fault for row in batch.rows if row.fault][:1] if isinstance(batch, Rows) else []
        raise ImportFileError(
            f"{path.name} lacks {' and '.join(missing)}: looked for the columns {' '.join(SCHEMA.names)}; "
            f"found {' '.join(sorted(found))[:300] or 'none'}{''.join(f' ({fault})' for fault in faults)}"
        )


def _land(batch: Rows | Columns, landed: ImportLanding, importing: Importing) -> None:
    if isinstance(batch, Columns):
        posts, rest, places = split(batch.table, importing)
        if len(posts):
            landed.land(posts)
        before = landed.result.rows + 1
        rows = [RawRow(before + place, columns) for place, columns in zip(places, rows_of(rest), strict=True)]
    else:
        rows = list(batch.rows)
    _land_rows(rows, landed, importing)


def _land_rows(rows: list[RawRow], landed: ImportLanding, importing: Importing) -> None:
    posts: list[Post] = []
    rejections: list[Rejection] = []
    for row in rows:
        try:
            if row.columns is None:
                raise Rejected(row.fault)
            posts.append(post_of(row.columns, importing))
        except Rejected as why:
            rejections.append(_rejection(row, str(why), importing))
    if posts:
        landed.land(pa.Table.from_pylist([columns_of(post) for post in posts], schema=SCHEMA))
    landed.reject(rejections)


def _rejection(row: RawRow, reason: str, importing: Importing) -> Rejection:
    platform = platform_of(row.columns)
    raw = masked(row.raw) if row.columns is None else scrubbed(row.columns, platform, importing.salt)
    return Rejection(platform, importing.run, f"row {row.number}", reason, "entry", raw)
