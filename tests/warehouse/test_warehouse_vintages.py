"""What was known when: run every night, or landed at once and backfilled, gives the same history."""

import random
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from made_up_lake import END, THEMES, Network, crawl_record, enrich, instant, land, made_post, run_name

from contract.errors import WarehouseError
from warehouse import vintages
from warehouse.backfill import backfill
from warehouse.build import build, build_file, rebuild
from warehouse.database import BUILD, Engine
from warehouse.detect import detect
from warehouse.ingest import ingest
from warehouse.sql_files import sql_files
from warehouse.storage import Local
from warehouse.tables import touched

ROW = """INSERT INTO trend BY NAME SELECT $dt::DATE AS dt, 'all' AS scope, 'term' AS subject_kind, $subject AS subject,
    $score AS score, 2.0 AS ratio, 3 AS authors, 3 AS posts,
    'rising' AS phase, 'organic' AS verdict, $dt::DATE AS since"""
VINTAGES = ("trend_vintage", "alert_vintage", "topic_daily_vintage")
NIGHTS = [END - timedelta(days=i) for i in range(5, -1, -1)]


def history(home: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return {t: con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in VINTAGES}


def night(home: Path, day: date) -> bool:
    ingest(home)
    enrich(home)
    build(home, THEMES)
    return detect(home, day).recorded


def network() -> Network:
    net = Network(days=50, platforms=("weibo",), a_day=16)
    for day in net.all_days():
        net.plant("weibo", day, 4, "快充 手机 好")
    for i in range(12):
        net.plant("weibo", END - timedelta(days=i), 7, "新风 吹来")
    failed = END - timedelta(days=3)
    for query in "甲乙":
        net.coverage["weibo", query, failed] = {"covered_from": None, "covered_to": None, "outcome": "failed"}
        net.keep["weibo", query, failed] = 0.0
    return net


def late(home: Path, day: date) -> None:
    """What arrives with a night: bad posts, late posts and edits of the day before, the repair of a failed crawl."""
    seen = instant(day, 25)
    before = day - timedelta(days=1)
    posts = [made_post(f"bad{day:%m%d}{i}", day, f"快充 糟 {i}", query="甲", observed_at=seen) for i in range(12)]
    posts += [made_post(f"late{day:%m%d}{i}", before, f"新风 {i}", query="乙", observed_at=seen) for i in range(4)]
    posts += [
        made_post(f"worse{day:%m%d}{i}", before, f"快充 糟 迟 {i}", query="乙", observed_at=seen) for i in range(5)
    ]
    posts += [{**p, "observed_at": seen, "likes": 9} for p in network().background("weibo", before)[:2]]
    records = []
    run = run_name("weibo", day) + "-late"
    if day == END - timedelta(days=1):
        failed = END - timedelta(days=3)
        posts += [{**p, "observed_at": seen} for p in network().background("weibo", failed)]
        records = [crawl_record(run, "weibo", q, failed, as_of=seen) for q in "甲乙"]
    land(home, "weibo", run, posts, records)


@pytest.fixture(scope="module")
def daily(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("daily")
    net = network()
    net.land(home, [day for day in net.all_days() if day < NIGHTS[0]])
    for day in NIGHTS:
        net.land(home, [day])
        late(home, day)
        assert night(home, day)
    return home


def at_once(home: Path) -> None:
    network().land(home)
    for day in NIGHTS:
        late(home, day)
    ingest(home)
    enrich(home)


def test_landed_at_once_and_backfilled_is_the_same_history(daily, tmp_path):
    at_once(tmp_path)
    assert backfill(tmp_path, NIGHTS[0], END, THEMES) == tuple(NIGHTS)
    told = history(tmp_path)
    assert told == history(daily)
    assert all(told[table] for table in VINTAGES)
    for table, key, count in (
        ("trend", "dt, scope, subject_kind, subject", "posts"),
        ("alert", "alert_id, dt", "posts"),
        ("topic_daily", "dt, scope, topic_id", "authors"),
    ):
        with duckdb.connect(str(tmp_path / BUILD), read_only=True) as con:
            changed = f"SELECT 1 FROM {table}_vintage GROUP BY {key} HAVING count(DISTINCT {count}) > 1"
            assert con.execute(changed).fetchall(), table  # late posts made it known otherwise later


def test_a_history_that_is_filled_in_later_and_killed_is_the_same(daily, tmp_path):
    at_once(tmp_path)
    build(tmp_path, THEMES)
    assert detect(tmp_path, END).recorded  # the newest first, as a first run does
    done: list[int] = []

    def killed(step: int, _: int) -> None:
        done.append(step)
        if step == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backfill(tmp_path, NIGHTS[0], END, THEMES, on_progress=killed)
    assert backfill(tmp_path, NIGHTS[0], END, THEMES) == tuple(NIGHTS[2:-1])
    assert history(tmp_path) == history(daily)


def test_rebuild_reads_the_history_back(daily):
    before = history(daily)
    rebuild(daily, THEMES)
    assert detect(daily, END).recorded
    assert history(daily) == before


def test_what_comes_after_the_cutoff_changes_the_judgement_and_not_the_vintage(daily):
    before = history(daily)
    seen = vintages.cutoff(END) + timedelta(hours=1)
    posts = [made_post(f"very{i}", END, f"新风 很晚 {i}", query="甲", observed_at=seen) for i in range(6)]
    land(daily, "weibo", "weibo-very-late", posts, [])
    night(daily, END)
    assert history(daily) == before
    with duckdb.connect(str(daily / BUILD), read_only=True) as con:
        now = con.execute(f"SELECT posts FROM trend WHERE subject = '新风' AND dt = '{END}' AND scope = 'all'")
        then = "FROM trend_vintage WHERE subject = '新风' AND scope = 'all' AND known_to IS NULL"
        assert now.fetchall()[0][0] > con.execute(f"SELECT posts {then} AND dt = '{END}'").fetchall()[0][0]


def test_only_days_that_were_noted_are_compared_and_all_where_nothing_is_known(tmp_path):
    """What the log does not name is not looked at: that keeps a night's cost flat as history grows."""
    store, day, old = Local(tmp_path), END, END - timedelta(days=40)
    file = next(f for f in sql_files() if f.name == "trend")
    with build_file(tmp_path, THEMES, Engine()) as con:

        def scores() -> list[tuple]:
            return con.execute("SELECT dt, score, known_to IS NULL FROM trend_vintage ORDER BY ALL").fetchall()

        for dt in (old, day):
            con.execute(ROW, {"dt": dt, "subject": "新风", "score": 5.0})
        for i in range(2):
            assert vintages.record(con, store, day + timedelta(days=i))
        first = scores()
        con.execute("UPDATE trend SET score = 6.0 WHERE dt = ?", [old])
        touched(con, next(f for f in sql_files() if f.name == "topic"), [None])  # no vintage is kept of it
        assert vintages.record(con, store, day + timedelta(days=2))
        assert scores() == first  # not noted
        touched(con, file, [old])
        assert vintages.record(con, store, day + timedelta(days=3))
        changed = scores()
        assert changed == [(old, 5.0, False), (old, 6.0, True), (day, 5.0, True)]
        con.execute("DELETE FROM trend WHERE dt = ?", [day])
        con.execute("DELETE FROM state.told_last")  # another build file wrote the last vintage
        assert vintages.record(con, store, day + timedelta(days=4))
        assert scores() == [*changed[:2], (day, 5.0, False)]


@pytest.mark.parametrize("seed", range(3))
def test_comparing_noted_days_tells_what_comparing_all_days_tells(tmp_path, seed):
    """Nights with random changes, runs that come twice, days that nobody ran: the same files, the same tables."""
    chance, day, file = random.Random(seed), END, next(f for f in sql_files() if f.name == "trend")
    homes = tmp_path / "noted", tmp_path / "all"
    with build_file(homes[0], THEMES, Engine()) as noted, build_file(homes[1], THEMES, Engine()) as everything:
        for _ in range(12):
            day += timedelta(days=chance.choice((0, 1, 1, 1, 3)))
            changed = {day, *(day - timedelta(days=chance.randrange(30)) for _ in range(chance.randrange(4)))}
            said = [
                (dt, f"词{i}", chance.randrange(3) * 1.0) for dt in changed for i in range(3) if chance.random() < 0.7
            ]
            for con, home in zip((noted, everything), homes, strict=True):
                for dt in changed:
                    con.execute("DELETE FROM trend WHERE dt = ?", [dt])
                for dt, subject, score in said:
                    con.execute(ROW, {"dt": dt, "subject": subject, "score": score})
                touched(con, file, sorted(changed))
                if con is everything:
                    con.execute("DELETE FROM state.told_last")
                assert vintages.record(con, Local(home), day)
        told = [con.execute("FROM trend_vintage ORDER BY ALL").fetchall() for con in (noted, everything)]
    assert told[0] == told[1] and len(told[0]) > 20
    files = [{p.name: pq.read_table(p) for p in (home / "findings" / "trend").iterdir()} for home in homes]
    assert files[0] == files[1]


def test_a_day_without_data_is_one_clear_sentence(daily, tmp_path):
    with pytest.raises(WarehouseError, match="holds nothing up to 2020-01-02: its first day is"):
        backfill(daily, date(2020, 1, 1), date(2020, 1, 2), THEMES)
    with pytest.raises(WarehouseError, match="it is empty"):
        backfill(tmp_path, END, END, THEMES)
