"""Importers: files that people already have, as posts.

A container (containers/) hands over the rows of a file format, a shape (shapes/) says how one kind of row tells a post;
both are found by listing their folder. Names that begin with an underscore are what all of them share.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from contract.errors import ImportFileError
from contract.progress import OnProgress
from crawlers.importers._folders import Skipped, files_in, is_folder
from crawlers.importers._import_landing import ImportResult
from crawlers.importers._mapped import ColumnMapping
from crawlers.importers._one_file import Importer, import_one
from crawlers.importers.containers import known_containers
from crawlers.importers.shapes import known_shapes

__all__ = [
    "ColumnMapping",
    "ImportResult",
    "Imported",
    "Importer",
    "Skipped",
    "import_file",
    "import_files",
    "known_containers",
    "known_shapes",
]


@dataclass(slots=True)
class Imported:
    """What came of several files: a result for each that was read, and those that were passed over."""

    results: list[ImportResult] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def import_file(
    path: Path,
    landing: Path,
    salt: str,
    as_of: datetime,
    keep_names: bool = False,
    on_progress: OnProgress | None = None,
) -> ImportResult:
    """Land the posts of one file; see `import_one`."""
    return import_one(path, Importer(landing, salt, as_of, keep_names, on_progress))


def import_files(importer: Importer, paths: Iterable[Path]) -> Imported:
    """Land the posts of files, and of all files in folders and zip archives.

    A file given by name must be recognised; one in a folder or archive is passed over if it is not. ImportFileError if
    a folder or archive holds nothing that is recognised.
    """
    imported = Imported()
    for path in paths:
        if is_folder(path):
            _import_folder(importer, path, imported)
        else:
            imported.results.append(import_one(path, importer))
    return imported


def _import_folder(importer: Importer, path: Path, imported: Imported) -> None:
    importer.shapes()  # a mapping that is not there is a fault of the call, not of every file
    results: list[ImportResult] = []
    with files_in(path) as (folder, files, skipped):
        for file in files:
            try:
                results.append(import_one(file, importer))
            except ImportFileError as why:
                skipped.append(Skipped(str(file.relative_to(folder)), str(why)))
    if not results:
        reasons = "; ".join(f"{s.name}: {s.reason}" for s in skipped[:5]) or "it is empty"
        raise ImportFileError(f"{path} holds no file that is recognised: {reasons}")
    imported.results += results
    imported.skipped += sorted(skipped, key=lambda one: one.name)
