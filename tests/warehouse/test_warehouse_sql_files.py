import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from contract.errors import CheckFailed, WarehouseError
from warehouse import changes, checks, tables
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.sql_files import Link, parse, sql_files
from warehouse.tables import comment, ensure

from made_up_lake import THEMES  # isort: skip

GOOD = """-- pets: who lives where. | 谁住在哪里。
-- grain:  name
-- reads:  staging.house
-- column: name  what it is called | 名字
-- column: age  in years | 年龄（岁）
-- link:   name -> person.pet
-- fail:   unique(name); not_null(name)
-- warn:   between(age, 0, 30)
SELECT 'Mimi' AS name, 3 AS age WHERE $first IS NOT NULL
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "core" / "pets.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_header_is_read(tmp_path):
    file = parse(written(tmp_path, GOOD))
    assert (file.name, file.layer, file.table, file.by_day) == ("pets", "core", "pets", True)
    assert (file.meaning.en, file.meaning.zh) == ("who lives where.", "谁住在哪里。")
    assert (file.grain, file.reads) == (("name",), ("staging.house",))
    assert {name: str(meaning) for name, meaning in file.columns.items()} == {
        "name": "what it is called | 名字", "age": "in years | 年龄（岁）",
    }  # fmt: skip
    assert file.links == (Link(("name",), "person", ("pet",)),)
    assert [(str(c), c.level) for c in file.checks] == [
        ("unique(name)", "fail"), ("not_null(name)", "fail"), ("between(age, 0, 30)", "warn"),
    ]  # fmt: skip
    assert file.parameters(first=1, last=2) == {"first": 1}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("-- pets: who", "-- cats: who", 1, "the first line reads `-- pets: what it holds.`"),
        ("-- grain:  name\n", "", 1, "exactly one line `-- grain: a, b` is needed, found 0"),
        ("-- grain:  name\n", "-- grain:  name\n-- grain:  age\n", 3, "found 2"),
        ("-- reads: ", "-- raeds: ", 3, "key one of grain reads window start column link loose fail warn"),
        ("age  in years | 年龄（岁）", "age", 5, "a column is told once, as `-- column: name  meaning | 含义`"),
        ("age  in years", "name  again", 5, "a column is told once"),
        ("in years | 年龄（岁）", "in years", 5, "the Chinese half is missing in 'in years'"),
        ("in years | 年龄（岁）", "in years |", 5, "the Chinese half is missing"),
        ("in years | 年龄（岁）", "in years | jahre", 5, "the Chinese half is missing"),
        ("in years | 年龄（岁）", " | 年龄（岁）", 5, "the English half is missing"),
        ("who lives where. | 谁住在哪里。", "who lives where.", 1, "the Chinese half is missing"),
        ("name -> person.pet", "name person.pet", 6, "a link reads `-- link: column -> table.column`"),
        ("name -> person.pet", "weight -> person.pet", 6, "a link joins columns of this table"),
        ("name -> person.pet", "name, age -> person.pet", 6, "to as many of the other"),
        ("-- link:", "-- window: month\n-- link:", 6, "told once, as `-- window: week`"),
        ("-- link:", "-- start: first\n-- link:", 6, "a first table is told once"),
        ("unique(name);", "unique name;", 7, "a check reads `name(argument, argument)`"),
        ("SELECT 'Mimi'", "DELETE FROM pets; SELECT 'Mimi'", 9, "a plain SELECT"),
        (GOOD, "SELECT 1", 1, "a header is missing"),
    ],
)
def test_a_wrong_header_is_named_by_file_and_line(tmp_path, old, new, line, says):
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(WarehouseError, match=re.escape(f"{path}:{line}: ")) as error:
        parse(path)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [("-- column: age  in years | 年龄（岁）\n", ""), ("-- grain", "-- column: weight  kg | 公斤\n-- grain")],
)
def test_columns_and_their_meanings_must_match(tmp_path, old, new):
    file = parse(written(tmp_path, GOOD.replace(old, new)))
    with pytest.raises(WarehouseError, match=r"every output column needs one .*(age|weight)"):
        ensure(duckdb.connect(), file)


def test_english_is_enough_where_only_this_house_reads(tmp_path):
    path = tmp_path / "staging" / "pets.sql"
    path.parent.mkdir()
    path.write_text(re.sub(r" \| .*[岁里字）。]\n", "\n", GOOD), "utf-8")
    assert str(parse(path).columns["age"]) == "in years"


def test_rows_of_weeks_are_replaced_in_whole_weeks(tmp_path):
    file = parse(written(tmp_path, GOOD.replace("-- link:", "-- window: week\n-- link:")))
    assert file.span(date(2026, 11, 25), date(2026, 11, 30)) == (date(2026, 11, 23), date(2026, 12, 6))
    assert file.span(date(2026, 11, 23), date(2026, 11, 29)) == (date(2026, 11, 23), date(2026, 11, 29))
    assert file.span(date.min, date.max) == (date.min, date.max)
    assert parse(written(tmp_path, GOOD)).span(date(2026, 11, 25), date(2026, 11, 25))[0] == date(2026, 11, 25)


def test_comments_say_both_languages_and_take_any_text(con, tmp_path):
    file = parse(written(tmp_path, GOOD.replace("in years", "in 'years'; -- so")))
    ensure(con, file)
    comment(con, file, file.table)
    told = "SELECT comment FROM duckdb_columns() WHERE table_name = 'pets' AND column_name = 'age'"
    assert con.execute(told).fetchall() == [("in 'years'; -- so | 年龄（岁）",)]
    told = "SELECT comment FROM duckdb_tables() WHERE table_name = 'pets'"
    assert con.execute(told).fetchall() == [("who lives where. One row a name. | 谁住在哪里。每行对应一组：name。",)]


def test_comments_are_written_where_the_catalogue_tells_others_and_nowhere_else(con, monkeypatch):
    files = [file for file in sql_files() if file.layer != "staging"]
    tables.comment_all(con, files)
    query = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    told = con.execute(query).fetchall()
    con.execute("COMMENT ON COLUMN post.dt IS 'of another release'; COMMENT ON TABLE private.fingerprint IS NULL")
    written: list[str] = []
    write = tables.comment
    monkeypatch.setattr(tables, "comment", lambda con, file, table: (written.append(table), write(con, file, table)))
    tables.comment_all(con, files)
    assert sorted(written) == ["post", "private.fingerprint"]
    assert con.execute(query).fetchall() == told
    tables.comment_all(con, files)
    assert len(written) == 2


def test_tables_that_read_each_other_in_a_circle_are_refused(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / "core").mkdir(exist_ok=True)
        text = GOOD.replace("pets", name).replace("staging.house", other)
        (tmp_path / "core" / f"{name}.sql").write_text(text, "utf-8")
    with pytest.raises(WarehouseError, match="in a circle"):
        sql_files(tmp_path)


def test_every_shipped_file_stands_after_what_it_reads_and_has_known_checks():
    placed: set[str] = set()
    known = {f.table for f in sql_files()}
    for file in sql_files():
        assert {r for r in file.reads if r in known} <= placed
        placed.add(file.table)
        for check in file.checks:
            assert checks.query_of(check, file.table)
    assert len(placed) > 15


@pytest.fixture
def con():
    with connect(":memory:", Engine()) as connection:
        connection.execute(changes.SCHEMA)
        make_tables(connection, THEMES)
        yield connection


@pytest.mark.parametrize(
    ("promise", "rows", "fails"),
    [
        ("unique(name)", "('a', 1), ('a', 2)", True),
        ("unique(name)", "('a', 1), ('b', 1)", False),
        ("not_null(age)", "('a', NULL)", True),
        ("accepted_values(name, a, b)", "('c', 1), (NULL, 2)", True),
        ("accepted_values(name, a, b)", "('b', 1), (NULL, 2)", False),
        ("between(age, 0, 1)", "('a', 2)", True),
        ("at_least(age, 1)", "('a', 0), ('b', NULL)", True),
        ("at_most(age, 1)", "('a', 1)", False),
        ("rows_at_least(2)", "('a', 1)", True),
    ],
)
def test_checks_can_fail_and_hold(con, tmp_path, promise, rows, fails):
    text = GOOD.replace("unique(name); not_null(name)", promise).replace(
        "SELECT 'Mimi' AS name, 3 AS age WHERE $first IS NOT NULL", f"SELECT * FROM (VALUES {rows}) v(name, age)"
    )
    file = parse(written(tmp_path, text))
    con.execute(f"CREATE TABLE pets AS {file.select}")
    if not fails:
        checks.run(con, [file])
        return
    with pytest.raises(CheckFailed) as error:
        checks.run(con, [file])
    assert f"pets: {promise} does not hold for 1 rows, such as" in str(error.value)
    assert con.execute("SELECT count(*) FROM check_result WHERE NOT ok AND level = 'fail'").fetchall() == [(1,)]


def test_a_warning_is_told_and_kept_but_stops_nothing(con, tmp_path):
    file = parse(written(tmp_path, GOOD.replace("3 AS age", "300 AS age").replace(" WHERE $first IS NOT NULL", "")))
    con.execute(f"CREATE TABLE pets AS {file.select}")
    (warning,) = checks.run(con, [file])
    assert "between(age, 0, 30)" in warning
    assert "age=300" in warning


def test_no_more_than_three_rows_and_no_texts_are_shown(con, tmp_path):
    text = GOOD.replace(
        "SELECT 'Mimi' AS name, 3 AS age WHERE $first IS NOT NULL",
        "SELECT * FROM range(9) t(age), (SELECT 'x' AS name)",
    )
    file = parse(written(tmp_path, text.replace("not_null(name)", "at_most(age, 0)").replace("unique(name);", "")))
    con.execute("CREATE TABLE pets AS SELECT age, 'x' AS name, 'private' AS text FROM range(9) t(age)")
    with pytest.raises(CheckFailed) as error:
        checks.run(con, [file])
    assert str(error.value).count("age=") == 3
    assert "private" not in str(error.value)


def test_an_unknown_check_lists_the_known_ones_with_file_and_line(con, tmp_path):
    file = parse(written(tmp_path, GOOD.replace("unique(name)", "unqiue(name)")))
    with pytest.raises(WarehouseError, match=r"pets.sql:7: unknown check 'unqiue'; known: unique, not_null"):
        checks.run(con, [file])
