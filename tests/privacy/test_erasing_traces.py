"""What an erased account leaves in files of others: names of queries, pointers, lists; and what must not be hit."""

import json
import sqlite3
from contextlib import closing

import duckdb
import pytest

from contract.needles import BLANK, Needles
from contract.suppression import add
from crawlers.erasure import erase_journal, erase_lines
from crawlers.job import CrawlJob
from crawlers.listing import Listing, Span, Task
from crawlers.pseudonym import pseudonym
from fengxiang.crawling import jobs
from fengxiang.settings import Crawl, Feed, Settings
from warehouse.database_erasure import erase_database

SALT = "a salt for tests"
AUTHOR = pseudonym("weibo", "7700000000000001", SALT)
LABEL = f"account:{AUTHOR}"
NEEDLES = Needles(
    frozenset({"weibo:12", "weibo:5200000000000001"}), frozenset({AUTHOR}), texts=frozenset({"旧书桌转让给邻居"})
)


def test_the_record_of_a_run_that_followed_the_account_keeps_its_figures_under_another_name(tmp_path):
    record = tmp_path / "weibo-x.jsonl"
    rows = [{"run": "weibo-x", "query": query, "landed": n} for n, query in enumerate((LABEL, "长续航"))]
    record.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    assert erase_lines(record, NEEDLES, carry_out=True) == 1
    after = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    assert [row["landed"] for row in after] == [0, 1] and after[1]["query"] == "长续航"
    assert after[0]["query"].startswith("account:erased-") and AUTHOR not in record.read_text("utf-8")


def test_a_database_keeps_rows_of_others_that_the_account_found_and_their_comments(tmp_path):
    path = tmp_path / "v.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE post (post_id TEXT, author_id TEXT, parent_id TEXT, queries TEXT[], text TEXT)")
        con.execute(
            "INSERT INTO post VALUES ('weibo:12', NULL, NULL, [], 'x'), ('weibo:13', $a, NULL, [], 'y'), "
            "('weibo:14', 'a1', 'weibo:12', [$label, '长续航'], '看 旧书桌转让给邻居'), "
            "('weibo:15', NULL, NULL, [], '12')",
            {"a": AUTHOR, "label": LABEL},
        )
        con.execute(
            "CREATE TABLE coverage (query VARCHAR, pages INTEGER); INSERT INTO coverage VALUES ($label, 3)",
            {"label": LABEL},
        )
        con.execute("COMMENT ON TABLE post IS 'posts'; CREATE VIEW v AS SELECT * FROM post; CREATE MACRO m(a) AS a + 1")
    assert erase_database(path, NEEDLES, carry_out=False) == 5
    assert erase_database(path, NEEDLES, carry_out=True) == 5
    with duckdb.connect(str(path), read_only=True) as con:
        (kept, other) = con.execute("SELECT * FROM v ORDER BY post_id").fetchall()
        assert kept[:3] == ("weibo:14", "a1", None) and kept[3][1] == "长续航"
        assert kept[3][0].startswith("account:erased-") and kept[4] == "看 " + BLANK * 8
        assert other == ("weibo:15", None, None, [], "12")
        assert con.execute("SELECT pages, query FROM coverage").fetchall() == [(3, kept[3][0])]
        assert con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'post'").fetchall() == [("posts",)]
        assert con.execute("SELECT m(1)").fetchall() == [(2,)]
    assert erase_database(path, NEEDLES, carry_out=False) == 0


def test_a_run_under_way_forgets_the_account_and_goes_on(tmp_path):
    from datetime import UTC, datetime

    from crawlers.journal import Journal

    at = Span(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    journal = Journal(tmp_path / "x.sqlite")
    other = Task(Listing.SEARCH, "长续航", "长续航", at)
    journal.begin("listings", [Task(Listing.TIMELINE, LABEL, AUTHOR, at), other])
    journal.close()
    assert erase_journal(tmp_path / "x.sqlite", NEEDLES, carry_out=True) == 1
    journal = Journal(tmp_path / "x.sqlite")
    assert journal.open_tasks() == [other]
    journal.close()
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        assert AUTHOR not in "".join(db.iterdump())


def test_an_erased_account_is_no_longer_followed_nor_landed(tmp_path):
    from datetime import UTC, datetime

    from crawlers.run_state import RunState

    erased = add(tmp_path, SALT, [])
    add(tmp_path, SALT, [erased.author(AUTHOR)])
    feed = Feed(base_url="http://127.0.0.1:9", accounts=("7700000000000001", "7700000000000002"))
    settings = Settings(home=tmp_path, salt=SALT, crawl=Crawl(), feeds={"weibo": feed})
    (job,) = jobs(settings, [datetime(2026, 11, 23, tzinfo=UTC)])
    assert isinstance(job, CrawlJob) and job.accounts == ("7700000000000002",)
    state = RunState(job, tmp_path / "landing")
    assert state._erased.hides("weibo:1", AUTHOR) and not state._erased.hides("weibo:1", "a2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GET https://m.weibo.cn/detail/5200000000000001?x=1", True),
        ('{"mid":"5200000000000001"}', True),
        ("15200000000000001", False),
        ("12 likes, 12 comments", False),
        ("see weibo:12.", True),
        ("see weibo:12 there", True),
        ("see weibo:123 there", False),
        (r'{"text":"\u65e7\u4e66\u684c\u8f6c\u8ba9\u7ed9\u90bb\u5c45"}', True),
        ("旧书桌转让", False),
    ],
)
def test_ids_count_as_words_and_texts_however_they_are_written(text, told):
    assert NEEDLES.tells(text) == told
