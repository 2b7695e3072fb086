"""Topics: what is one, what it is called, and that it keeps its id; the same rows daily, late and at once."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from made_up_lake import END, THEMES, Network, enrich, instant, land, made_post, run_all, run_name

from warehouse.build import build, rebuild
from warehouse.database import BUILD
from warehouse.detect import detect
from warehouse.ingest import ingest
from warehouse.topic_groups import Node, average_linkage, groups
from warehouse.topic_links import DOUBT, Links, closeness
from warehouse.topic_names import can_name, name
from warehouse.topic_tracks import QUIET, Tracks, topic_id

DAY = timedelta(days=1)
TABLES = ("topic", "topic_daily", "topic_member")


def term(text: str) -> tuple[str, str]:
    return "term", text


def near(*values: float) -> np.ndarray:
    return np.array(values, np.float64)


def test_closeness_is_what_is_shared_beyond_chance():
    shared, chance, smaller = near(60, 10, 10, 3, 50), near(10, 10, 2, 0, 60), near(60, 60, 2, 10, 40)
    found = closeness(shared, chance, smaller)
    assert found[0] == 50 / (50 + DOUBT)
    assert found[1] == 0  # as often as chance
    assert found[2] == 0 and found[4] == 0  # chance alone would fill it
    assert found[3] == 3 / (10 + DOUBT) < 30 / (100 + DOUBT)  # few tell less


def test_a_chain_is_not_one_group():
    close = np.zeros((6, 6))
    for i in range(5):
        close[i, i + 1] = close[i + 1, i] = 0.6
    labels = average_linkage(close, 0.4)
    assert len(set(labels)) == 3
    close[:3, :3] = close[3:, 3:] = 0.6
    assert [*map(len, _by_label(average_linkage(close, 0.4)))] == [3, 3]
    assert average_linkage(np.zeros((0, 0)), 0.4) == [] and len(set(average_linkage(np.zeros((3, 3)), 0.4))) == 3


def _by_label(labels: list[int]) -> list[list[int]]:
    return [[i for i, at in enumerate(labels) if at == label] for label in sorted(set(labels))]


def node(number: int, text: str, weight: float = 10.0, whole: tuple[str, str] | None = None) -> Node:
    return Node(term(text), number, weight, "organic", whole)


def links(*pairs: tuple[int, int, float]) -> Links:
    one, other, close = zip(*pairs, strict=True)
    return Links(np.array(one), np.array(other), np.array(close))


def test_parts_go_with_what_explains_them_and_the_rest_by_closeness():
    nodes = [node(0, "续航", 50, term("长续航")), node(1, "长续航", 40), node(2, "一周一充", 9), node(3, "露营", 70)]
    found = groups(nodes, links((1, 2, 0.8), (0, 3, 0.9)), {})
    assert [[n.subject[1] for n in group] for group in found] == [["续航", "长续航", "一周一充"], ["露营"]]


def test_what_was_one_topic_stays_so_a_little_longer():
    nodes, close = [node(0, "甲乙"), node(1, "丙丁")], links((0, 1, 0.25))
    assert len(groups(nodes, close, {})) == 2
    assert len(groups(nodes, close, {term("甲乙"): "t", term("丙丁"): "t"})) == 1
    close = links((0, 1, 0.35))
    assert len(groups(nodes, close, {})) == 1
    assert len(groups(nodes, close, {term("甲乙"): "t", term("丙丁"): "u"})) == 2


@pytest.mark.parametrize("text", ["好", "2", "12月", "3.5%", "一个", "第二次", "4:2", "90 后", "2022"])
def test_single_characters_and_numbers_are_no_names(text):
    assert can_name(term(text)) == (text == "90 后")
    assert name({term(text): 90.0, term("一周一充"): 1.0}) == term("一周一充" if text != "90 后" else text)


def test_the_name_is_a_theme_or_the_phrase_that_covers_most():
    assert name({term("2"): 5.0}) is None
    assert name({term("续航"): 100.0, ("theme", "快充"): 40.0}) == ("theme", "快充")
    assert name({term("续航"): 100.0, term("长续航"): 61.0}) == term("长续航")
    assert name({term("续航"): 100.0, term("长续航"): 59.0}) == term("续航")
    assert name({term("发热"): 30.0, ("hashtag", "发热"): 30.0}) == ("hashtag", "发热")
    assert name({term("乙甲"): 10.0, term("甲乙"): 10.0}) == term("乙甲")  # a tie has an order


def test_an_aspect_names_what_no_phrase_carries_a_good_part_of():
    pair = ("aspect", "快充/续航")
    assert name({pair: 50.0, term("快充待机"): 9.0}) == pair
    assert name({pair: 50.0, term("快充待机"): 18.0}) == term("快充待机")
    assert name({pair: 50.0, term("续航"): 24.0}) == pair and name({pair: 50.0, term("续航"): 26.0}) == term("续航")
    assert name({pair: 50.0, ("theme", "快充"): 60.0}) == ("theme", "快充")
    assert name({pair: 2.0}) == pair and can_name(("aspect", "3/4"))


def test_a_name_stays_until_another_is_clearly_better():
    held = term("发烫")
    assert name({held: 20.0, term("发热"): 29.0}, held, 20.0) == held
    assert name({held: 20.0, term("发热"): 30.0}, held, 20.0) == term("发热")
    assert name({term("发热"): 29.0}, held, 20.0) == held  # not flagged today, but lately
    assert name({term("发热"): 1.0}, held, 0.0) == term("发热")
    assert name({held: 20.0, term("手机发烫"): 13.0}, held, 20.0) == term("手机发烫")  # completes it
    assert name({held: 40.0, term("手机发烫"): 13.0}, term("手机发烫"), 13.0) == term("手机发烫")


def follow(tracks: Tracks, day: date, *told: dict[str, float]) -> list[str]:
    """Ids of a day's groups; what merged is noted too."""
    tracks.forget(day)
    given = [{term(text): weight for text, weight in group.items()} for group in told]
    found = tracks.follow(day, given)
    tracks.merge(day, [(topic, group) for topic, group in zip(found, given, strict=True) if topic])
    return [topic.topic_id if topic else "" for topic in found]


