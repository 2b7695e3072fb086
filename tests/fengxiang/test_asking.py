"""`fengxiang sql`, its shell and `fengxiang search`: read-only, harmless, every fault one sentence."""

import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from contract.errors import WarehouseError
from fengxiang.cli import app
from fengxiang.search_query import clauses
from fengxiang.shell import Shell
from fengxiang.warehouse_reader import Cancelled, asked, opened
from warehouse import changes, search_index
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.questions import create_questions
from warehouse.sql_files import sql_files

TEXTS = ["续航 差", "长续航 拉胯 广告", "\x1b[2J\x1b]0;偷\x07续航 好 [red]糟[/red]", "快充 好", "=1+1 快充 差"]


POST = """INSERT INTO post BY NAME SELECT 'weibo:' || $n AS post_id, 'weibo' AS platform, DATE '2026-11-20' AS dt,
    $n AS number, $text AS text, $words AS words, $n AS likes, true AS organic"""
COPIED = [told.name for told in sql_files() if told.layer in ("core", "daily", "findings")]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A published file with five posts."""
    path = tmp_path_factory.mktemp("asking") / "kept.duckdb"
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")}))
        for n, text in enumerate(TEXTS, 1):
            con.execute(POST, {"n": n, "text": text, "words": text.split()})
        con.execute("INSERT INTO volume_daily BY NAME SELECT DATE '2026-11-20' AS dt, 5 AS posts, 5 AS organic_posts")
        con.execute("INSERT INTO staging.numbered_post BY NAME SELECT dt, number, words FROM post")
        with ThreadPoolExecutor(1) as aside:
            search_index.end(con, search_index.start(con, date(2026, 11, 20), date(2026, 11, 20), aside))
        con.execute(f"INSERT INTO search_index FROM staging.found_gram; ATTACH '{path}' AS kept")
        for name in COPIED:
            con.execute(f"CREATE TABLE kept.{name} AS FROM memory.main.{name}")
        con.execute("COMMENT ON COLUMN kept.post.text IS 'plain text | 正文'")
        create_questions(con, "kept")
    return path


UNANSWERED = ["", "(", ")", "a |", '"a', "-", "()", "-广告", "(" * 200, " | ".join(f"(a{i} b{i})" for i in range(20))]


def said(*arguments, given=None):
    result = CliRunner().invoke(app, [*map(str, arguments)], input=given)
    return result.exit_code, result.output, result.exception


def test_one_statement_as_json_csv_and_table(file):
    code, text, _ = said("sql", "SELECT dt, likes, text FROM post WHERE number = 5", "--file", file, "--json")
    assert (code, json.loads(text)) == (0, {"dt": "2026-11-20", "likes": 5, "text": "=1+1 快充 差"})
    _, text, _ = said("sql", "SELECT likes, text FROM post WHERE number = 5", "--file", file, "--csv")
    assert text == "likes,text\n5,'=1+1 快充 差\n"
    _, text, _ = said("sql", "SELECT text FROM post ORDER BY number", "--file", file)
    assert "[red]糟[/red]" in text and "\x1b" not in text and "\x07" not in text and "5 rows" in text


def test_standard_input(file):
    assert said("sql", "--file", file, "--csv", given="SELECT count(*) AS n\nFROM post;")[1] == "n\n5\n"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("SELEC 1", "syntax error"),
        ("FROM nothing", "does not exist"),
        ("DROP TABLE post", "read-only"),
        ("FROM read_csv('/etc/passwd')", "disabled by configuration"),
        ("COPY post TO '/tmp/x.csv'", "disabled by configuration"),
        ("ATTACH '/tmp/x.duckdb'", "disabled by configuration"),
        ("SET enable_external_access = true", "locked|while database is running|cannot be"),
        ("SELECT error('糟')", "糟"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_leaves_the_file(file, statement, fault):
    with opened(file) as con, pytest.raises(WarehouseError, match=fault) as caught:
        list(asked(con, statement))
    assert "\n" not in str(caught.value) and "LINE 1" not in str(caught.value)


def test_no_warehouse_and_no_duckdb_file(tmp_path):
    assert "there is no warehouse" in str(said("sql", "SELECT 1", "--file", tmp_path / "none.duckdb")[2])
    (tmp_path / "no.duckdb").write_text("好" * 5000, "utf-8")
    assert "cannot be opened" in str(said("sql", "SELECT 1", "--file", tmp_path / "no.duckdb")[2])


@pytest.fixture
def pressing():
    """A thread that presses ctrl-c each half second until it arrives, whatever handler this process had before."""
    arrived = threading.Event()

    def press():
        while not arrived.wait(0.5):
            signal.raise_signal(signal.SIGINT)

    def arrive(*_):
        arrived.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, arrive)
    try:
        yield threading.Thread(target=press, daemon=True)
    finally:
        arrived.set()
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_cancels_the_query(file, pressing):
    endless = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE hash(a.range, b.range) = 1"
    with opened(file) as con:
        begin = time.monotonic()
        pressing.start()
        with pytest.raises(Cancelled):
            list(asked(con, endless))
        assert time.monotonic() - begin < 20
        assert con.execute("SELECT 1").fetchone() == (1,)


def test_the_shell_talks(file, capsys):
    typed = ".tables|.schema post|.schema search|.schema none|.examples rising|.mode csv|SELECT count(*) AS n"
    lines = iter([*typed.split("|"), "FROM post;", "SELEC;", ".mode wrong", ".what", "SELECT 1 AS kept"])

    def read(prompt):
        for line in lines:
            return line
        raise EOFError

    with opened(file) as con:
        Shell(con, file, "table", read).run()
    text = capsys.readouterr().out
    expected = ["search_index", "plain text | 正文", "until := NULL", "no table, view or macro none", "FROM rising();"]
    for told in [*expected, "n\n5\n", "syntax error", "a mode is one of table, json, csv", "there is no .what"]:
        assert told in text, told
    assert "kept" not in text.splitlines()[-1]


def test_ctrl_c_at_the_prompt_forgets_the_lines(file, capsys):
    given = iter(["SELECT 'forgotten'", KeyboardInterrupt(), "SELECT 'said' AS s;", ".quit"])

    def read(prompt):
        line = next(given)
        if isinstance(line, BaseException):
            raise line
        return line

    with opened(file) as con, pytest.raises(SystemExit):
        Shell(con, file, "csv", read).run()
    assert "s\nsaid\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("续航 (差 | 拉胯) -广告", {1}),
        ("续航 -(广告 (拉胯 | 好))", {1, 3}),
        ("(续航 差) | (快充 好)", {1, 4}),
        ("(快充 -(差 | 糟)) OR 拉胯", {2, 4}),
        ("長續航", {2}),
        ("NOT 续航 快充", {4, 5}),
    ],
)
def test_search_takes_any_parentheses(file, query, found):
    code, text, fault = said("search", query, "--file", file, "--json")
    assert code == 0, fault
    assert {int(json.loads(line)["post_id"].split(":")[1]) for line in text.splitlines()} == found


@pytest.mark.parametrize(
    "query", ["", "(", ")", "a |", '"a', "-", "()", "-广告", " | ".join(f"(a{i} b{i})" for i in range(20)), "(" * 200]
)
def test_a_search_that_cannot_be_answered_says_why(file, query):
    code, _, fault = said("search", query, "--file", file)
    assert code != 0 and str(fault).startswith("search: "), fault


def test_multiplying_out_says_the_same():
    assert clauses("a (b | (c -d))") == '("a") ("b" | "c") ("b" | -"d")'
    assert clauses("-(a | b)") == '(-"a") (-"b")'
    assert clauses("-(a b)") == '(-"a" | -"b")'


def test_a_fault_ends_with_its_code_and_no_traceback(file):
    ran = subprocess.run(
        [sys.executable, "-m", "fengxiang.cli", "sql", "SELEC", "--file", file], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (9, "")
    assert ran.stderr == 'fengxiang: syntax error at or near "SELEC"\n'
