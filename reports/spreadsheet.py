"""What a value becomes in a cell, so that a spreadsheet shows it and never runs it.

Post text is hostile: a cell that begins with = + - @ (also full-width, also after blanks and hidden marks), a tab or a
line end is a formula to some spreadsheet (OWASP, CSV injection). Such texts get an apostrophe in front; numbers stay
numbers.
"""

import json
import re
from datetime import date, datetime
from typing import Any

from contract.control_characters import CONTROL

_HIDDEN = r"\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u3000\"'"
_FORMULA = re.compile(rf"[\t\r\n]|[{_HIDDEN}]*[=+\-@|%＝＋－＠﹢﹣﹦﹫−]")


def plain(value: Any) -> Any:
    """A value as one cell holds it: lists and structs as JSON, the rest as it is."""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value


def readable(value: Any, between: str = ", ") -> Any:
    """A value as people read it in a cell: a list's values one after the other; one of lists or structs stays JSON."""
    if isinstance(value, list) and not any(isinstance(inner, list | dict) for inner in value):
        return between.join("–" if inner is None else str(inner) for inner in value)
    return plain(value)


def safe(value: Any) -> Any:
    """A value for a CSV cell: text without control characters and unable to be a formula; instants as ISO in UTC."""
    value = plain(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bytes):
        value = value.hex()
    if not isinstance(value, str):
        return value if value is None or isinstance(value, int | float | date) else str(value)
    dangerous = _FORMULA.match(value)
    text = value.translate(CONTROL)
    return f"'{text}" if dangerous else text
