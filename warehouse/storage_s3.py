"""A bucket of S3, or of anything that speaks like it, with a folder of this machine that holds copies of its files.

An object appears whole, when its upload is complete, or not at all. A copy is good while size and time of change are
those that the bucket tells; the folder may be deleted at any time. DuckDB's own S3 reader is an extension that cannot
be had offline, hence pyarrow's.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract.errors import StorageError
from contract.files import whole_file
from warehouse.storage import Entry, walk

_AT_ONCE = 16
_ATTEMPTS = 3
_WAYS_OUT = (
    (r"ACCESS_DENIED|SIGNATURE|INVALID_ACCESS|InvalidAccessKey|Forbidden|(?:[Ss]tatus|[Cc]ode)\W{1,3}403\b"
     "|UNRECOGNIZED_CLIENT|INVALID_CLIENT_TOKEN",
     "its keys are not accepted: check FENGXIANG_STORAGE__ACCESS_KEY and FENGXIANG_STORAGE__SECRET, and their rights"),
    ("NO_SUCH_BUCKET|Bucket.*not found|bucket does not exist|NoSuchBucket",
     "there is no such bucket: make it, or correct the address in [storage]"),
    ("curlCode: 28|[Tt]imed? ?out|REQUEST_TIMEOUT",
     "it did not answer in time: check [storage] endpoint, or raise [storage] timeout"),
    ("curlCode|NETWORK_CONNECTION|NetworkConnection|[Cc]ouldn't connect|resolve host",
     "it cannot be reached: check [storage] endpoint and the network"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bucket:
    """How to reach a bucket. Empty keys: those of the environment (AWS_ACCESS_KEY_ID ...) or of the machine."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    path_style: bool = True
    timeout: float = 30
    access_key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class S3:
    """Files below a prefix of a bucket, and their copies below `notes`."""

    bucket: Bucket
    notes: Path
    _opened: list[Any] = field(default_factory=list, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return S3, (self.bucket, self.notes)  # a process of its own opens a connection of its own

    def entries(self, below: str) -> list[Entry]:
        """All objects below a folder; copies of those that are gone are deleted."""
        found = sorted(self._listed(below))
        names = {entry.name for entry in found}
        for copy in list(walk(self.notes, below)):
            if copy.name not in names:
                (self.notes / copy.name).unlink(missing_ok=True)
        return found

    def fetch(self, wanted: Sequence[Entry]) -> list[Path]:
        """Copies of these objects; those that are missing are downloaded, many at once."""
        missing = [entry for entry in wanted if not self._is_copied(entry)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._download, missing))
        return [self.notes / entry.name for entry in wanted]

    @contextmanager
    def put(self, name: str) -> Iterator[Path]:
        """Write a file of this machine, then upload it; it stays as the copy."""
        copy = self.notes / name
        copy.unlink(missing_ok=True)
        uploading = copy.with_name(f".{copy.name}.up")
        try:
            with whole_file(uploading) as beside:
                yield beside
            modified = self._upload(uploading, name)
            os.utime(uploading, ns=(modified, modified))
            uploading.replace(copy)
        finally:
            uploading.unlink(missing_ok=True)

    def _upload(self, file: Path, name: str) -> int:
        """Upload and return the object's time.

        In a thread of its own, because Ctrl-C never gets there: a stream that is left half-way is closed, and closing
        makes an object of the part that was written.
        """
        with self._saying(name), ThreadPoolExecutor(1) as aside:
            aside.submit(self._stream, file, name).result()
            told = self._fs().get_file_info(self._key(name))
            if told.size != file.stat().st_size:
                self._delete(name)
                raise OSError(f"{told.size} bytes arrived instead of {file.stat().st_size}")
        return _whole_seconds(told.mtime_ns)

    def _stream(self, file: Path, name: str) -> None:
        import pyarrow as pa

        with pa.memory_map(str(file)) as mapped:
            whole = mapped.read_buffer()  # before the stream is open: a file that cannot be read must not be half sent
            with self._fs().open_output_stream(self._key(name)) as stream:
                stream.write(whole)

    def delete(self, names: Iterable[str]) -> None:
        """Remove objects and their copies."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._delete, names))

    def _delete(self, name: str) -> None:
        (self.notes / name).unlink(missing_ok=True)
        with self._saying(name), suppress(FileNotFoundError):
            self._fs().delete_file(self._key(name))

    def _is_copied(self, entry: Entry) -> bool:
        try:
            told = (self.notes / entry.name).stat()
        except FileNotFoundError:
            return False
        return (told.st_size, told.st_mtime_ns) == (entry.size, entry.modified)

    def _download(self, entry: Entry) -> None:
        with whole_file(self.notes / entry.name) as beside:
            with self._saying(entry.name):
                with self._fs().open_input_stream(self._key(entry.name)) as stream, beside.open("wb") as written:
                    shutil.copyfileobj(stream, written, 8 << 20)
                if beside.stat().st_size != entry.size:
                    raise OSError(f"{beside.stat().st_size} bytes came instead of {entry.size}")
            os.utime(beside, ns=(entry.modified, entry.modified))

    def _listed(self, below: str) -> Iterator[Entry]:
        from pyarrow.fs import FileSelector, FileType

        root = self._key("")
        with self._saying(below):
            selector = FileSelector(self._key(below), allow_not_found=True, recursive=True)
            found = self._fs().get_file_info(selector)
            if not found and self._fs().get_file_info(self.bucket.name).type == FileType.NotFound:
                raise OSError("NO_SUCH_BUCKET")
        for info in found:
            if info.type == FileType.File and not info.base_name.startswith("."):
                yield Entry(info.path.removeprefix(root), info.size, _whole_seconds(info.mtime_ns))

    def _key(self, name: str) -> str:
        return "/".join(filter(None, (self.bucket.name, self.bucket.prefix))) + f"/{name}"

    def _fs(self) -> Any:
        if not self._opened:
            from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem

            b = self.bucket
            keys = {"access_key": b.access_key, "secret_key": b.secret} if b.access_key else {}
            where = {"endpoint_override": b.endpoint} if b.endpoint else {}
            self._opened.append(
                S3FileSystem(
                    **keys, **where, region=b.region or "us-east-1", force_virtual_addressing=not b.path_style,
                    connect_timeout=b.timeout, request_timeout=b.timeout, background_writes=False,
                    allow_delayed_open=True,
                    retry_strategy=AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
                )
            )  # fmt: skip
        return self._opened[0]

    @contextmanager
    def _saying(self, name: str) -> Iterator[None]:
        """What goes wrong, as one sentence with the way out."""
        try:
            yield
        except OSError as fault:
            address = f"s3://{self._key(name)}" + (f" at {self.bucket.endpoint}" if self.bucket.endpoint else "")
            told = next((way for seen, way in _WAYS_OUT if re.search(seen, str(fault))), f"it failed ({fault})")
            raise StorageError(f"{address}: {told}") from fault


def _whole_seconds(nanoseconds: int) -> int:
    """Times as asking for one object tells them; a listing tells them finer."""
    return nanoseconds // 10**9 * 10**9
