"""The published warehouse, opened read-only: the only door through which a report gets its data.

Readers never wait for writers: the file is replaced by rename, and a connection keeps the version it opened.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from contract.errors import ReportError

Row = Mapping[str, Any]
_PARAMETER = re.compile(r"\$(\w+)")
_CONFIG = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}


class Published:
    """A connection to the published file; a context manager. ReportError if there is no such warehouse."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ReportError(f"no published warehouse at {path}: run `fengxiang run` (or build, detect) first")
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config=dict(_CONFIG))
        except duckdb.Error as error:
            raise ReportError(f"{path} cannot be opened ({_first_line(error)}): run `fengxiang rebuild`") from error
        self._path = path
        self._connection.execute("SET TimeZone = 'UTC'")

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """The rows of a query as dicts in column order; only the parameters that the text names are bound."""
        bound = {name: (parameters or {})[name] for name in _PARAMETER.findall(sql)}
        try:
            cursor = self._connection.execute(sql, bound or None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            way_out = "the published warehouse is of another version; run `fengxiang rebuild`"
            raise ReportError(f"{self._path}: {_first_line(error)}: {way_out}") from error

    def close(self) -> None:
        """Let go of the file, so that a newer version can be opened in this process."""
        with suppress(duckdb.Error):
            self._connection.close()

    def __enter__(self) -> "Published":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def as_pasted(sql: str, parameters: Mapping[str, object]) -> str:
    """The query with its parameters written in as literals: what a person pastes into the duckdb shell."""

    def literal(match: re.Match[str]) -> str:
        return _literal(parameters[match[1]])

    return _PARAMETER.sub(literal, sql.strip())


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """A string literal; characters that hide or reorder their neighbours stand as chr(n), so that the query runs."""
    plain, pieces = "", []
    for character in text:
        if not character.isprintable():
            pieces += [plain, ord(character)]
            plain = ""
        else:
            plain += character
    told = [
        "'" + x.replace("'", "''") + "'" if isinstance(x, str) else f"chr({x})" for x in [*pieces, plain] if x != ""
    ]
    return f"({' || '.join(told)})" if len(told) > 1 else "".join(told) or "''"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
