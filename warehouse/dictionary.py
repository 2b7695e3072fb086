"""Writes docs/warehouse.md, the data dictionary, from the SQL headers and the types of the tables they make.

Nothing on that page is kept by hand: `make docs` writes it, and a test fails where the headers have changed since.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.dictionary_diagrams import keys, lineage, lineage_as_text
from warehouse.dictionary_intro import INTRO, LAYER_TITLES, TIERS
from warehouse.inputs import no_names
from warehouse.sql_files import FOLDER, PUBLISHED_LAYERS, SqlFile, published_tables, sql_files
from warehouse.sql_header import Link, title

PAGE = Path(__file__).parents[1] / "docs" / "warehouse.md"
QUESTIONS = FOLDER / "questions"


def page() -> str:
    """The whole page as Markdown."""
    files, kinds = published_tables(), types()
    parts = [
        INTRO,
        "## Start here 从这里开始", *_start(files),
        "## All tables 全部数据表", *_contents(files),
        *_questions(),
        "## How tables are made 数据血缘",
        "An arrow goes from what is read to what is made of it. What is found (`staging.found_*`) is handed in by "
        "detection, which reads the tables. 箭头由来源指向产物；`staging.found_*` 由读取各表的检测步骤写入。",
        _fenced("mermaid", lineage(sql_files())), _folded("As text 文字版", lineage_as_text(sql_files())),
        "## Keys 键与关联",
        "`||` always leads to a row, `|o` where that row is in the warehouse; arrows to `platform` are left out. "
        "`||` 必有对应行，`|o` 仅当该行在仓库中；指向 `platform` 的箭头从略。",
        _fenced("mermaid", keys(files)), _folded("As text 文字版", "\n".join(_links_as_text(files))),
        *(part for layer in PUBLISHED_LAYERS for part in _layer(layer, files, kinds)),
        "## Inside the build 内部表", *_inside(),
        TIERS,
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def types() -> dict[tuple[str, str], str]:
    """The type of each column by (table, column), as the SELECTs make them."""
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, no_names("theme"))
        rows = con.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main'")
        return {(table, column): _short(kind) for table, column, kind in rows.fetchall()}


def _short(kind: str) -> str:
    return kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")


def _start(files: Iterable[SqlFile]) -> list[str]:
    """The tables that a newcomer needs first, in the order of their headers' `start` lines."""
    first = sorted((file.header.start, file.name) for file in files if file.header.start)
    return ["\n".join(f"{number}. [`{name}`](#{name}): {told.en} {told.zh}" for (number, told), name in first)]


def _contents(files: Iterable[SqlFile]) -> list[str]:
    rows = [(f"[`{f.name}`](#{f.name})", _cell(f.meaning.en), _cell(f.meaning.zh), f.layer) for f in files]
    return [_table(("table 表", "meaning", "含义", "layer 层"), sorted(rows, key=lambda row: row[0]))]


def _questions() -> list[str]:
    """Views and macros of the published file, where there are any."""
    found = [(path.stem, title(path)) for path in sorted(QUESTIONS.glob("*.sql"))]
    if not found:
        return []
    rows = [(f"[`{name}`](questions.md#{name})", _cell(told.en), _cell(told.zh)) for name, told in found]
    return ["## Views and macros 视图与宏", _table(("question 问题", "meaning", "含义"), rows)]


def _layer(layer: str, files: Iterable[SqlFile], kinds: dict[tuple[str, str], str]) -> list[str]:
    sections = [_section(file, kinds) for file in sorted(files, key=lambda f: f.name) if file.layer == layer]
    return [f"## {LAYER_TITLES[layer]}", *sections]


def _section(file: SqlFile, kinds: dict[tuple[str, str], str]) -> str:
    told = [
        f"* One row a 粒度: {_code(file.grain)}",
        f"* Made from 来源: {_code(file.reads)} ([SQL](../warehouse/sql/{file.layer}/{file.path.name}))",
        f"* Replaced 更新: {_replaced(file)}",
        *(f"* Key 关联: {_key(link)}" for link in file.links),
        *(f"* {level} 检查: {_code(c for c in file.checks if c.level == level)}" for level in _levels(file)),
    ]
    rows = [
        (f"`{name}`", kinds[file.name, name], _cell(meaning.en), _cell(meaning.zh))
        for name, meaning in file.columns.items()
    ]
    columns = _table(("column 列", "type 类型", "meaning", "含义"), rows)
    return "\n\n".join([f"### {file.name}", file.meaning.en, file.meaning.zh, "\n".join(told), columns])


def _levels(file: SqlFile) -> list[str]:
    return [level for level in ("fail", "warn") if any(check.level == level for check in file.checks)]


def _replaced(file: SqlFile) -> str:
    if file.by_key:
        return "the rows that changed 按变化的行"
    if not file.by_day:
        return "as a whole 整表"
    return "by week 按周" if file.weekly else "by day 按天"


def _key(link: Link) -> str:
    missing = ", where that row is there 仅当该行存在" if link.loose else ""
    return f"{_code(link.columns)} → [`{link.table}`](#{link.table}) {_code(link.keys)}{missing}"


def _links_as_text(files: Iterable[SqlFile]) -> list[str]:
    return [f"{f.name}.{link}{' (may be missing)' if link.loose else ''}" for f in files for link in f.links]


def _inside() -> list[str]:
    inside = [file for file in sql_files() if file.layer not in PUBLISHED_LAYERS]
    rows = [(f"`{f.table}`", _cell(f.meaning.en), ", ".join(f.grain)) for f in inside]
    return ["Not published. 不发布。", _table(("table 表", "meaning", "one row a 粒度"), sorted(rows))]


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ("---",) * len(heads), *rows])


def _cell(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|")


def _code(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _folded(head: str, text: str) -> str:
    return f"<details><summary>{head}</summary>\n\n{_fenced('text', text)}\n\n</details>"


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(page(), "utf-8")