def test_an_id_outlives_its_words_and_a_fortnights_silence():
    tracks = Tracks()
    (begun,) = follow(tracks, END, {"续航": 30.0, "充电": 20.0})
    assert begun == topic_id(END, term("续航"))
    assert follow(tracks, END + DAY, {"充电": 20.0, "一周一充": 10.0}, {"露营": 99.0})[0] == begun
    assert follow(tracks, END + DAY * 2, {"一周一充": 10.0}) == [begun]
    back = END + DAY * (2 + QUIET)
    assert follow(tracks, back, {"一周一充": 10.0}) == [begun]
    assert tracks.topics[begun].week(back) == 3
    later = back + DAY * (QUIET + 1)
    assert follow(tracks, later, {"一周一充": 10.0}) == [topic_id(later, term("一周一充"))]


def test_of_two_that_become_one_the_heavier_goes_on_and_the_other_says_so():
    tracks = Tracks()
    small, large = follow(tracks, END, {"发烫": 10.0}, {"发热": 90.0})
    assert follow(tracks, END + DAY, {"发热": 90.0, "发烫": 10.0}) == [large]
    assert tracks.topics[small].merged_into == large
    assert follow(tracks, END + DAY * 2, {"发热": 90.0}, {"发烫": 10.0}) == [large, small]  # apart again
    assert tracks.topics[small].merged_into is None


def test_of_one_that_falls_apart_the_heavier_part_keeps_the_id():
    tracks = Tracks()
    (begun,) = follow(tracks, END, {"发热": 60.0, "售后": 50.0, "退货": 30.0})
    first, second = follow(tracks, END + DAY, {"售后": 50.0, "退货": 30.0}, {"发热": 60.0})
    assert second == begun  # 60 and its name, against 80
    assert tracks.topics[first].split_from == begun
    assert {tracks.topics[t].name[1] for t in (first, second)} == {"售后", "发热"}


def test_a_small_topic_that_is_swallowed_takes_no_id_away():
    tracks = Tracks()
    large, small = follow(tracks, END, {"发热": 70.0, "售后": 30.0}, {"烫手": 5.0})
    found = follow(tracks, END + DAY, {"发热": 70.0, "烫手": 5.0}, {"售后": 30.0})
    assert found[0] == large and found[1] not in (large, small)


