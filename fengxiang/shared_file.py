"""The published file in a bucket: whole versions, and a small pointer that names the one readers get.

A version's name holds its digest, so an object is never another one than it was; the pointer is written last. Whoever
fetches gets a version whose digest is right, or keeps what there was.
"""

import hashlib
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contract.errors import StorageError
from fengxiang.home import published, working_on
from fengxiang.settings import Settings
from fengxiang.storage_choice import bucket_of

if TYPE_CHECKING:
    from warehouse.storage import Entry
    from warehouse.storage_s3 import S3

FOLDER, POINTER = "published", "latest.json"
_FILE = re.compile(r"[0-9A-Za-z.-]+\.duckdb")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which version readers get: its name, its object, bytes and SHA-256 in hex."""

    version: str
    file: str
    size: int
    sha256: str


def share(settings: Settings, version: Path, *, only: bool = False) -> bool:
    """Upload a version if the bucket does not point to it yet; False if it did, or if there is no bucket.

    `[warehouse] keep_versions` stay beside it, with `only` none.
    """
    store = bucket_of(settings, FOLDER)
    if store is None:
        return False
    digest = _digest(version)
    told = Pointer(version.stem, f"{version.stem}.{digest[:16]}.duckdb", version.stat().st_size, digest)
    listed = store.entries("")
    new = _pointer(store, listed) != told
    if new:
        if told.file not in {entry.name for entry in listed}:
            with store.put(told.file) as beside:
                shutil.copyfile(version, beside)
            (store.notes / told.file).unlink()  # the version itself is at home
        with store.put(POINTER) as beside:
            beside.write_text(json.dumps(asdict(told), indent=1) + "\n", "utf-8")
    old = sorted(((e.modified, e.name) for e in listed if e.name not in (POINTER, told.file)), reverse=True)
    store.delete(name for _, name in old[0 if only else settings.warehouse.keep_versions :])
    return new


def pull(settings: Settings, to: Path | None = None) -> tuple[Path, bool]:
    """Bring the newest version to a file, by default home's published one; and whether it was another one than there.

    StorageError if there is no bucket, nothing in it, or what came is not what the pointer names.
    """
    store = bucket_of(settings, FOLDER)
    if store is None:
        raise StorageError("[storage] url is not set: name the bucket that the versions are published to")
    if to is not None:
        return to, _bring(store, to)
    with working_on(settings.home):
        return published(settings.home), _bring(store, published(settings.home))


def _bring(store: "S3", target: Path) -> bool:
    from contract.files import whole_file

    listed = store.entries("")
    told = _pointer(store, listed)
    if told is None:
        raise StorageError(f"s3://{store.bucket.name}/{store.bucket.prefix}: nothing was published there yet")
    if target.is_file() and target.stat().st_size == told.size and _digest(target) == told.sha256:
        return False
    wanted = [entry for entry in listed if entry.name == told.file]
    if not wanted:
        raise StorageError(f"{told.file} was replaced by a newer version meanwhile: run `fengxiang pull` again")
    (copy,) = store.fetch(wanted)
    try:
        if _digest(copy) != told.sha256:
            raise StorageError(f"{told.file} did not come as it was published: run `fengxiang pull` again")
        with whole_file(target) as beside:
            shutil.copyfile(copy, beside)
    finally:
        copy.unlink(missing_ok=True)
    return True


def _pointer(store: "S3", listed: "list[Entry]") -> Pointer | None:
    """What the bucket points to; None if nothing, or nothing that can be read."""
    for path in store.fetch([entry for entry in listed if entry.name == POINTER]):
        try:
            told = Pointer(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            return None
        return told if _FILE.fullmatch(str(told.file)) else None
    return None


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
