"""A crawl in parts: they are the whole, ask no faster than one would, and days can be asked in any order."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from contract.clock import Window
from contract.errors import SettingsError
from crawlers.landing import post_of_line
from demo.plan import crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang import crawl_parts, stages
from fengxiang.demonstration import settings_text
from fengxiang.settings import load

AS_OF = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
FEEDS = """
[crawl]
queries_a_task = 2
delay = 1.5
concurrency = 4
[feeds.weibo]
base_url = "http://127.0.0.1:9"
queries = ["一", "二", "三", "四", "五"]
hot_list = true
accounts = ["1"]
revisits = 9
[feeds.zhihu]
base_url = "http://127.0.0.1:9"
queries = ["一"]
[feeds.douyin]
base_url = "http://127.0.0.1:9"
"""


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "fengxiang.toml").write_text(FEEDS, "utf-8")
    return load(tmp_path / "fengxiang.toml")


def test_every_query_is_in_one_part_and_what_has_no_query_in_the_first(settings):
    parts = crawl_parts.parts(settings)
    assert [p.name for p in parts] == ["weibo 1 of 3", "weibo 2 of 3", "weibo 3 of 3", "zhihu"]
    assert [crawl_parts.Part.of_told(p.told()) for p in parts] == parts
    jobs = [crawl_parts.job(settings, p, AS_OF) for p in parts]
    assert [j.queries for j in jobs] == [("一", "二"), ("三", "四"), ("五",), ("一",)]
    assert [(j.hot_list, len(j.accounts), j.revisits) for j in jobs[:3]] == [(True, 1, 9), (False, 0, 0), (False, 0, 0)]
    assert len({j.run for j in jobs}) == 4 and all(j.run.endswith("-20261122T163000Z") for j in jobs)


def test_all_parts_together_ask_no_faster_than_one_crawl(settings):
    jobs = [crawl_parts.job(settings, p, AS_OF) for p in crawl_parts.parts(settings, ["weibo"])]
    whole = crawl_parts.job(settings, crawl_parts.Part("weibo", 1, 1, ()), AS_OF)
    assert sum(1 / j.delay for j in jobs) == pytest.approx(1 / whole.delay)
    assert sum(j.concurrency for j in jobs) <= whole.concurrency


def test_a_platform_that_is_not_crawled_is_named(settings):
    with pytest.raises(SettingsError, match="do not crawl douyin xiaohongshu; they crawl weibo zhihu"):
        crawl_parts.parts(settings, ["xiaohongshu", "douyin", "weibo"])


def test_a_day_asked_again_is_the_same_run_unless_something_else_is_asked(settings):
    day, part = Window(date(2026, 11, 20), date(2026, 11, 20)), crawl_parts.parts(settings, ["zhihu"])[0]
    job = crawl_parts.job_of_day(settings, part, day)
    assert (job.window_from, job.as_of, job.overlap) == (day.start, day.end, None)
    assert job.run == crawl_parts.job_of_day(settings, part, day).run
    other = crawl_parts.Part("zhihu", 1, 1, ("一", "新"))
    assert job.run != crawl_parts.job_of_day(settings, other, day).run


def landed(home):
    files = sorted((home / "landing" / "weibo").glob("*.jsonl.gz"))
    lines = [line for file in files for line in gzip.decompress(file.read_bytes()).decode().splitlines()]
    return len(files), {(post.post_id, post.query) for post in map(post_of_line, lines)}


def test_parts_side_by_side_land_what_one_crawl_lands(tmp_path):
    world = World(seed=7, end=date(2026, 11, 22), weeks=1, scale=0.1)
    plan, found = crawl_plan(world), {}
    with serve(world) as base:
        for name, a_task in (("one", 25), ("parts", 5)):
            file = tmp_path / name / "fengxiang.toml"
            file.parent.mkdir()
            text = settings_text(plan, base, 25, "zh").replace("[crawl]\n", f"[crawl]\nqueries_a_task = {a_task}\n")
            file.write_text(text, "utf-8")
            (file.parent / "secret").mkdir()
            (file.parent / "secret" / "salt").write_text("a salt for both")
            settings = load(file)
            parts = crawl_parts.parts(settings, ["weibo"])
            with ThreadPoolExecutor(len(parts)) as pool:
                runs = list(pool.map(lambda part, s=settings: stages.crawl_part(s, part, AS_OF), parts))
            assert not [run for each in runs for run in each if run.outcome not in ("ok", "empty", "saturated")]
            found[name] = landed(file.parent)
    assert (found["one"][0], found["parts"][0]) == (1, 3)
    assert found["one"][1] == found["parts"][1] and len(found["one"][1]) > 20