def network() -> Network:
    """Two stories whose words stand together, one of the lexicon, and a flood."""
    net = Network(days=50, platforms=("weibo", "zhihu"), a_day=16)
    for i in range(12):
        net.plant("weibo", END - i * DAY, 5, "老城 书店 旧地图")
        net.plant("zhihu", END - i * DAY, 2, "老城 书店")
    for i in range(12):
        net.plant("weibo", END - i * DAY, 6, f"快充 百瓦 {'慢充' * (i % 2)}")
    for i in range(2):
        for account in range(4):
            net.plant("weibo", END - i * DAY, 20, "盲盒 抽奖", author_id=f"flood{account}")
    return net


def tables(home: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("topics")
    network().land(folder)
    run_all(folder)
    return folder


def test_words_of_the_same_posts_are_one_topic(home):
    query = f"SELECT name, list(subject ORDER BY subject) FROM topic_member JOIN topic_daily USING (dt, scope, topic_id) WHERE dt = '{END}' AND scope = 'all' GROUP BY ALL ORDER BY name"  # noqa: E501
    found = {called: set(subjects) for called, subjects in ask(home, query)}
    assert found["快充"] >= {"快充", "百瓦"} and "老城" not in found["快充"]
    assert any({"老城", "书店", "旧地图"} <= members for members in found.values())
    assert not {"盲盒", "抽奖"} & set().union(*found.values())  # a flood is no part of a topic


def test_a_theme_gives_its_name_and_the_second_week_is_told(home):
    told = ask(home, f"SELECT name, name_kind, theme, rise_week FROM topic_daily WHERE dt = '{END}' AND scope = 'all'")
    assert ("快充", "theme", "快充", 2) in told
    assert len(ask(home, "SELECT 1 FROM topic WHERE name = '快充'")) == 1


def test_a_topic_has_one_id_in_all_scopes_and_counts_each_author_once(home):
    rows = ask(home, f"SELECT scope, topic_id, authors FROM topic_daily WHERE dt = '{END}' AND name <> '快充'")
    assert {scope for scope, _, _ in rows} >= {"all", "weibo"} and len({t for _, t, _ in rows}) == 1
    everywhere = {scope: authors for scope, _, authors in rows}["all"]
    counted = f"""SELECT count(DISTINCT author_id) FROM post WHERE organic AND dt > DATE '{END}' - 7
        AND list_has_any(words, (SELECT list(subject) FROM topic_member WHERE dt = '{END}' AND scope = 'all'
            AND topic_id = '{rows[0][1]}'))"""
    assert [(everywhere,)] == ask(home, counted)


def late(home: Path, day: date) -> None:
    """A day's late posts: of the story of the books, and a word that comes with it."""
    posts = [
        made_post(f"l{day:%m%d}{i}", day - DAY * 2, f"老城 书店 迟到 {i}", query="乙", observed_at=instant(day, 25))
        for i in range(4)
    ]
    land(home, "weibo", run_name("weibo", day) + "-late", posts, [])


def step(home: Path, day: date) -> None:
    ingest(home)
    enrich(home)
    build(home, THEMES)
    detect(home, day)


NIGHTS = [END - i * DAY for i in range(5, -1, -1)]


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> Path:
    """All landed at once, late posts included, and judged in one run."""
    folder = tmp_path_factory.mktemp("once")
    network().land(folder)
    for day in NIGHTS:
        late(folder, day)
    step(folder, END)
    return folder


def test_daily_late_and_at_once_are_the_same_rows(tmp_path, once):
    """Some nights one by one, then three days at once."""
    net = network()
    net.land(tmp_path, [day for day in net.all_days() if day < NIGHTS[0]])
    for i, day in enumerate(NIGHTS, 1):
        net.land(tmp_path, [day])
        late(tmp_path, day)
        if i in (1, 2, 3, 6):
            step(tmp_path, day)
    told = tables(tmp_path)
    assert told == tables(once) and all(told.values())


def test_a_rebuild_gives_the_same_rows(once):
    told = tables(once)
    rebuild(once, THEMES)
    detect(once, END)
    assert tables(once) == told
