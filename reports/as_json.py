"""A report as one JSON document: its words and every row that it was made of, so that a program can follow each figure.

A figure of the page marked `data-from="sentiment.shares.3.share"` is `sections.sentiment.queries.shares.rows[3].share`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from contract.clock import SHANGHAI
from reports.answered import Answered, pasted, plain_text, sentences
from reports.page import Page
from reports.published import Row
from reports.section import Section

FORM = 1  # grows when a key changes its meaning or goes


def as_json(inside: Answered) -> bytes:
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
        "title": plain_text(page.title),
        "brand": page.brand,
        "sentences": [{"text": text, "evidence": anchor} for text, anchor in sentences(inside)],
        "sections": {section.name: _section(section, inside) for section in inside.sections},
    }
    text = json.dumps(value_of(told), ensure_ascii=False, sort_keys=True, allow_nan=False, indent=1)
    return (text + "\n").encode("utf-8", "replace")


def _section(section: Section, inside: Answered) -> dict[str, Any]:
    answers = inside.answers.get(section.name, {})
    return {
        "title": section.title[inside.page.language],
        "order": section.order,
        "queries": {name: _query(sql, answers.get(name, ()), inside.page) for name, sql in section.queries.items()},
    }


def _query(sql: str, rows: Sequence[Row], page: Page) -> dict[str, Any]:
    """An answer without rows does not tell its columns."""
    return {"sql": pasted(sql, page), "columns": list(rows[0]) if rows else [], "rows": rows}


def value_of(value: Any) -> Any:
    """A value of the warehouse as JSON has it."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
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
