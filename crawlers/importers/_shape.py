"""A shape: by which columns a foreign file is known, and from which of them each of Post's columns is told.

A shape is a table of declarations, so that the same declarations can be carried out on whole columns (fast) and on
single rows (with a reason for each rejection), and cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from crawlers.importers._batches import Batch
from crawlers.importers._values import array_of, told
from crawlers.reading import Rejected

Row = dict[str, Any]


class Cells:
    """A batch whose columns become Python values once, however many of Post's columns are made from them."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.names = batch, batch.names()
        self._values: dict[str, list[Any]] = {}

    def values(self, name: str) -> list[Any]:
        """A column as Python values; what is blank or not a number is None."""
        if name not in self._values:
            self._values[name] = self.batch.values(name)
        return self._values[name]


@dataclass(frozen=True, slots=True)
class Of:
    """The first of the named columns that tells something, as it stands."""

    names: tuple[str, ...]

    def one(self, row: Row) -> Any:
        """The value for a row."""
        return next((value for value in map(told, map(row.get, self.names)) if value is not None), None)

    def all(self, cells: Cells) -> tuple[pa.Array, Iterable[int]]:
        """The values for a batch as an array, and the places of those that are not of its type."""
        there = [name for name in self.names if name in cells.names]
        if len(there) <= 1:
            return cells.batch.column(there[0]) if there else (pa.nulls(len(cells.batch)), ())
        columns = zip(*map(cells.values, there), strict=True)
        return array_of([next((value for value in row if value is not None), None) for row in columns])


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same for every row."""

    value: str
    names: tuple[str, ...] = ()

    def one(self, row: Row) -> Any:
        """The value for a row."""
        return self.value

    def all(self, cells: Cells) -> tuple[pa.Array, Iterable[int]]:
        """The value for each row of a batch."""
        return pa.repeat(self.value, len(cells.batch)), ()


@dataclass(frozen=True, slots=True)
class Made:
    """Made by a function from the named columns (None where not told); it raises Rejected with the reason."""

    make: Callable[..., Any]
    names: tuple[str, ...]

    def one(self, row: Row) -> Any:
        """The value for a row; Rejected if it cannot be made."""
        return self.make(*(told(row.get(name)) for name in self.names))

    def all(self, cells: Cells) -> tuple[pa.Array, Iterable[int]]:
        """The values for a batch as an array, and the places of those that cannot be made or are not of its type."""
        made: list[Any] = []
        refused: list[int] = []
        make = self.make
        for place, row in enumerate(zip(*map(cells.values, self.names), strict=True)):
            try:
                made.append(make(*row))
            except Rejected:
                made.append(None)
                refused.append(place)
        array, odd = array_of(made)
        return array, [*refused, *odd]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one kind of file tells posts.

    `needs`: columns that all must be there. `columns`: Post's column -> where it comes from. `known`: further columns
    that are left out with intent. `parts`: a row as several (a repost and its original). `from_name`: columns that the
    file's name (without its ending) tells. `no_posts`: why this kind of file cannot be imported at all.
    """

    name: str
    needs: frozenset[str]
    columns: Mapping[str, Of | Fixed | Made] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    platform: str = ""
    parts: Callable[[Row], list[Row]] | None = None
    from_name: Callable[[str], Row] | None = None
    no_posts: str = ""

    def reads(self) -> set[str]:
        """Names of the columns that are read."""
        return set().union(self.needs, *(origin.names for origin in self.columns.values()))

    def unknown(self, names: set[str]) -> set[str]:
        """Which of the named columns it does not know."""
        return names - self.reads() - self.known

    def one(self, row: Row) -> Row:
        """A row in Post's column names; Rejected with the reason."""
        return {name: origin.one(row) for name, origin in self.columns.items()}

    def all(self, batch: Batch) -> dict[str, tuple[pa.Array, Iterable[int]]]:
        """A batch in Post's column names: arrays, and the places of what is to be read one by one."""
        cells = Cells(batch)
        return {name: origin.all(cells) for name, origin in self.columns.items()}


def of(*names: str) -> Of:
    """The first of the named columns that tells something."""
    return Of(names)


def made(make: Callable[..., Any], *names: str) -> Made:
    """Made by a function from the named columns."""
    return Made(make, names)


def columns(text: str) -> frozenset[str]:
    """Column names between blanks."""
    return frozenset(text.split())
