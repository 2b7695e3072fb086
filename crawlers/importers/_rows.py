"""What a format hands over: rows as they stand in the file, or whole Arrow columns where the file has types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row. `columns` is None if the row itself could not be read; then `raw` and `fault` tell."""

    number: int  # line or row in the file, from 1
    columns: dict[str, Any] | None
    raw: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch of rows; `header` where the format has one."""

    rows: Sequence[RawRow]
    header: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """Names of the columns that occur."""
        return set(self.header).union(*(row.columns for row in self.rows if row.columns))


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch of typed columns."""

    table: pa.Table

    def names(self) -> set[str]:
        """Names of the columns."""
        return set(self.table.column_names)
