"""What a container hands over: a batch of rows as they stand in the file, or of whole Arrow columns.

Both answer the same questions, so that what follows need not know which it has: which columns are there, a column as an
Arrow array, a column as Python values, single rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from crawlers.importers._values import array_of, cleared, python_values


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be read at all, with the fault in words for a person."""

    number: int  # line or row in the file, from 1
    raw: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A batch of rows; `numbers` are their lines or rows in the file, from 1."""

    rows: Sequence[dict[str, Any]]
    numbers: Sequence[int]
    broken: Sequence[Broken] = ()
    header: tuple[str, ...] = ()
    table: str = ""  # name of the table or sheet, where a file has several
    share: float | None = None  # of the file that has been read so far, 0 to 1; None where nobody can tell

    def __len__(self) -> int:
        return len(self.rows)

    def names(self) -> set[str]:
        """Names of the columns that occur."""
        return set(self.header).union(*self.rows)

    def values(self, name: str) -> list[Any]:
        """A column as Python values; what is blank or not a number is None."""
        return cleared([row.get(name) for row in self.rows])

    def column(self, name: str) -> tuple[pa.Array, Iterable[int]]:
        """A column as an Arrow array, and the places of values that are not of its type (null in the array)."""
        return array_of([row.get(name) for row in self.rows])

    def rows_at(self, places: Sequence[int]) -> list[dict[str, Any]]:
        """Single rows."""
        return [self.rows[place] for place in places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A batch of typed columns; `row` gives a row as it stood in the file, where that is more than its columns."""

    columns: pa.Table
    numbers: Sequence[int]
    broken: Sequence[Broken] = ()
    table: str = ""
    share: float | None = None
    row: Callable[[int], dict[str, Any]] | None = None

    def __len__(self) -> int:
        return len(self.columns)

    def names(self) -> set[str]:
        """Names of the columns."""
        return set(self.columns.column_names)

    def values(self, name: str) -> list[Any]:
        """A column as Python values; what is blank or not a number is None."""
        if name not in self.columns.column_names:
            return [None] * len(self.columns)
        return cleared(python_values(self.columns[name]))

    def column(self, name: str) -> tuple[pa.Array, Iterable[int]]:
        """A column as an Arrow array of the file's own type; nothing in it is of another one."""
        if name not in self.columns.column_names:
            return pa.nulls(len(self.columns)), ()
        return self.columns[name].combine_chunks(), ()

    def rows_at(self, places: Sequence[int]) -> list[dict[str, Any]]:
        """Single rows."""
        if self.row:
            return [self.row(place) for place in places]
        part = self.columns.take(pa.array(places, pa.int64()))
        columns = [python_values(part[name]) for name in part.column_names]
        return [dict(zip(part.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


Batch = Rows | Columns
