"""JSON Lines, plain or gzip: what this project lands, and what most crawlers write.

Blocks of well-typed lines are read by Arrow; a block with anything else is read line by line in Python.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from crawlers.importers._batches import Batch, Broken, Rows
from crawlers.importers._json_columns import JsonColumns
from crawlers.importers._open_file import opened

suffixes = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
BATCH = 20_000  # lines; bounds the memory
FIRST = 1000  # lines of the first block, from which the columns' types are learnt
MAX_LINE = 16 * 1024 * 1024  # bytes
MAX_BLOCK = 64 * 1024 * 1024  # bytes


def read(path: Path) -> Iterator[Batch]:
    """Batches. A line that is no JSON object is handed over as broken."""
    with opened(path) as told:
        for batch in batches(_lines(told.file)):
            yield replace(batch, share=told.share())


def batches(lines: Iterator[bytes]) -> Iterator[Batch]:
    """Batches of lines; at least one, which may be empty."""
    number, columns = 0, JsonColumns()
    while True:
        block = _block(lines, BATCH if number else min(BATCH, FIRST))
        numbers = range(number + 1, number + len(block) + 1)
        number += len(block)
        if block and number == len(block):
            block[0] = block[0].removeprefix(b"\xef\xbb\xbf")
        yield columns.batch(block, numbers) or _in_python(block, numbers, columns)
        if not block:
            return


def _block(lines: Iterator[bytes], count: int) -> list[bytes]:
    block, size = [], 0
    for line in islice(lines, count):
        block.append(line)
        size += len(line)
        if size >= MAX_BLOCK:
            break
    return block


def _in_python(block: list[bytes], numbers: range, columns: JsonColumns) -> Rows:
    rows, kept, broken = [], [], []
    for number, line in zip(numbers, block, strict=True):
        if line.strip():
            told = _row(line, number)
            if isinstance(told, Broken):
                broken.append(told)
            else:
                rows.append(told)
                kept.append(number)
    columns.learn(rows[:FIRST])
    return Rows(rows=rows, numbers=kept, broken=broken)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE):
        yield line


def _row(line: bytes, number: int) -> dict[str, Any] | Broken:
    try:
        told: Any = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return Broken(number, line.decode("utf-8", "replace").rstrip("\n"), f"not JSON: {str(error)[:80]}")
    if not isinstance(told, dict):
        return Broken(number, line.decode("utf-8", "replace").rstrip("\n"), "not a JSON object")
    return told
