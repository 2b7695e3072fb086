"""What the lake's files hold, known without opening them: how many rows, observed when, from which runs.

Listing a folder is cheap, opening thousands of files is not: what a file's footer told is noted beside the lake, and
only files that are new or changed are opened. The notes may be lost at any time; they are made again.
"""

import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contract import enriched
from contract.errors import LakeError
from contract.files import whole_file
from warehouse.storage import Entry, Storage

POSTS, READINGS, RUNS = "posts", "enriched", "runs"
INSTANT_OF = {POSTS: "observed_at", RUNS: "as_of"}  # the column that says since when a row is known
PARTS = b"fengxiang.parts"  # in the footer of a file that is not as a run wrote it: its parts, as JSON
OF_POSTS = b"fengxiang.posts"  # in the footer of a reading: the digest of the posts that were read
MERGED = "merged."  # begins the name of a file that compaction made; no run's name has a dot
_PARTITION = r"platform=[^/]+/dt=\d{4}-\d\d-\d\d/[^/]+\.parquet"
_NAME = {
    POSTS: re.compile(f"{POSTS}/{_PARTITION}"),
    READINGS: re.compile(f"{READINGS}/{_PARTITION}"),
    RUNS: re.compile(rf"{RUNS}/[^/]+/[^/]+\.parquet"),
}
_AT_ONCE = 8
_NOTES = pa.schema([
    ("name", pa.string()), ("size", pa.int64()), ("modified", pa.int64()),
    ("parts", pa.string()), ("of_posts", pa.string()), ("versions", pa.string()),
])  # fmt: skip


class Part(NamedTuple):
    """What one run told: file name, a mark that differs whenever its rows do, rows, first and last instant (µs UTC)."""

    name: str
    mark: str
    rows: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class LakeFile:
    """A file and what its footer says: the runs it holds, or of a reading what was read and by which versions."""

    entry: Entry
    parts: tuple[Part, ...] = ()
    of_posts: str = ""
    versions: str = ""

    @property
    def merged(self) -> bool:
        """Whether compaction made it; then each row says its run and line."""
        return is_merged(self.entry.name)


def is_merged(name: str | Path) -> bool:
    """Whether a file of this name was made by compaction."""
    return Path(name).name.startswith(MERGED)


def lake_files(store: Storage, kind: str) -> list[LakeFile]:
    """Files of posts, enriched or runs, by name. A file whose runs are all in another one is left out.

    LakeError names a file that cannot be read.
    """
    return list(distinct(_all_files(store, kind)))


def leftovers(store: Storage, kind: str) -> list[Entry]:
    """Files whose runs are all in another one: what a compaction that was killed had yet to delete."""
    files = _all_files(store, kind)
    wanted = {file.entry for file in distinct(files)}
    return [file.entry for file in files if file.entry not in wanted]


def _all_files(store: Storage, kind: str) -> list[LakeFile]:
    notes = store.notes / f".manifest-{kind}.parquet"
    noted = {file.entry: file for file in _read_notes(notes)}
    listed = [entry for entry in store.entries(kind) if _NAME[kind].fullmatch(entry.name)]
    new = [entry for entry in listed if entry not in noted]
    found = noted | {file.entry: file for file in _open_all(store, kind, new)}
    files = [found[entry] for entry in listed]
    if new or len(files) != len(noted):
        _write_notes(notes, files)
    return files


def _open_all(store: Storage, kind: str, new: list[Entry]) -> Iterator[LakeFile]:
    def look(entry: Entry, path: Path) -> LakeFile:
        return told_by(path, kind, entry)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(look, new, store.fetch(new))


