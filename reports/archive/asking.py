"""A kind of page asked for all its pages at once: one query a table, whose rows are dealt out to the pages.

Every query has a column `key` that says whose row it is, and $keys, the pages that are asked for. With one key it gives
the rows of one page in the same order: that is the query that stands on the page, and its rows are counted so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reports.cells import addressed
from reports.published import Published, Row, as_pasted

Queries: TypeAlias = Mapping[str, Mapping[str, str]]  # section -> name -> SQL
Answers: TypeAlias = dict[str, list[Row]]  # `section.name` -> rows
INDEX = ""  # the key of a page that is the only one of its kind


@dataclass(frozen=True, slots=True)
class Question:
    """What a kind of page asks: queries by section, and the values of their parameters but $keys."""

    queries: Queries
    values: Mapping[str, object]

    def of(self, published: Published, keys: Sequence[str]) -> dict[str, Answers]:
        """The answers of each page; a section without rows has an empty list."""
        told: dict[str, Answers] = {key: {} for key in keys}
        for section, queries in self.queries.items():
            for name, sql in queries.items():
                dealt = _dealt(published.rows(sql, {**self.values, "keys": list(keys)}) if keys else [], keys)
                for key, rows in dealt.items():
                    told[key][f"{section}.{name}"] = addressed(rows, f"{section}.{name}")
        return told

    def shown(self, key: str) -> dict[str, dict[str, str]]:
        """The queries of one page as a person pastes them, by section."""
        values = {**self.values, "keys": [key]}
        return {
            section: {name: as_pasted(sql, values) for name, sql in queries.items()}
            for section, queries in self.queries.items()
        }


def _dealt(rows: Sequence[Row], keys: Sequence[str]) -> dict[str, list[Row]]:
    dealt: dict[str, list[Row]] = {key: [] for key in keys}
    for row in rows:
        if row["key"] in dealt:
            dealt[row["key"]].append(row)
    return dealt
