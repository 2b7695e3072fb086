"""docs/questions.md: every question with its parameters, its example and the first rows of the answer.

Written by `FENGXIANG_WRITE_DOCS=1 pytest tests/warehouse/test_warehouse_questions.py`, held true by the same test.
"""

import duckdb

from warehouse.questions import Question, questions

HEAD = """# Questions

What people ask of the warehouse, ready to be asked. Each is a view or a macro inside the published file: write
it after `FROM`, in any tool ([connecting](connecting.md)), in `fengxiang sql`, or in Python. Parameters with a
default may be left out and are given by name: `FROM share_of_voice('快充', since := '2026-11-01', per :=
'week')`. Without `since` and `until` the last 28 days are meant. Days are Asia/Shanghai days. Themes may be
called by id, Chinese or English name. Where a file is attached to another database, `USE` it first: a macro
looks for its tables where you are.

Views, which tools show that list only tables: {views}.

The answers below are of a small made-up network.

## How search works

`search` finds what you would find by reading: small letters, half width and simplified characters are one, and
it does not matter how a post was cut into words: 续航 finds 长续航, and 长续航 finds 长 followed by 续航. Latin
words and numbers are found whole (app does not find happy, 16 finds iPhone16). A blank is AND, `|` or
OR is OR and binds closer, `-` or NOT is NOT, `"..."` is a phrase. In SQL a group in parentheses is words with `|`
between them; `fengxiang search` takes any:

```sh
.venv/bin/fengxiang search '续航 ((差 -不差) | 拉胯)' --since 2026-11-01 --sort engagement
```

Nothing to search for, only words to leave out, and parentheses that do not pair are told, never
answered with nothing. Words are looked up in `search_index`; a word of more than two characters is
then read in the posts that are left. A phrase of very frequent characters (哈哈哈哈) over a hundred
days of 100,000 posts therefore takes seconds."""
_ROWS, _WIDE = 3, 28


def page(con: duckdb.DuckDBPyConnection) -> str:
    """The page, with answers of this warehouse."""
    told = sorted(questions(), key=lambda q: (not q.is_table, q.name))
    parts = [HEAD.format(views=", ".join(f"`{q.name}`" for q in told if q.is_view))]
    return "\n".join([*parts, *(_section(con, question) for question in told)])


def _section(con: duckdb.DuckDBPyConnection, question: Question) -> str:
    lines = [f"## {question.name}", "", *_both(question.meaning), ""]
    if question.parameters:
        lines += ["| parameter | default | |", "|---|---|---|"]
        lines += [
            f"| `{p.name}` | {f'`{p.default}`' if p.default else ''} | {_cell(p.meaning)} |"
            for p in question.parameters
        ]
        lines.append("")
    for example in question.examples:
        lines += ["```sql", example, "```", ""]
    return "\n".join([*lines, *_answer(con, question.examples[0]), ""])


def _both(text: str) -> list[str]:
    english, _, chinese = text.partition(" | ")
    return [english, "", chinese] if chinese else [english]


def _answer(con: duckdb.DuckDBPyConnection, example: str) -> list[str]:
    found = con.execute(example)
    names = [column[0] for column in found.description or []]
    rows = [[_cell(_short(value)) for value in row] for row in found.fetchmany(_ROWS)]
    return ["| " + " | ".join(row) + " |" for row in [names, ["---"] * len(names), *rows]]


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\x1f", "␟")
