"""Aspects of themes as subjects: flagged alone where only they rise, part of the theme where all of it rises."""

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from made_up_lake import ASPECTS, END, THEMES, Network, enrich, run_all

from warehouse.build import build, rebuild
from warehouse.database import BUILD
from warehouse.detect import detect
from warehouse.ingest import ingest

PAIR = "快充/续航"
BATTERY = ("掉电", "待机", "电量", "毫安", "费电")
DAYS = 11  # of the rise
TABLES = ("trend", "trend_evidence", "topic", "topic_daily", "topic_member", "aspect_daily")


def ask(home: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(query).fetchall()


def network(*, flat: bool) -> Network:
    """Twelve posts a day of one theme; in the end ten of them are of its battery, or twelve more are."""
    net = Network(days=60, platforms=("weibo",), a_day=16)
    for day in net.all_days():
        now = (END - day).days < DAYS
        spoken = 10 if now else 1
        for i in range(spoken):
            net.plant("weibo", day, 1, f"快充 {BATTERY[(i + day.toordinal()) % len(BATTERY)]}")
        net.plant("weibo", day, 12 - spoken if flat else 11, "快充 手机")
        net.plant("weibo", day, 2, "掉电 相机" if day.day % 2 else "毫安 耳机")  # of the aspect, but not of the theme
    return net


@pytest.fixture(scope="module")
def flat(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("flat")
    network(flat=True).land(folder)
    run_all(folder)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    net = network(flat=False)
    for i in range(DAYS):
        net.plant("weibo", END - timedelta(days=i), 14, "快充 手机")
    net.land(folder)
    run_all(folder)
    return folder


def test_an_aspect_rises_though_its_theme_does_not(flat):
    columns = "verdict, part_of, since, ratio, ratio_low, authors, platforms"
    told = ask(flat, f"SELECT {columns} FROM trend WHERE subject = '{PAIR}' AND scope = 'all' AND dt = '{END}'")
    ((verdict, whole_of, since, ratio, low, authors, platforms),) = told
    assert (verdict, whole_of, authors, platforms) == ("organic", None, 70, ["weibo"])
    assert END - timedelta(days=DAYS - 1) <= since <= END - timedelta(days=DAYS - 6)
    assert 4 < low < ratio < 15  # ten a day where there was one
    assert not ask(flat, f"SELECT 1 FROM trend WHERE subject = '快充' AND verdict = 'organic' AND dt = '{END}'")


def test_its_evidence_speaks_of_both(flat):
    posts = ask(
        flat,
        "SELECT list_contains(p.themes, '快充'), list_contains(list(a.aspect), '续航') FROM trend_evidence e "
        "JOIN post p USING (post_id) LEFT JOIN post_aspect a USING (post_id) "
        f"WHERE e.subject = '{PAIR}' AND e.scope = 'all' AND e.dt = '{END}' GROUP BY p.post_id, p.themes",
    )
    assert posts == [(True, True)] * 5


def test_its_topic_is_of_the_theme(flat):
    query = f"""SELECT d.theme, d.name, m.subject
        FROM topic_member m JOIN topic_daily d USING (dt, scope, topic_id)
        WHERE m.dt = '{END}' AND m.scope = 'all' AND m.subject_kind = 'aspect'"""
    assert ask(flat, query) == [("快充", PAIR, PAIR)]  # no phrase carries a good part of it


def test_it_is_part_of_its_theme_where_that_rises(whole):
    kinds = ask(
        whole,
        f"SELECT subject_kind, part_of FROM trend WHERE scope = 'all' AND dt = '{END}' AND subject_kind <> 'term'",
    )
    assert dict(kinds) == {"theme": None, "aspect": "快充"}


def test_exposure_is_of_the_posts_that_say_both(flat):
    query = f"""SELECT sum(posts), (SELECT sum(posts) FROM aspect_daily WHERE theme = '快充' AND dt = '{END}')
        FROM private.subject_source_daily WHERE subject_kind = 'aspect' AND subject = '{PAIR}' AND dt = '{END}'"""
    assert ask(flat, query) == [(10.0, 10)]


def test_daily_late_and_rebuilt_are_the_same_rows(tmp_path, flat):
    net = network(flat=True)
    nights = [END - timedelta(days=i) for i in range(2, -1, -1)]
    net.land(tmp_path, [day for day in net.all_days() if day < nights[0]])
    for day in nights:
        net.land(tmp_path, [day])
        run_all(tmp_path, day)
    once = tmp_path / "once"
    shutil.copytree(flat, once)
    rebuild(once, THEMES)
    detect(once, END)
    for table in TABLES:
        told = ask(flat, f"FROM {table} ORDER BY ALL")
        assert told and told == ask(tmp_path, f"FROM {table} ORDER BY ALL") == ask(once, f"FROM {table} ORDER BY ALL")
    assert ask(tmp_path, f"SELECT 1 FROM trend_vintage WHERE subject = '{PAIR}' AND known_to IS NULL LIMIT 1")


def test_names_of_aspects_stay_until_others_are_given(tmp_path):
    network(flat=True).land(tmp_path, [END])
    ingest(tmp_path)
    enrich(tmp_path)
    build(tmp_path, THEMES, aspects=ASPECTS)
    assert ask(tmp_path, "FROM aspect") == [("续航", "续航", "battery life")]
    build(tmp_path, THEMES)
    assert ask(tmp_path, "FROM aspect") == [("续航", "续航", "battery life")]
    build(tmp_path, THEMES, aspects=ASPECTS.slice(0, 0))
    assert ask(tmp_path, "FROM aspect") == []
