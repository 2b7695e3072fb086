"""One file into the landing: its container, the shapes of its tables, batch by batch."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contract.errors import ImportFileError
from contract.progress import OnProgress, Progress
from contract.suppression import load
from crawlers.importers._batches import Batch
from crawlers.importers._import_landing import ImportLanding, ImportResult, record_of
from crawlers.importers._mapped import ColumnMapping, shape_from
from crawlers.importers._one_by_one import Importing
from crawlers.importers._recognition import holds_no_posts, not_recognised, shape_of
from crawlers.importers._shape import Shape
from crawlers.importers._take import take
from crawlers.importers.containers import container_of
from crawlers.importers.shapes import known_shapes

_ACCOUNT = re.compile(r"[0-9]{9,}")  # some tools name files after accounts


@dataclass(frozen=True, slots=True)
class Importer:
    """How files are imported.

    `on_progress` is told the rows read so far and, where it can be known, the file's share. `mappings` are tried before
    the known shapes; `mapping` names the one to use, and then no other shape is tried.
    """

    landing: Path
    salt: str
    as_of: datetime
    keep_names: bool = False
    on_progress: OnProgress | None = None
    mappings: Sequence[ColumnMapping] = ()
    mapping: str = ""

    def shapes(self) -> list[Shape]:
        """The shapes that files may have; ImportFileError if the chosen mapping is not there."""
        mapped = {mapping.name: shape_from(mapping) for mapping in self.mappings}
        if self.mapping and self.mapping not in mapped:
            raise ImportFileError(
                f"there is no mapping {self.mapping}: [import.mappings] holds {' '.join(mapped) or 'none'}"
            )
        return [mapped[self.mapping]] if self.mapping else [*mapped.values(), *known_shapes()]


def import_one(path: Path, importer: Importer) -> ImportResult:
    """Land a file's posts. A file whose content was imported before is not imported again: its record is returned.

    Rows that cannot be posts are kept as rejected. ImportFileError if the file is none of the known formats or shapes;
    then nothing has been landed.
    """
    if not path.is_file():
        raise ImportFileError(f"{path} is not there: give the path of a file with posts, or of a folder of such files")
    read, known = container_of(path).read, importer.shapes()
    run = f"import-{_digest(path, importer)}"
    record = record_of(importer.landing, run)
    if record.exists():
        return ImportResult.from_json(record.read_text("utf-8"))
    importing = Importing(run, importer.as_of, importer.salt, importer.keep_names, path.name.partition(".")[0])
    result = ImportResult(run, _ACCOUNT.sub("account", path.name))
    erased = load(importer.landing.parent, importer.salt)
    with ImportLanding(importer.landing, result, erased) as landed:
        for batch, shape in _recognised(read(path), path, known, result):
            take(batch, shape, landed, importing)
            result.rows = result.landed + result.rejected + result.suppressed
            if importer.on_progress:
                importer.on_progress(Progress(result.rows, None, "rows", _share(batch, path)))
        landed.close()
    return result


def _digest(path: Path, importer: Importer) -> str:
    """Of the file's content; where a mapping is chosen, of that too, since a mended one reads the file anew."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    for mapping in importer.mappings:
        if mapping.name == importer.mapping:
            digest.update(repr(mapping).encode())
    return digest.hexdigest()[:16]


def _recognised(
    batches: Iterator[Batch], path: Path, known: Sequence[Shape], result: ImportResult
) -> Iterator[tuple[Batch, Shape]]:
    """The batches of tables whose shape is known; ImportFileError if the file has no such table."""
    tables = _Tables(path, known)
    for batch in batches:
        shape = tables.shape(batch)
        if shape:
            result.shapes = sorted({*result.shapes, shape.name})
            result.unknown_columns = sorted({*result.unknown_columns, *shape.unknown(batch.names())})
            yield batch, shape
    if not result.shapes:
        raise next(iter(tables.refused.values()), ImportFileError(f"{path.name} holds no rows"))
    result.skipped = {name: str(why) for name, why in tables.refused.items()}


class _Tables:
    """The shape of each table of a file, told by its first batch."""

    def __init__(self, path: Path, known: Sequence[Shape]) -> None:
        self.path, self.known = path, known
        self.refused: dict[str, ImportFileError] = {}
        self._found: dict[str, Shape | None] = {}

    def shape(self, batch: Batch) -> Shape | None:
        """The table's shape; None if it has none that holds posts."""
        if batch.table not in self._found:
            names = batch.names()
            shape = shape_of(names, self.known)
            if shape is None or shape.no_posts:
                self.refused[batch.table] = self._why(batch, names, shape)
            self._found[batch.table] = None if shape is None or shape.no_posts else shape
        return self._found[batch.table]

    def _why(self, batch: Batch, names: set[str], shape: Shape | None) -> ImportFileError:
        name = f"{self.path.name}{f' ({batch.table})' if batch.table else ''}"
        if shape:
            return holds_no_posts(name, shape)
        return not_recognised(name, names, self.known, batch.broken[0].fault if batch.broken else "")


def _share(batch: Batch, path: Path) -> str:
    return f"{100 * batch.share:.0f} % of {path.name}" if batch.share is not None else path.name
