"""Near-duplicates across days: whatever order days arrive and are built in, the tables are those of a build at once."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from made_up_lake import THEMES, enrich, instant, land, made_post

from warehouse.build import build, rebuild
from warehouse.database import BUILD
from warehouse.ingest import ingest
from warehouse.near_duplicates import WINDOW

DAY = date(2026, 11, 20)
TEXT = "这款零食盲盒真的太好吃了大家快去买买买不要错过"
OTHER = "完全不同的一句话说的是秋天的天气和傍晚散步看见的猫"


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query).fetchall()


def links(home: Path) -> list[tuple]:
    return ask(home, "SELECT post_id, duplicate_of FROM post ORDER BY post_id")


def arrive(home: Path, run: str, *posts: dict) -> tuple[date, ...]:
    land(home, "weibo", f"weibo-{run}", posts, [])
    ingest(home)
    enrich(home)
    return build(home, THEMES).days


def post_of(number: int, back: int, text: str = TEXT, hour: float = 12, **more) -> dict:
    day = DAY - timedelta(days=back)
    return made_post(number, day, text, published_at=instant(day, hour), **more)


def test_a_late_original_makes_the_later_days_with_its_copies_again_and_no_others(tmp_path):
    arrive(tmp_path, "a", post_of(1, 5), post_of(2, 4, OTHER), post_of(3, 3), post_of(4, 0, OTHER))
    assert links(tmp_path) == [("weibo:1", None), ("weibo:2", None), ("weibo:3", "weibo:1"), ("weibo:4", "weibo:2")]
    days = arrive(tmp_path, "b", post_of(5, 6))
    assert days == tuple(DAY - timedelta(days=back) for back in (6, 5, 3))
    assert links(tmp_path)[0] == ("weibo:1", "weibo:5")
    assert links(tmp_path)[2] == ("weibo:3", "weibo:5")
    assert arrive(tmp_path, "c", post_of(6, 6, "另外一件事与前面所说的都没有关系")) == (DAY - timedelta(days=6),)


def test_an_original_that_goes_sets_its_copies_free(tmp_path):
    arrive(tmp_path, "a", post_of(1, 5))
    arrive(tmp_path, "b", post_of(2, 3), post_of(3, 1))
    assert links(tmp_path)[1:] == [("weibo:2", "weibo:1"), ("weibo:3", "weibo:1")]
    shutil.rmtree(tmp_path / "lake" / "posts" / "platform=weibo" / f"dt={DAY - timedelta(days=5)}")
    build(tmp_path, THEMES)
    assert links(tmp_path) == [("weibo:2", None), ("weibo:3", "weibo:2")]


def test_links_reach_four_weeks_back_and_a_new_month_begins_anew(tmp_path):
    arrive(tmp_path, "a", post_of(1, 2 * WINDOW), post_of(2, WINDOW), post_of(3, WINDOW - 1), post_of(4, 0))
    told = dict(links(tmp_path))
    assert told == {"weibo:1": None, "weibo:2": "weibo:1", "weibo:3": None, "weibo:4": "weibo:3"}


def test_a_line_of_a_hot_list_is_news_again_the_next_day(tmp_path):
    listed = {"kind": "hot_search", "author_id": None}
    arrive(tmp_path, "a", post_of(1, 1, **listed), post_of(2, 1, hour=13, **listed), post_of(3, 0, **listed))
    arrive(tmp_path, "b", post_of(4, 0, hour=14))
    assert links(tmp_path) == [
        ("weibo:1", None), ("weibo:2", "weibo:1"), ("weibo:3", None), ("weibo:4", None),
    ]  # fmt: skip


def test_a_post_told_of_two_days_is_not_its_own_copy(tmp_path):
    early = post_of(1, 1, hour=23.9)
    late = {**early, "published_at": instant(DAY, 0.1), "observed_at": instant(DAY, 5)}
    arrive(tmp_path, "a", late)
    arrive(tmp_path, "b", early)
    assert links(tmp_path) == [("weibo:1", None)]


@st.composite
def histories(draw):
    """Posts of few texts over seven weeks, each seen in one of four runs, and some seen again with another text."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(8, 28))
    posts = []
    for number in range(count):
        text = [TEXT, OTHER][rng.integers(2)]
        cut = int(rng.integers(0, 9))
        made = post_of(number, int(rng.integers(0, 50)), text[cut:], hour=float(rng.integers(1, 23)))
        posts.append((int(rng.integers(4)), made))
        if rng.random() < 0.2:
            changed = {**made, "text": OTHER, "observed_at": made["observed_at"] + timedelta(hours=2)}
            posts.append((int(rng.integers(4)), changed))
    return posts


@pytest.mark.slow
@given(history=histories())
# each example builds five times: not shrunk, a failing one says enough
@settings(deadline=None, max_examples=2, phases=[Phase.explicit, Phase.generate])
def test_in_whatever_order_posts_arrive_the_rows_are_those_of_one_build(history, tmp_path_factory):
    home = tmp_path_factory.mktemp("late")
    for run in range(4):
        arrive(home, str(run), *(made for of, made in history if of == run))
    before = ask(home, "FROM post ORDER BY ALL"), ask(home, "FROM private.fingerprint ORDER BY ALL")
    rebuild(home, THEMES)
    assert (ask(home, "FROM post ORDER BY ALL"), ask(home, "FROM private.fingerprint ORDER BY ALL")) == before
