"""What has fallen behind is said, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest

from contract.crawl_run import CrawlRun
from crawlers.landing import run_record, run_to_line
from fengxiang import freshness
from fengxiang.settings import load

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    text = '[feeds.weibo]\nbase_url = "http://127.0.0.1:9"\nqueries = ["快充"]\n[quality]\nstale_days = 2\n'
    (tmp_path / "fengxiang.toml").write_text(text, "utf-8")
    return load(tmp_path / "fengxiang.toml", home=tmp_path / "home")


def crawled(settings, at, outcome="ok"):
    run = CrawlRun(
        run=f"weibo-{at:%Y%m%dT%H%M%SZ}", platform="weibo", query="快充", as_of=at, window_from=at - timedelta(days=1),
        window_to=at, pages=1, entries=1, landed=1, rejected=0, retries=0, outcome=outcome, detail="a door",
    )  # fmt: skip
    record = run_record(settings.home / "landing", "weibo", run.run)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(run_to_line(run) + "\n", "utf-8")


def published(settings, last):
    import duckdb

    file = settings.home / "warehouse" / "warehouse.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as con:
        con.execute("CREATE TABLE post AS SELECT ?::DATE AS dt", [last])


def faults(settings, now=NOW):
    with pytest.raises(freshness.NotFresh) as told:
        freshness.check(settings, now)
    return str(told.value).splitlines()


def test_all_is_well(settings):
    crawled(settings, NOW - timedelta(days=3), "login_wall")
    crawled(settings, NOW - timedelta(hours=1))
    published(settings, "2026-11-22")
    told = freshness.check(settings, NOW)
    assert len(told) == 4 and told[0].startswith("weibo: crawled as of 2026-11-23 00:00")


def test_a_chain_that_stands_still_is_said(settings):
    (settings.home).mkdir()
    never, none = faults(settings)
    assert "weibo was never crawled" in never and "no warehouse was published" in none
    crawled(settings, NOW - timedelta(hours=7))
    published(settings, "2026-11-20")
    late = datetime.now(UTC) + timedelta(hours=8)  # the file was written now
    assert [line for line in faults(settings, late) if "published 8 h ago" in line]
    old, behind = faults(settings)
    assert "the last crawl is of 2026-11-22 18:00" in old and "newest post in the warehouse is of 2026-11-20" in behind


def test_a_platform_that_shows_nothing_is_said_with_its_reason(settings):
    crawled(settings, NOW - timedelta(hours=1), "login_wall")
    published(settings, "2026-11-22")
    assert faults(settings) == [
        "weibo: the last crawl saw nothing (login_wall: a door); `fengxiang doctor` tells the way out"
    ]


def test_without_feeds_nothing_is_late(tmp_path):
    settings = load(None, home=tmp_path)
    published(settings, "2020-01-01")
    assert freshness.check(settings, datetime.now(UTC) + timedelta(days=9))
