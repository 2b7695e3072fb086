"""What tests of importing share: an import in a folder of its own, and files made of rows."""

import csv
import gzip
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from crawlers_spreadsheet import spreadsheet

from contract.post import fault_of
from crawlers.importers import Importer, ImportResult
from crawlers.importers._one_file import import_one

AS_OF = datetime(2026, 11, 19, tzinfo=UTC)


@dataclass
class Import:
    result: ImportResult
    posts: list[dict]
    rejected: list[dict]

    def told(self) -> tuple[list[str], list[str]]:
        """Posts and reasons in an order that does not depend on how they were read."""
        return sorted(json.dumps(p, default=str, ensure_ascii=False) for p in self.posts), sorted(self.reasons())

    def reasons(self) -> list[str]:
        return [r["reason"] for r in self.rejected]


def load(path: Path, folder: Path, **changed) -> Import:
    """An import, with what must hold for each: nothing lost, nothing that is no post."""
    result = import_one(path, Importer(folder, "saved", AS_OF, **{"keep_names": True, **changed}))
    files = sorted(folder.glob(f"[!ri]*/{result.run}.parquet"))
    posts = [post for file in files for post in pq.read_table(file).to_pylist()]
    kept = sorted(folder.glob(f"rejected/*/{result.run}.jsonl.gz"))
    rejected = [json.loads(line) for file in kept for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert (len(posts), len(rejected)) == (result.landed, result.rejected)
    assert result.rows == result.landed + result.rejected == len(posts) + sum(result.reasons.values())
    assert [fault_of(post) for post in posts] == [None] * len(posts)
    return Import(result, posts, rejected)


def as_jsonl(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def as_json(path: Path, rows: list[dict]) -> Path:
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8-sig")
    return path


def as_wrapped(path: Path, rows: list[dict]) -> Path:
    path.write_text(json.dumps({"user": {"id": "1"}, "weibo": rows}, ensure_ascii=False), "utf-8")
    return path


def as_csv(path: Path, rows: list[dict], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, _names(rows))
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_sqlite(path: Path, rows: list[dict], table: str = "posts") -> Path:
    names = _names(rows)
    columns = ", ".join(f'"{name}"' for name in names)
    with sqlite3.connect(path) as connection:
        connection.execute(f'CREATE TABLE "{table}" ({columns})')
        marks = ", ".join("?" * len(names))
        told = [[row.get(name) for name in names] for row in rows]
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', told)
    connection.close()
    return path


def as_xlsx(path: Path, rows: list[dict]) -> Path:
    names = _names(rows)
    cells = [[_written(row.get(name)) for name in names] for row in rows]
    return spreadsheet(path, {"Sheet1": [list(names), *cells]})


def as_parquet(path: Path, rows: list[dict]) -> Path:
    texts = {name: [None if (v := row.get(name)) is None else str(v) for row in rows] for name in _names(rows)}
    pq.write_table(pa.table({name: pa.array(told, pa.string()) for name, told in texts.items()}), path)
    return path


def _written(value: object) -> object:
    """Long ids as text: as numbers a spreadsheet would have rounded them."""
    return str(value) if isinstance(value, int) and abs(value) >= 10**15 else value


def _names(rows: list[dict]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


WRITERS = {
    "jsonl": as_jsonl,
    "json": as_json,
    "csv": as_csv,
    "db": as_sqlite,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}
