"""What alerts are measured by, on small made-up tables; and detection that takes in looks and what people did."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from made_up_lake import END, THEMES, Network, instant, run_all

from warehouse import inputs
from warehouse.alert_rules import rules
from warehouse.database import BUILD
from warehouse.detect import detect
from warehouse.metrics import negative_share, new_phrase, silence
from warehouse.watched import BEFORE

LAST = date(2026, 11, 22)
FIRST = LAST - timedelta(days=BEFORE)
COLUMNS = {
    "post_id": pa.string(), "dt": pa.date32(), "platform": pa.string(), "published_at": pa.timestamp("us", "UTC"),
    "author_id": pa.string(), "title": pa.string(), "text": pa.string(), "themes": pa.list_(pa.string()),
    "words": pa.list_(pa.string()), "word_starts": pa.list_(pa.int64()), "word_lengths": pa.list_(pa.int64()),
    "intents": pa.list_(pa.string()), "sentiment": pa.string(), "negative": pa.float64(), "organic": pa.bool_(),
}  # fmt: skip


def post(day, hour, number, words=("手机",), bad=False, **more):
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 8)
    starts = np.cumsum([0, *map(len, words)])[:-1].tolist()
    row = {
        "post_id": f"weibo:{day}-{number}", "dt": day, "platform": "weibo", "published_at": at,
        "author_id": f"{day}a{number}", "title": None, "text": "".join(words), "themes": ["星野"],
        "words": list(words), "word_starts": starts, "word_lengths": [len(w) for w in words],
        "intents": ["complaint"] if bad else [], "sentiment": "negative" if bad else "neutral",
        "negative": 0.9 if bad else 0.05, "organic": True,
    }  # fmt: skip
    return row | more


def asked(posts):
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS staging; ATTACH ':memory:' AS lake")
    inputs.load_constants(con, THEMES)
    con.register("given", pa.Table.from_pylist(posts, pa.schema(list(COLUMNS.items()))))
    con.execute("CREATE TABLE post AS FROM given; CREATE TABLE alert (rule VARCHAR, theme VARCHAR, detail VARCHAR, "
                "dt DATE, status VARCHAR, step INTEGER, alert_id VARCHAR)")  # fmt: skip
    return con


def days():
    return [FIRST + timedelta(days=i) for i in range(BEFORE + 1)]


def looks(last_day, authors=None):
    usual = [post(day, n % 24, n, bad=n % 5 == 0) for day in days()[:-1] for n in range(144)]
    con = asked(usual + last_day)
    (found,) = [w for w in negative_share.watched(con, rules()["sentiment_drop"], FIRST, LAST) if w.scope == "weibo"]
    return found.looks


def test_a_look_within_the_day_finds_a_turn_hours_before_the_day_is_over():
    found = looks([post(LAST, n // 12, n, bad=n % 10 < 7) for n in range(288)])
    ((place, look),) = found.items()
    assert place == BEFORE and 3 <= look.hour <= 12
    assert look.size > 0.04 and look.shown > 0.28 and look.authors >= 120


def test_a_look_is_not_deceived_by_few_who_post_a_lot_nor_by_a_day_like_others():
    loud = [post(LAST, n % 20, n, bad=True, author_id=f"few{n % 3}") for n in range(100)]
    calm = [post(LAST, n % 24, 1000 + n, bad=n % 5 == 0) for n in range(144)]
    assert looks(calm + loud) == {} and looks(calm) == {}


def phrases(told, **alert):
    con = asked(told)
    if alert:
        con.execute("INSERT INTO alert VALUES ('complaint_phrase', '星野', ?, ?, ?, 1, 'a')", list(alert.values()))
    return {w.detail: w for w in new_phrase.watched(con, rules()["complaint_phrase"], FIRST, LAST)}


def usual(words=("手机", "卡顿")):
    return [post(day, n, n, words, bad=n % 2 == 0) for day in days()[:-1] for n in range(10)]


def test_a_phrase_that_nobody_used_before_is_new_and_stands_for_its_parts():
    found = phrases(usual() + [post(LAST, n, n, ("充电口", "发烫"), bad=True) for n in range(12)])
    assert {phrase for phrase, told in found.items() if told.exceeds(BEFORE)} == {"充电口发烫"}
    assert not {"充电口", "发烫"} & set(found)
    told = found["充电口发烫"]
    assert told.exceeds(BEFORE) and not told.exceeds(BEFORE - 1)
    assert (told.shown[BEFORE], told.authors[BEFORE], told.baseline[BEFORE]) == (4.0, 12, 0.0)


@pytest.mark.parametrize(
    "today",
    [
        [post(LAST, n, n, ("手机", "卡顿"), bad=True) for n in range(12)],  # old words
        [post(LAST, n, n, ("发布会", "直播"), bad=n < 5) for n in range(12)],  # most do not complain with it
        [post(LAST, n, n, ("屏幕", "掉漆"), bad=True) for n in range(7)],  # few people
        [post(LAST, n, n, ("屏幕", "掉漆"), bad=True, author_id="one") for n in range(30)],
    ],
)
def test_old_words_names_and_few_people_are_no_new_phrase(today):
    assert not any(told.exceeds(BEFORE) for told in phrases(usual() + today).values())


def test_a_phrase_that_has_an_alert_is_followed_until_it_is_closed():
    told = [*usual(), post(LAST, 1, 1, ("掉漆",), bad=True)]
    since = FIRST + timedelta(days=1)
    assert set(phrases(told, detail="掉漆", dt=since, status="open")) >= {"掉漆"}
    assert "掉漆" not in phrases(told, detail="掉漆", dt=since, status="closed")


def test_a_feed_that_falls_silent_is_counted_against_usual_days_and_a_young_one_is_not():
    con = duckdb.connect()
    con.execute("CREATE TABLE quality_daily (dt DATE, scope VARCHAR, observed DOUBLE, usual DOUBLE, reasons VARCHAR[])")
    for i, day in enumerate(days()):
        few = 2.0 if i == BEFORE else 100.0
        con.execute("INSERT INTO quality_daily VALUES (?, 'weibo', ?, 100, []), (?, 'all', ?, 100, []), "
                    "(?, 'zhihu', 0, 100, ['short_history'])", [day, few, day, few, day])  # fmt: skip
    found = {w.scope: w for w in silence.watched(con, rules()["feed_silent"], FIRST, LAST)}
    assert set(found) == {"weibo", "zhihu"}
    assert found["weibo"].exceeds(BEFORE) and not found["weibo"].exceeds(BEFORE - 1)
    assert found["weibo"].shown[BEFORE] == pytest.approx(0.98)
    assert not found["zhihu"].exceeds(BEFORE)


def rows(home, columns="dt, status, actor"):
    with duckdb.connect(str(home / BUILD), read_only=True) as con:
        return con.execute(f"SELECT {columns} FROM alert ORDER BY dt, step").fetchall()


def test_detection_takes_in_what_people_did_and_bursts_of_complaints(tmp_path):
    net = Network(days=48, platforms=("weibo",), a_day=4)
    for i, day in enumerate(reversed(net.all_days())):
        net.plant("weibo", day, 12, "星野 好")
        net.plant("weibo", day, 40 if i < 2 else 4, "星野 投诉 好")
    net.land(tmp_path)
    run_all(tmp_path)
    ((opened, status, _),) = rows(tmp_path)
    assert status == "open" and opened >= END - timedelta(days=1)
    assert rows(tmp_path, "rule, metric, theme") == [("complaint_burst", "complaint_authors", "星野")]
    ((name,),) = rows(tmp_path, "alert_id")
    act = {"alert_id": name, "acted_at": datetime(END.year, END.month, END.day, 14, tzinfo=UTC),
           "action": "acknowledge", "actor": "李", "step": 1}  # fmt: skip
    done = detect(tmp_path, END, actions=pa.Table.from_pylist([act]))
    assert done.first == END and rows(tmp_path)[-1] == (END, "acknowledged", "李")
    assert detect(tmp_path, END, actions=pa.Table.from_pylist([act])).first is None  # it is known by now
    assert [status for _, status, _ in rows(tmp_path)] == ["open", "acknowledged"]


@pytest.mark.parametrize(("seen", "found"), [(24, [("complaint_burst",)]), (12, [])])
def test_a_crawl_that_sees_twice_as_much_is_no_burst_of_complaints(tmp_path, seen, found):
    net = Network(days=48, platforms=("weibo",), a_day=4)
    for i, day in enumerate(reversed(net.all_days())):
        net.plant("weibo", day, 48 if i < 3 else 8, "星野 投诉 好")
        if i >= 3:
            net.coverage["weibo", "甲", day] = {"covered_from": instant(day, 24 - seen)}
    net.land(tmp_path)
    run_all(tmp_path)
    assert rows(tmp_path, "rule") == found
