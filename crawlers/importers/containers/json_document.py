"""JSON documents: an array of objects, or an object that holds such arrays, read object by object.

Nothing but the object at hand is in memory, however long the array is. A file of this name that holds JSON Lines after
all is read as such.
"""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from contract.errors import ImportFileError
from crawlers.importers._batches import Batch, Broken, Rows
from crawlers.importers._open_file import opened
from crawlers.importers.containers import jsonl

suffixes = (".json", ".json.gz")
BATCH = 20_000  # objects; bounds the memory
CHUNK = 1024 * 1024  # bytes
MAX_VALUE = 64 * 1024 * 1024  # characters of one object
_BLANK = " \t\r\n"


def read(path: Path) -> Iterator[Batch]:
    """Batches of objects; the key of an array is its table. What is no object is handed over as broken."""
    with opened(path) as told:
        text = _Text(path, told.file)
        first = text.peek()
        if first == "{" and _is_lines(path):
            yield from jsonl.read(path)
            return
        for table, values in [("", _array(text))] if first == "[" else _arrays(text):
            yield from _batches(table, values, told.share)
        if text.peek():
            raise text.broken("something stands after the end")


def _is_lines(path: Path) -> bool:
    """Whether the first line is an object by itself, and followed by another one or without lists of objects."""
    with opened(path) as told:
        first, second = told.file.readline(jsonl.MAX_LINE), told.file.read(64).strip()
    try:
        value = json.loads(first.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return second[:1] == b"{" or not any(_of_objects(part) for part in value.values())


def _of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _batches(table: str, values: Iterator[Any], share: Any) -> Iterator[Rows]:
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    broken: list[Broken] = []
    for number, value in enumerate(values, 1):
        if isinstance(value, dict):
            rows.append(value)
            numbers.append(number)
        else:
            broken.append(Broken(number, json.dumps(value, default=str)[:1000], "not a JSON object"))
        if len(rows) + len(broken) >= BATCH:
            yield Rows(rows=rows, numbers=numbers, broken=broken, table=table, share=share())
            rows, numbers, broken = [], [], []
    yield Rows(rows=rows, numbers=numbers, broken=broken, table=table, share=share())


class _Text:
    """The text of a file, of which only what has not been read yet is held."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self.file = path, file
        self.text, self.at, self.ended = "", 0, False
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()

    def more(self) -> bool:
        """Read on; False at the end of the file. Chunks grow with what is held, so that no value is tried too often."""
        chunk = self.file.read(max(CHUNK, len(self.text) - self.at))
        try:
            told = self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise self.broken("it is not UTF-8") from None
        self.text, self.at, self.ended = self.text[self.at :] + told, 0, not chunk
        return bool(chunk)

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BLANK:
                self.at += 1
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]

    def take(self, allowed: str) -> str:
        """The next character that is not blank, one of those allowed."""
        found = self.peek()
        if not found or found not in allowed:
            raise self.broken(f"looked for one of {allowed}, found {found!r}" if found else "it ends in the middle")
        self.at += 1
        return found

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self.text, self.at)
            except (json.JSONDecodeError, RecursionError) as error:
                fault = str(error)
            except ValueError as error:
                raise self.broken(str(error)) from None
            else:
                if end < len(self.text) or self.ended or not isinstance(value, int | float):
                    self.at = end
                    return value
                fault = ""
            if len(self.text) - self.at > MAX_VALUE or not self.more():
                raise self.broken(fault)

    def broken(self, fault: str) -> ImportFileError:
        """The error for a document that is not whole."""
        return ImportFileError(f"{self.path.name} is not whole JSON: {fault[:120]}; write or copy it again")


def _array(text: _Text) -> Iterator[Any]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        yield text.value()
        if text.take(",]") == "]":
            return


def _arrays(text: _Text) -> Iterator[tuple[str, Iterator[Any]]]:
    """The arrays in an object by their keys; its other values are passed over."""
    if not text.peek():
        return
    text.take("{")
    while text.peek() == '"':
        key = text.value()
        text.take(":")
        if text.peek() == "[":
            yield key, _array(text)
        else:
            text.value()
        if text.take(",}") == "}":
            return
    text.take("}")
