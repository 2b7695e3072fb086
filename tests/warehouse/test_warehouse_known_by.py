"""Built with what was known at an instant = built from a lake in which nothing that came later exists."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_up_lake import END, THEMES, crawl_record, enrich, instant, land, made_post
from test_warehouse_build import rows

from contract.clock import start_of
from warehouse.build import build
from warehouse.ingest import ingest

DAYS = [END - timedelta(days=n) for n in range(12, -1, -1)]
INSTANTS = [instant(END - timedelta(days=back), hour) for back, hour in ((9, 3.5), (5, 0.1), (2, 14.2))]


def story() -> dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Runs of thirteen days: each finds new posts, sees older ones again, and one import tells of the whole time."""
    rng = random.Random(3)
    told = {}
    posts: list[dict[str, Any]] = []
    for day in DAYS:
        for hour in (0.5, 12):
            as_of = start_of(day) + timedelta(days=1, hours=hour)
            run = f"weibo-{as_of:%Y%m%dT%H%M%SZ}"
            new = [
                made_post(f"{day:%m%d}n{hour}n{i}", day, f"咖啡 第{i}杯 好 今天喝的是{day:%m%d}的拿铁")
                for i in range(4)
            ]
            posts += new
            seen = [{**p, "observed_at": as_of, "likes": rng.randrange(99)} for p in [*new, *rng.sample(posts, 3)]]
            told[run] = seen, [crawl_record(run, "weibo", "a", day, as_of=as_of)]
    claims = [
        made_post("m", day, "子夜", published_at=instant(day, at), observed_at=start_of(END - timedelta(days=seen)))
        for day, at, seen in ((DAYS[3], 23.99, 4), (DAYS[4], 0.01, 6))
    ]
    told["import-1"] = [*claims, *(made_post(f"i{i}", day, f"导入 茶 {day:%d}号") for i, day in enumerate(DAYS))], []
    return told


def written(home: Path, until: datetime | None) -> Path:
    """A lake of the story, or of what came of it until an instant."""
    for run, (posts, records) in story().items():
        known = [p for p in posts if until is None or p["observed_at"] <= until]
        if known or until is None:
            land(home, "weibo", run, known, [r for r in records if until is None or r["as_of"] <= until])
    ingest(home)
    enrich(home)
    return home


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("everything"), None)


def test_built_as_of_an_instant_is_built_without_what_came_later(everything, tmp_path):
    for number, until in enumerate(INSTANTS):
        past = written(tmp_path / str(number), until)
        build(past, THEMES)
        build(everything, THEMES, known_by=until)
        assert rows(everything) == rows(past)


def test_from_instant_to_instant_only_days_that_got_something_are_built(everything):
    build(everything, THEMES, known_by=instant(END, 1))
    assert build(everything, THEMES, known_by=instant(END, 1.1)).days == ()
    later = build(everything, THEMES, known_by=instant(END, 13)).days
    assert 0 < len(later) < len(DAYS) and later[-1] == END
    build(everything, THEMES, known_by=instant(END + timedelta(days=9), 0))
    assert build(everything, THEMES).days == ()


def test_back_to_an_earlier_instant_later_posts_leave_the_tables(everything):
    build(everything, THEMES)
    after = rows(everything, "post", "engagement", "crawl_run")
    build(everything, THEMES, known_by=INSTANTS[1])
    before = rows(everything, "post", "engagement", "crawl_run")
    assert all(len(before[name]) < len(after[name]) for name in after)
    build(everything, THEMES)
    assert rows(everything, "post", "engagement", "crawl_run") == after