def told_by(path: Path, kind: str, entry: Entry) -> LakeFile:
    """What a file's footer says. A reading that is broken says nothing, so that it is made again."""
    try:
        footer = pq.read_metadata(path)
        metadata = footer.metadata or {}
        if kind == READINGS:
            return LakeFile(entry, (), *(metadata.get(k, b"").decode() for k in (OF_POSTS, enriched.VERSIONS)))
        if PARTS in metadata:
            return LakeFile(entry, parts_from(metadata[PARTS]))
        name = Path(entry.name).name
        if is_merged(name):
            raise ValueError("it does not say which runs it holds")
        return LakeFile(entry, (Part(name, str(entry.size), footer.num_rows, *_span(path, footer, INSTANT_OF[kind])),))
    except (pa.ArrowException, OSError, ValueError) as error:
        if kind == READINGS:
            return LakeFile(entry)
        raise LakeError(f"{path} cannot be read ({error}); move it away, or crawl or import its run again") from error


def parts_from(text: bytes | str) -> tuple[Part, ...]:
    """Parts as `parts_as_text` wrote them."""
    return tuple(Part(*part) for part in json.loads(text))


def parts_as_text(parts: Iterable[Part]) -> str:
    """Parts as text for a footer."""
    return json.dumps([list(part) for part in parts], separators=(",", ":"))


def _span(path: Path, footer: Any, column: str) -> tuple[int, int]:
    """First and last instant of the column: from statistics, or where they were not written from the column itself."""
    groups = [footer.row_group(i) for i in range(footer.num_row_groups)]
    told = [group.column(_place(group, column)).statistics for group in groups]
    if told and all(s is not None and s.has_min_max for s in told):
        return min(_micros(s.min) for s in told), max(_micros(s.max) for s in told)
    return span(pq.ParquetFile(path).read(columns=[column]).column(column))


def span(instants: pa.ChunkedArray) -> tuple[int, int]:
    """First and last of a column of instants, in µs UTC; of none (0, 0), known always."""
    if not len(instants):
        return 0, 0
    ends = pc.min_max(instants.cast(pa.int64()))
    return ends["min"].as_py(), ends["max"].as_py()


def _place(group: Any, column: str) -> int:
    for i in range(group.num_columns):
        if group.column(i).path_in_schema == column:
            return i
    raise ValueError(f"it has no column {column}")


def _micros(instant: Any) -> int:
    return int(pa.scalar(instant, pa.timestamp("us", "UTC")).value)


def distinct(files: list[LakeFile]) -> Iterator[LakeFile]:
    """Files without those whose runs are all in another one."""
    merged: dict[str, list[LakeFile]] = {}
    for file in files:
        if file.merged:
            merged.setdefault(_folder(file), []).append(file)
    return (f for f in files if not any(_holds(other, f) for other in merged.get(_folder(f), ())))


def _holds(other: LakeFile, file: LakeFile) -> bool:
    had, wanted = ({part.name for part in f.parts} for f in (other, file))
    if other.entry.name == file.entry.name or not wanted <= had:
        return False
    return wanted < had or not file.merged or other.entry.name < file.entry.name


def _folder(file: LakeFile) -> str:
    return file.entry.name.rpartition("/")[0]


def _read_notes(path: Path) -> Iterator[LakeFile]:
    try:
        noted = pq.read_table(path, partitioning=None).cast(_NOTES).to_pylist()
    except (pa.ArrowException, OSError, ValueError):  # lost, broken or of another version: made again
        return
    for row in noted:
        entry = Entry(row["name"], row["size"], row["modified"])
        yield LakeFile(entry, parts_from(row["parts"]), row["of_posts"], row["versions"])


def _write_notes(path: Path, files: list[LakeFile]) -> None:
    rows = [
        (f.entry.name, f.entry.size, f.entry.modified, parts_as_text(f.parts), f.of_posts, f.versions) for f in files
    ]
    columns = zip(*rows, strict=True) if rows else [[] for _ in _NOTES]
    table = pa.table([pa.array(values, field.type) for values, field in zip(columns, _NOTES, strict=True)], _NOTES)
    with whole_file(path) as beside:
        pq.write_table(table, beside, compression="zstd")
