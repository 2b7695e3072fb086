"""Records as frozen dataclasses whose fields carry their Arrow type and meaning.

A field is written once, `name: type = column(arrow_type, "meaning")`; the Arrow schema, the data dictionary and the
checks are derived from it. Types: a column that is not `required` may be null, and null means "not told", never 0.
"""

from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.string())
INTEGERS = pa.list_(pa.int32())


def column(type_: pa.DataType, meaning: str, *, required: bool = False) -> Any:
    """A dataclass field that knows its Arrow type and what it means. Not `required` fields default to None."""
    told = {"arrow": type_, "meaning": meaning}
    return field(metadata=told) if required else field(default=None, metadata=told)


def schema_of(record: type) -> pa.Schema:
    """The Arrow schema of a record class: its fields in order, required ones not nullable, meanings as metadata."""

    def arrow_field(f: "Field[Any]") -> pa.Field:
        required = f.default is MISSING
        return pa.field(f.name, f.metadata["arrow"], nullable=not required, metadata={"meaning": f.metadata["meaning"]})

    return pa.schema([arrow_field(f) for f in fields(record)])


def required_columns(record: type) -> list[str]:
    """Names of the fields that must not be null."""
    return [f.name for f in fields(record) if f.default is MISSING]


__all__ = ["INSTANT", "INTEGERS", "STRINGS", "column", "dataclass", "required_columns", "schema_of"]
