"""The landing of one import: a Parquet file a platform, rejected rows whole, and the record, written last.

Parquet instead of JSON Lines, because an import may hold millions of rows: they are written batch by batch, and
nothing of the file is held in memory. All files take their names only when the whole import has come to its end.
"""

import gzip
import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contract.files import whole_file
from contract.post import SCHEMA
from contract.suppression import Suppression
from crawlers.rejections import Rejection


@dataclass(slots=True)
class ImportResult:
    """What an import did. rows = landed + rejected; days are the Asia/Shanghai days of the landed posts."""

    run: str
    file: str = ""
    rows: int = 0
    landed: int = 0
    rejected: int = 0
    platforms: list[str] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)  # rejections by reason, without the values
    shapes: list[str] = field(default_factory=list)  # which kinds of rows were recognised
    suppressed: int = 0  # posts left out because they or their authors were erased
    skipped: dict[str, str] = field(default_factory=dict)  # tables or sheets that are no posts: name -> why

    def to_json(self) -> str:
        """The record that says that the import is complete."""
        return json.dumps(asdict(self), ensure_ascii=False, default=date.isoformat)

    @classmethod
    def from_json(cls, text: str) -> "ImportResult":
        """The result in a record."""
        told: dict[str, Any] = json.loads(text)
        return cls(**{**told, "days": [date.fromisoformat(day) for day in told["days"]]})


class ImportLanding:
    """Writes what an import gives; use as a context, closed well only if the import came to its end."""

    def __init__(self, folder: Path, result: ImportResult, suppression: Suppression) -> None:
        self._suppression = suppression
        self.folder, self.result = folder, result
        self._open = ExitStack()
        self._posts: dict[str, pq.ParquetWriter] = {}
        self._rejected: dict[str, gzip.GzipFile] = {}
        self._days: set[date] = set()

    def __enter__(self) -> "ImportLanding":
        return self

    def __exit__(self, *error: Any) -> bool | None:
        return self._open.__exit__(*error)

    def land(self, posts: pa.Table) -> None:
        """Write posts, each to its platform's file, but for those that were erased."""
        found, posts = len(posts), self._suppression.kept(posts)
        self.result.suppressed += found - len(posts)
        for platform in pc.unique(posts["platform"]).to_pylist():
            part = posts.filter(pc.equal(posts["platform"], platform))
            self._writer(platform).write_table(part)
        self.result.landed += len(posts)
        local = pc.add(posts["published_at"].cast(pa.timestamp("us")), pa.scalar(8 * 3600, pa.duration("s")))
        self._days.update(pc.unique(local.cast(pa.date32(), safe=False)).to_pylist())

    def reject(self, rejections: Iterable[Rejection]) -> None:
        """Write rejected rows."""
        for rejection in rejections:
            self._rejections(rejection.platform).write(rejection.to_line(self.result.run).encode() + b"\n")
            self.result.rejected += 1
            reason = rejection.reason.partition(": ")[0]
            self.result.reasons[reason] = self.result.reasons.get(reason, 0) + 1

    def close(self) -> None:
        """Give all files their names, the record last."""
        self.result.platforms, self.result.days = sorted(self._posts), sorted(self._days)
        self._open.close()
        with whole_file(record_of(self.folder, self.result.run)) as part:
            part.write_text(self.result.to_json() + "\n", "utf-8")

    def _writer(self, platform: str) -> pq.ParquetWriter:
        if platform not in self._posts:
            part = self._open.enter_context(whole_file(self.folder / platform / f"{self.result.run}.parquet"))
            self._posts[platform] = self._open.enter_context(pq.ParquetWriter(part, SCHEMA, compression="zstd"))
        return self._posts[platform]

    def _rejections(self, platform: str) -> gzip.GzipFile:
        if platform not in self._rejected:
            path = self.folder / "rejected" / platform / f"{self.result.run}.jsonl.gz"
            raw = self._open.enter_context(self._open.enter_context(whole_file(path)).open("wb"))
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=3, fileobj=raw, mtime=0)
            self._rejected[platform] = self._open.enter_context(packed)
        return self._rejected[platform]


def record_of(folder: Path, run: str) -> Path:
    """Where the record of an import lies once it is complete."""
    return folder / "imports" / f"{run}.json"
