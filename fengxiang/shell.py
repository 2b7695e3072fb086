"""The shell of `fengxiang sql`: what can be asked is shown first; statements may take several lines and end with ;."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from contract.errors import FengxiangError
from fengxiang.console import harmless, out
from fengxiang.row_writing import MODES, write
from fengxiang.warehouse_reader import asked

if TYPE_CHECKING:
    import duckdb

HISTORY = Path("~/.fengxiang_sql_history")
HELP = """statements end with ; and may take several lines; ctrl-c cancels, ctrl-d leaves
.tables          what there is: tables, views, macros
.schema NAME     columns of a table or view, parameters of a macro, and what they mean
.examples [NAME] a question to begin with
.mode MODE       table, json or csv
.quit            leave"""
_LIST = """
SELECT 'table' AS kind, table_name AS name, comment FROM duckdb_tables() WHERE NOT internal
UNION ALL SELECT 'view', view_name, comment FROM duckdb_views() WHERE NOT internal
UNION ALL SELECT 'macro', function_name || '(' || array_to_string(parameters, ', ') || ')', comment
FROM duckdb_functions() WHERE NOT internal ORDER BY kind DESC, name"""
_COLUMNS = "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = $name ORDER BY column_index"


class Shell:
    """Reads statements with `read(prompt)` until it raises EOFError."""

    def __init__(
        self, con: "duckdb.DuckDBPyConnection", path: Path, mode: str, read: Callable[[str], str] = input
    ) -> None:
        self._con, self._path, self.mode, self._read = con, path, mode, read
        self._commands: dict[str, Callable[[str], None]] = {
            ".tables": self._tables, ".schema": self._schema, ".examples": self._examples, ".mode": self._set_mode,
            ".help": self._help,
        }  # fmt: skip

    def run(self) -> None:
        """Talk until the person leaves."""
        _say(f"{self._path}, read-only. .help tells more")
        self._tables("")
        if found := shutil.which("duckdb"):
            _say(f"or: {found} -readonly {self._path}")
        _with_history()
        lines: list[str] = []
        while (line := self._line("   ...> " if lines else "fengxiang> ")) is not None:
            lines = self._take(lines, line)

    def _line(self, prompt: str) -> str | None:
        try:
            return self._read(prompt)
        except EOFError:
            return None
        except KeyboardInterrupt:
            return "\x03"

    def _take(self, lines: list[str], line: str) -> list[str]:
        """Do what the line asks for; the lines of a statement that is not at its end yet."""
        if line == "\x03":
            out.print("")
            return []
        word, _, rest = line.strip().partition(" ")
        if not lines and word in (".quit", ".exit"):
            raise SystemExit(0)
        if not lines and word.startswith("."):
            if word not in self._commands:
                _say(f"there is no {word}")
            self._commands.get(word, self._help)(rest.strip().rstrip(";"))
            return []
        lines = [*lines, line] if lines or line.strip() else []
        if not line.rstrip().endswith(";"):
            return lines
        self._ask("\n".join(lines))
        return []

    def _ask(self, statement: str) -> None:
        try:
            write(asked(self._con, statement), self.mode)
        except FengxiangError as fault:
            out.print(harmless(str(fault)), style="red", markup=False)
        except KeyboardInterrupt:
            self._con.interrupt()

    def _help(self, name: str) -> None:
        _say(HELP)

    def _tables(self, name: str) -> None:
        for kind, called, comment in self._con.execute(_LIST).fetchall():
            out.print(
                f"  {kind:<6} {called:<28} {_short(comment)}", markup=False, style="dim" if kind == "macro" else ""
            )

    def _schema(self, name: str) -> None:
        from warehouse.questions import questions

        rows = self._con.execute(_COLUMNS, {"name": name}).fetchall()
        for column, kind, comment in rows:
            out.print(f"  {column:<20} {kind:<26} {comment or ''}", markup=False)
        macros = [q for q in questions() if q.name == name and not q.is_view]
        for question in macros:
            _say("\n".join([question.call, *(f"  {p.name:<14} {p.meaning}" for p in question.parameters)]))
            _say(
                "\n".join(["gives", *(f"  {c:<14} {m}" for c, m in question.columns.items())])
                if question.columns
                else ""
            )
        if not rows and not macros:
            _say(f"there is no table, view or macro {name or '(write its name)'}; .tables lists them")

    def _examples(self, name: str) -> None:
        from warehouse.questions import questions

        found = [example for q in questions() if name in ("", q.name) for example in q.examples]
        _say("\n".join(f"{example};" for example in found) or f"there are no examples of {name}")

    def _set_mode(self, name: str) -> None:
        if name not in MODES:
            _say(f"a mode is one of {', '.join(MODES)}; found {name!r}")
            return
        self.mode = name


def _say(text: str) -> None:
    out.print(harmless(text), markup=False)


def _short(comment: str | None) -> str:
    return harmless((comment or "").split(" | ")[0])


def _with_history() -> None:
    """Lines of earlier sessions, kept for their owner only."""
    try:
        import atexit
        import readline
    except ImportError:
        return
    file = HISTORY.expanduser()
    try:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        readline.read_history_file(file)
        atexit.register(readline.write_history_file, file)
    except OSError:
        return
