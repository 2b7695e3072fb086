"""What stands over a column of a report's table: its meaning as the warehouse itself tells it.

The published file has a comment on each column, `English | 中文`. It holds for a column that a query passes on as it
is, and only if the tables that the query reads agree on it; what a query computes has no comment. For those the wording
has words for the names that sections use, and where it has none the name stands alone.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.published import Published
from reports.section import Section
from reports.wording import Wording

_COMMENTS = """
SELECT table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL
ORDER BY table_name, column_index"""
_PARSED = "SELECT json_serialize_sql($sql) AS tree"  # DuckDB's own reading of a query: no guessing at what AS means
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`comments` are table -> column -> text in both languages; `made` are the names that a query gives itself."""

    comments: Mapping[str, Mapping[str, str]]
    made: Mapping[str, frozenset[str]]

    def meaning(self, sql: str, column: str, language: str) -> str | None:
        """What `column` of this query's answer means; None if it is computed, or if two tables tell it differently."""
        if sql not in self.made or column in self.made[sql]:
            return None
        tables = set(_WORD.findall(sql)) & set(self.comments)
        told = {_half(self.comments[table][column], language) for table in tables if column in self.comments[table]}
        return told.pop() or None if len(told) == 1 else None


def catalogue_of(published: Published, sections: Iterable[Section]) -> Catalogue:
    """The comments of the published file, for the queries of these sections; no comments at all are no fault."""
    comments: dict[str, dict[str, str]] = {}
    for row in published.rows(_COMMENTS):
        comments.setdefault(row["table_name"], {})[row["column_name"]] = row["comment"]
    queries = {sql for section in sections for sql in section.queries.values()}
    trees = {sql: json.loads(published.rows(_PARSED, {"sql": sql})[0]["tree"]) for sql in queries}
    return Catalogue(comments, {sql: frozenset(_made(tree)) for sql, tree in trees.items() if not tree["error"]})


def headings(sql: str, columns: Sequence[str], catalogue: Catalogue, words: Wording) -> list[str]:
    """Meaning over name, two lines; the name alone where nothing is known. The name is the one in the query."""
    return [_heading(name, catalogue.meaning(sql, name, words.language), words) for name in columns]


def _heading(name: str, meaning: str | None, words: Wording) -> str:
    told = meaning or words.code("column", name)
    return name if told == name else f"{told}\n{name}"


def _half(comment: str, language: str) -> str:
    """One language of a comment, up to where it begins to explain itself."""
    english, bar, chinese = comment.partition(" | ")
    told = chinese if language == "zh" and bar else english
    return re.split(r"[;:；：]", told)[0].strip()


def _made(node: Any) -> Iterator[str]:
    """Names given by AS anywhere in a parsed query, and those of `WITH t(a, b)`."""
    if isinstance(node, list):
        for inner in node:
            yield from _made(inner)
    if isinstance(node, dict):
        if node.get("alias"):
            yield node["alias"]
        for key in ("aliases", "column_name_alias"):
            yield from node.get(key) or ()
        for inner in node.values():
            yield from _made(inner)
