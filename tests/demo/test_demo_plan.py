from datetime import UTC, date, datetime, timedelta

from demo import crawl_plan
from demo.plan import QUERIES
from demo.search import Index
from demo.world import World


def test_one_crawl_a_day_and_platform(world: World) -> None:
    plan = crawl_plan(world)
    assert len(plan) == 91 * 4
    assert plan == sorted(plan, key=lambda crawl: crawl.as_of)
    assert plan[-1].as_of == datetime(2026, 11, 22, 16, 30, tzinfo=UTC) and plan[-1].day == date(2026, 11, 22)
    assert all(timedelta(hours=24) < crawl.as_of - crawl.window_from <= timedelta(hours=36) for crawl in plan)
    assert {crawl.queries for crawl in plan} == {QUERIES, ()}
    assert all("{as_of}" in path for crawl in plan for path in (*crawl.feeds, crawl.base_path))


def test_one_query_is_crawled_twice_as_deep_in_the_last_week(world: World) -> None:
    for crawl in crawl_plan(world):
        doubled = crawl.day > world.end - timedelta(days=7)
        expected = {"防晒": 2 if doubled else 1} if crawl.platform in ("weibo", "xiaohongshu") else {}
        assert crawl.page_limits == expected


def test_the_doubled_query_saturates_every_day_and_doubles(world: World) -> None:
    for platform in ("weibo", "xiaohongshu"):
        index = Index(world.posts[platform])
        for crawl in crawl_plan(world):
            if crawl.platform != platform:
                continue
            pages = crawl.page_limits["防晒"]
            found, _ = index.page("防晒", int(crawl.as_of.timestamp()), 0, 20 * pages)
            assert len(found) == 20 * pages
            assert found[-1].published > crawl.window_from.timestamp()


def test_a_full_crawl_needs_a_bounded_number_of_requests(world: World) -> None:
    searches = dict.fromkeys(("weibo", "xiaohongshu", "zhihu"), 0)
    notes = cut = 0
    for platform in searches:
        index = Index(world.posts[platform])
        for crawl in (crawl for crawl in crawl_plan(world) if crawl.platform == platform):
            at, first = int(crawl.as_of.timestamp()), crawl.window_from.timestamp()
            seen: dict[str, int] = {}
            for query in crawl.queries:
                for page in range(crawl.page_limits.get(query, crawl.max_pages)):
                    found, _ = index.page(query, at, 20 * page, 20)
                    searches[platform] += 1
                    seen |= {post.native: len(post.text) for post in found if post.published >= first}
                    if len(found) < 20 or found[-1].published < first:
                        break
            notes += len(seen) if platform == "xiaohongshu" else 0
            cut += sum(length > 140 for length in seen.values()) if platform == "weibo" else 0
    assert 300 < cut < 1500
    assert searches["weibo"] + searches["zhihu"] + cut < 6_000
    assert searches["xiaohongshu"] + notes < 12_000
