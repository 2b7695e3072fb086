"""JSON Lines by Arrow's reader, for blocks in which every line is an object and every column has one type.

Arrow infers types and would take a text that looks like a time for one, so each column's type is given, learnt from
lines that Python has read. Where Arrow stumbles, or could read anything otherwise than Python does, the block is left
to Python: wrong types, columns not seen before, two objects on a line, bytes that are no UTF-8.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.json

from contract.columns import STRINGS
from crawlers.importers._batches import Columns

_TYPES = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
_MIXED = "mixed"
_PATIENCE = 5  # blocks that Arrow may fail to read, one after another, before it is not asked any more


@dataclass(slots=True)
class JsonColumns:
    """The types of columns seen so far in one file."""

    types: dict[str, Any] = field(default_factory=dict)  # None: only null was seen
    failures: int = 0

    def learn(self, rows: Iterable[dict[str, Any]]) -> None:
        """Note the types of columns in rows that Python has read."""
        if self.idle():
            return
        for row in rows:
            for name, value in row.items():
                seen = self.types.get(name)
                if seen is not _MIXED and (value is not None or name not in self.types):
                    type_ = _type_of(value)
                    self.types[name] = type_ if seen is None or seen == type_ else _MIXED

    def batch(self, lines: list[bytes], numbers: range) -> Columns | None:
        """The lines as columns; None if they have to be read by Python."""
        if not self.types or self.idle():
            return None
        table = self._read(lines)
        self.failures = 0 if table is not None else self.failures + 1
        return table and Columns(columns=table, numbers=numbers, row=lambda place: dict(json.loads(lines[place])))

    def idle(self) -> bool:
        """Whether this file is not for Arrow: a column has several types, or block after block failed."""
        return self.failures >= _PATIENCE or _MIXED in self.types.values()

    def _read(self, lines: list[bytes]) -> pa.Table | None:
        block = b"".join(lines)
        if not lines or not all(line[:1] == b"{" and line.rstrip()[-1:] == b"}" for line in lines):
            return None
        try:
            block.decode("utf-8")
            schema = pa.schema([(name, type_ or pa.string()) for name, type_ in self.types.items()])
            table = pyarrow.json.read_json(
                io.BytesIO(block),
                read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(block) + 1),
                parse_options=pyarrow.json.ParseOptions(schema, unexpected_field_behavior="error"),
            )
        except (pa.ArrowException, UnicodeDecodeError):
            return None
        # Each line begins and ends like an object, so an object cannot span two: as many rows as lines, one on each.
        return table if len(table) == len(lines) else None


def _type_of(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return STRINGS if all(isinstance(part, str) for part in value) else _MIXED
    return _TYPES.get(type(value), _MIXED)
