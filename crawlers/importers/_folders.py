"""Folders and zip archives given as a file: each file in them on its own, and why the others are passed over."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from contract.errors import ImportFileError
from crawlers.importers.containers import container_of

MAX_UNPACKED = 64 * 1024**3  # bytes of an archive


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not imported, and why."""

    name: str
    reason: str


def is_folder(path: Path) -> bool:
    """Whether a path is a folder, or an archive that stands for one."""
    return path.is_dir() or (path.is_file() and path.suffix.lower() == ".zip")


@contextmanager
def files_in(path: Path) -> Iterator[tuple[Path, list[Path], list[Skipped]]]:
    """(folder, files to import, files passed over) of a folder or a zip archive.

    An archive is unpacked into a temporary folder that is gone when the block ends.
    """
    if path.is_dir():
        yield path, *_sorted_out(path)
        return
    with TemporaryDirectory(prefix="fengxiang-import-") as folder:
        _unpack(path, Path(folder))
        yield Path(folder), *_sorted_out(Path(folder))


def _sorted_out(folder: Path) -> tuple[list[Path], list[Skipped]]:
    files, skipped = [], []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(folder))):
        try:
            container_of(path)
            files.append(path)
        except ImportFileError as why:
            skipped.append(Skipped(str(path.relative_to(folder)), str(why)))
    return files, skipped


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            size = sum(entry.file_size for entry in entries)
            if size > MAX_UNPACKED:
                raise ImportFileError(
                    f"{path.name} unpacks to {size} bytes, more than {MAX_UNPACKED}: unpack it yourself"
                )
            for entry in entries:
                target = folder.joinpath(*_safe_parts(entry))
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(entry) as file, target.open("wb") as out:
                    copyfileobj(file, out)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ImportFileError(f"{path.name} is not a whole zip archive: {str(error)[:120]}; copy it again") from None


def _safe_parts(entry: zipfile.ZipInfo) -> list[str]:
    """The parts of a name in an archive, without those that lead out of the folder; GBK names as Windows packs them."""
    name = entry.filename
    if not entry.flag_bits & 0x800:  # not marked as UTF-8
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = entry.filename
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return parts or ["unnamed"]
