"""Python values to Arrow arrays and back, for values of which nobody knows beforehand what they are."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa

from contract.columns import STRINGS

_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), list: STRINGS}
_TYPES[datetime] = pa.timestamp("us")


def told(value: Any) -> Any:
    """The value; None for what spreadsheets and tables write where nothing is told: an empty text, not a number."""
    return None if value == "" or (isinstance(value, float) and value != value) else value


def cleared(values: list[Any]) -> list[Any]:
    """The values, each as `told` has it."""
    if "" not in values and float not in set(map(type, values)):
        return values
    return list(map(told, values))


def array_of(values: list[Any]) -> tuple[pa.Array, Iterable[int]]:
    """An array of the type that most values have, and the places of the others, which are null in it."""
    kinds = Counter(map(type, values))
    kinds.pop(type(None), None)
    if len(kinds) > 1 or float in kinds:
        values = list(map(told, values))
        kinds = Counter(type(value) for value in values if value is not None)
    kind = kinds.most_common(1)[0][0] if kinds else str
    if kind not in _TYPES:
        return pa.nulls(len(values)), [place for place, value in enumerate(values) if value is not None]
    try:
        if len(kinds) <= 1 and kind is not datetime:
            return pa.array(values, _TYPES[kind]), ()
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        pass  # a lone surrogate, an int beyond 64 bits, a list with something else than texts
    return _one_by_one(values, kind)


def _one_by_one(values: list[Any], kind: type) -> tuple[pa.Array, Iterable[int]]:
    fitting = [value if type(value) is kind and _fits(value, kind) else None for value in values]
    odd = [place for place, (value, kept) in enumerate(zip(values, fitting, strict=True)) if kept is None is not value]
    return pa.array(fitting, _TYPES[kind]), odd


def _fits(value: Any, kind: type) -> bool:
    if kind is str:
        return not any("\ud800" <= c <= "\udfff" for c in value) if not value.isascii() else True
    if kind is list:
        return all(isinstance(part, str) and _fits(part, str) for part in value)
    if kind is datetime:
        return value.tzinfo is None
    return kind is not int or -(2**63) <= value < 2**63


def python_values(column: pa.ChunkedArray) -> list[Any]:
    """An Arrow column's values; instants outside Python's calendar as a text that no one can take for a time."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)  # Python's datetime holds no more
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return f"outside the calendar: {scalar.value}"
