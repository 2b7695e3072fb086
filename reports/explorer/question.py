"""A question of a view: its SQL, and which of its columns a download leaves out. Parameters are bound, never pasted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from reports.published import Row

Context: TypeAlias = dict[str, Any]
Rows: TypeAlias = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Question:
    """SQL with $parameters of `Asked.parameters`; `inner` are columns that only the page needs."""

    sql: str
    inner: frozenset[str] = frozenset()


def with_tables(*tables: str, select: str) -> str:
    """Common table expressions and the query that reads them."""
    return "WITH " + ",\n".join(table.strip() for table in tables) + "\n" + select.strip()
