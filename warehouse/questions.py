"""Questions that people ask of the warehouse, as views and macros inside the published file: sql/questions/<name>.sql.

A file is a header and one statement. With `-- parameter:` lines it becomes a macro of these parameters, without any a
view, which tools that list only tables and views show as well. What does not begin with SELECT or WITH is a scalar.
Names are not qualified by a catalogue: the file may be opened or attached under any name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import duckdb

from contract.errors import WarehouseError

FOLDER = Path(__file__).parent / "sql" / "questions"
_LINE = re.compile(r"--\s+(\w+):\s*(.*)")
_PARAMETER = re.compile(r"(\w+)(?: = (\S+))?\s+(.+)")
_ALL_OF = re.compile(r"SELECT \* FROM (\w+)\(")
_CALL = re.compile(r"\b(\w+)\s*\(|\b(?:FROM|JOIN)\s+(\w+)\b")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a macro; `default` is SQL, None if it must be given."""

    name: str
    default: str | None
    meaning: str

    def __str__(self) -> str:
        return self.name if self.default is None else f"{self.name} := {self.default}"


@dataclass(frozen=True, slots=True)
class Question:
    """One view or macro: what its header says, and its body."""

    name: str
    meaning: str
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    examples: tuple[str, ...]
    body: str

    @property
    def is_table(self) -> bool:
        """Whether it gives rows; otherwise one value."""
        return re.match(r"(SELECT|WITH)\b", self.body) is not None

    @property
    def is_view(self) -> bool:
        """Whether it takes no parameters and gives rows."""
        return self.is_table and not self.parameters

    @property
    def call(self) -> str:
        """How it is written: name, and parameters with their defaults."""
        return self.name if self.is_view else f"{self.name}({', '.join(map(str, self.parameters))})"

    def statements(self) -> Iterator[str]:
        """The SQL that makes it and its comment."""
        meaning = self.meaning.replace("'", "''")
        if self.is_view:
            yield f"CREATE OR REPLACE VIEW {self.name} AS {self.body}"
            yield f"COMMENT ON VIEW {self.name} IS '{meaning}'"
            for name, told in self.columns.items():
                yield f"COMMENT ON COLUMN {self.name}.\"{name}\" IS '{told.replace(chr(39), chr(39) * 2)}'"
            return
        body = f"TABLE {self.body}" if self.is_table else self.body
        yield f"CREATE OR REPLACE MACRO {self.call} AS {body}"
        yield f"COMMENT ON MACRO {'TABLE ' if self.is_table else ''}{self.name} IS '{meaning}'"


def parse(path: Path) -> Question:
    """Read one file; WarehouseError names file, line and what is wrong."""
    lines = path.read_text("utf-8").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    told: dict[str, list[str]] = {"parameter": [], "column": [], "example": [], path.stem: []}
    for number, line in enumerate(lines[:end], 1):
        match = _LINE.fullmatch(line.rstrip())
        if match and match[1] in told:
            told[match[1]].append(match[2])
        elif number == 1 or match:
            raise WarehouseError(
                f"{path}:{number}: expected `-- {path.stem}: ...` first, then parameter, column, example"
            )
    if not told["example"]:
        raise WarehouseError(f"{path}:1: a question needs one `-- example: SELECT ...` that returns rows")
    body = "\n".join(lines[end:]).strip().rstrip(";")
    parameters = tuple(_parameter(path, text) for text in told["parameter"])
    columns = {name: rest.strip() for name, _, rest in (text.partition(" ") for text in told["column"])}
    return Question(path.stem, " ".join(told[path.stem]), parameters, columns, tuple(told["example"]), body)


def _parameter(path: Path, text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if not match:
        raise WarehouseError(f"{path}: a parameter reads `-- parameter: name = default  meaning`; found {text!r}")
    return Parameter(match[1], match[2], match[3].strip())


@cache
def questions() -> tuple[Question, ...]:
    """Every question, each after those it asks."""
    waiting = {q.name: q for q in map(parse, sorted(FOLDER.glob("*.sql")))}
    waiting = {name: _with_columns(q, waiting) for name, q in waiting.items()}
    asks = {q.name: _asked_by(q, waiting) for q in waiting.values()}
    ordered: list[Question] = []
    while waiting:
        ready = [q for q in waiting.values() if not asks[q.name] & set(waiting)]
        if not ready:
            raise WarehouseError(f"{FOLDER}: questions ask each other in a circle: {', '.join(waiting)}")
        ordered += ready
        for question in ready:
            del waiting[question.name]
    return tuple(ordered)


def _with_columns(question: Question, known: dict[str, Question]) -> Question:
    """A view of all that another question gives has its columns, too."""
    match = _ALL_OF.match(question.body)
    return replace(question, columns=known[match[1]].columns) if match else question


def _asked_by(question: Question, known: Iterable[str]) -> set[str]:
    """Names of the questions in its body."""
    named = {name for match in _CALL.finditer(question.body) for name in match.groups() if name}
    return (named & set(known)) - {question.name}


_THERE = """
SELECT 'VIEW', view_name FROM duckdb_views() WHERE database_name = $catalogue AND NOT internal
UNION
SELECT CASE function_type WHEN 'macro' THEN 'MACRO' ELSE 'MACRO TABLE' END, function_name FROM duckdb_functions()
WHERE database_name = $catalogue AND NOT internal AND function_type IN ('macro', 'table_macro')
"""


def create_questions(con: duckdb.DuckDBPyConnection, catalogue: str) -> None:
    """Make the views and macros in a catalogue that holds the published tables; those of an earlier release go."""
    before = con.execute("SELECT current_catalog(), current_schema()").fetchall()[0]
    con.execute(f"USE {catalogue}.main")
    try:
        for kind, name in con.execute(_THERE, {"catalogue": catalogue}).fetchall():
            con.execute(f'DROP {kind} IF EXISTS "{name}"')
        for question in questions():
            for statement in question.statements():
                con.execute(statement)
    finally:
        con.execute(f"USE {before[0]}.{before[1]}")
