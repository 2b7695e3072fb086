"""A report as one JSON document: its words and every row that it was made of, so that a program can follow each figure.

A figure of the page marked `data-from="sentiment.shares.3.n"` is `sections.sentiment.queries.shares.rows[3].n`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from contract.clock import SHANGHAI
from reports.cells import address_of
from reports.inside import Inside
from reports.published import Row
from reports.section import Section
from reports.text import plain

FORM = 1  # grows when a key changes its meaning or goes


def as_json(inside: Inside) -> bytes:
    """UTF-8 with sorted keys: the same inside gives the same bytes. docs/report-files.md has the schema.

    Days and instants are ISO 8601 (instants in UTC), lists are lists, what is no number (NaN, infinite) is null.
    """
    page = inside.page
    told = {
        "form": FORM,
        "week": str(page.week),
        "first": page.first,
        "last": page.last,
        "as_of": page.as_of.astimezone(SHANGHAI).isoformat(),
        "language": page.language,
        "title": page.title,
        "brand": page.brand,
        "sentences": [{"text": said.text, "evidence": said.href} for said in inside.sentences],
        "sections": {section.name: _section(section, inside) for section in inside.sections},
    }
    text = json.dumps(value_of(told), ensure_ascii=False, sort_keys=True, allow_nan=False, indent=1)
    return (text + "\n").encode("utf-8", "replace")


def _section(section: Section, inside: Inside) -> dict[str, Any]:
    answers = inside.answers[section.name]
    return {
        "title": section.title[inside.page.language],
        "order": section.order,
        "queries": {name: _query(sql, answers[name]) for name, sql in inside.queries(section).items()},
    }


def _query(sql: str, rows: Sequence[Row]) -> dict[str, Any]:
    """An answer without rows does not tell its columns."""
    return {"sql": f"{sql};", "columns": list(rows[0]) if rows else [], "rows": _in_place(rows)}


def _in_place(rows: Sequence[Row]) -> list[Row | None]:
    """Each row at the number that its address tells; None where the edition left one out (it asks for some themes)."""
    placed: list[Row | None] = []
    for row in rows:
        number = address_of(row).rpartition(".")[2]
        placed += [None] * (int(number) - len(placed) if number else 0)
        placed.append(row)
    return placed


def value_of(value: Any) -> Any:
    """A value of the warehouse as JSON has it."""
    if isinstance(value, str):
        return plain(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): value_of(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [value_of(inner) for inner in value]
    return _written(value)


def _written(value: Any) -> str:
    """Days, instants, spans and bytes as text."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    if isinstance(value, date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
