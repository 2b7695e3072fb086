"""The part of the lake that was known at an instant: what was observed by then, as if nothing had come after.

A run that is known whole counts as it is, one that came later not at all; only of the few that an instant cuts in two
are rows counted. So the digest of a day stays the same from instant to instant until something of it becomes known.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.manifest import INSTANT_OF, LakeFile, Part
from warehouse.storage import Storage


def known_parts(store: Storage, kind: str, file: LakeFile, known_by: datetime | None) -> list[Part]:
    """The file's runs as far as they were known; one that is known in part has the number of known rows in its mark."""
    if known_by is None:
        return list(file.parts)
    until = micros(known_by)
    cut = any(part.first <= until < part.last for part in file.parts)
    rows = _known_rows(store.fetch([file.entry])[0], INSTANT_OF[kind], file, until) if cut else {}
    return [_known(part, rows[part.name]) if part.last > until else part for part in file.parts if part.first <= until]


def _known(part: Part, rows: int) -> Part:
    return part._replace(mark=f"{part.mark} known {rows}", rows=rows)


def _known_rows(path: Path, instant: str, file: LakeFile, until: int) -> dict[str, int]:
    """How many rows of each run were known."""
    with pq.ParquetFile(path) as opened:
        table = opened.read(columns=[instant, *(["run"] if file.merged else [])])
    known = table.filter(pc.less_equal(table[instant].cast("int64"), until))
    if not file.merged:
        return {file.parts[0].name: len(known)}
    return {f"{run['values']}.parquet": run["counts"] for run in known["run"].value_counts().to_pylist()}


def micros(instant: datetime) -> int:
    """An instant as µs UTC, as the manifest keeps them."""
    whole = int(instant.replace(microsecond=0).timestamp())
    return whole * 1_000_000 + instant.microsecond


def known_of(
    store: Storage, kind: str, files: Iterable[LakeFile], known_by: datetime | None
) -> Iterator[tuple[LakeFile, list[Part]]]:
    """The files of which something was known, each with its known runs."""
    for file in files:
        if parts := known_parts(store, kind, file, known_by):
            yield file, parts
