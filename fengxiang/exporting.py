"""`fengxiang export`: a table, a view or the rows of a SELECT as CSV, Excel or Parquet, a batch of rows at a time."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contract.progress import OnProgress, Progress
from fengxiang import console
from fengxiang.options import Home, SettingsFile, settings_of
from fengxiang.warehouse_reader import Rows, asked, opened, published_file
from reports.spreadsheet import safe

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_NAME = re.compile(r"[A-Za-z_]\w*")


def export(
    source: Annotated[str, typer.Argument(help="A table or view, or a SELECT in quotation marks.")],
    to: Annotated[Path, typer.Option("--to", help="File to write: .csv, .xlsx or .parquet.")],
    settings: SettingsFile = None,
    home: Home = None,
    file: Annotated[Path | None, typer.Option("--file", help="Another warehouse file than the published one.")] = None,
    headings: Annotated[
        str, typer.Option("--headings", help="name, or zh: what the columns mean in Chinese.")
    ] = "name",
) -> None:
    """Write a table, a view or the rows of a SELECT to a CSV, Excel or Parquet file."""
    if to.suffix not in WRITERS:
        raise typer.BadParameter(f"{to.name}: a name that ends in {', '.join(WRITERS)} is needed", param_hint="--to")
    if headings not in ("name", "zh"):
        raise typer.BadParameter(f"{headings!r} is neither name nor zh", param_hint="--headings")
    s = settings_of(settings, home)
    with opened(published_file(s, file)) as con, console.stage("export") as on_progress:
        write(con, source, to, on_progress, chinese=headings == "zh")
    console.out.print(str(to), markup=False)


def write(
    con: "duckdb.DuckDBPyConnection", source: str, to: Path, on_progress: OnProgress, *, chinese: bool = False
) -> int:
    """Write the rows and return how many; the file appears whole or not at all. WarehouseError if it cannot be."""
    from contract.files import whole_file

    told = _chinese(con) if chinese else {}  # first: a connection answers one question at a time
    found = asked(con, f'FROM "{source}"' if _NAME.fullmatch(source) else source)
    names = _headings(found.names, told)
    with whole_file(to) as beside:
        return WRITERS[to.suffix](beside, names, found, on_progress)


def _chinese(con: "duckdb.DuckDBPyConnection") -> dict[str, str]:
    """The Chinese half of each column's comment where there is one."""
    comments = con.execute("SELECT column_name, max(comment) FROM duckdb_columns() GROUP BY ALL").fetchall()
    return {name: str(comment).split(" | ", 1)[1] for name, comment in comments if comment and " | " in comment}


def _headings(names: list[str], told: dict[str, str]) -> list[str]:
    """What stands over each column; two of the same get their names behind."""
    heads = [told.get(name, name) for name in names]
    return [f"{text}（{name}）" if heads.count(text) > 1 else text for text, name in zip(heads, names, strict=True)]


def _counted(found: Rows, on_progress: OnProgress) -> Iterator["pa.RecordBatch"]:
    done = 0
    for batch in found:
        yield batch
        done += len(batch)
        on_progress(Progress(done, None, "rows"))


def _csv(path: Path, names: list[str], found: Rows, on_progress: OnProgress) -> int:
    """UTF-8 with the mark by which Excel knows it; every text in quotes, so that no other separator opens a cell."""
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as handle:
        writer = csv.writer(handle, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([safe(name) for name in names])
        for batch in _counted(found, on_progress):
            writer.writerows([safe(v) for v in row.values()] for row in batch.to_pylist())
            rows += len(batch)
    return rows


def _parquet(path: Path, names: list[str], found: Rows, on_progress: OnProgress) -> int:
    """Values as they are: whoever reads Parquet runs no formulas."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = 0
    schema = pa.schema([field.with_name(name) for field, name in zip(found.reader.schema, names, strict=True)])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _counted(found, on_progress):
            writer.write_batch(batch.rename_columns(names))
            rows += len(batch)
    return rows


def _xlsx(path: Path, names: list[str], found: Rows, on_progress: OnProgress) -> int:
    from reports.workbook import Workbook

    with Workbook(path, created=datetime.now(UTC)) as book:
        book.table("rows", names)
        for batch in _counted(found, on_progress):
            for row in batch.to_pylist():
                book.add(row.values())
    for line in book.told():
        console.err.print(f"  {line}", style="yellow", markup=False)
    return book.rows


WRITERS = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
