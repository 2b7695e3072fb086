"""The life of an alert on hand-made numbers: each day's share is what it is, and the test is sure of it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from warehouse.alert_families import walk
from warehouse.alert_rules import rules
from warehouse.alert_states import Day, State
from warehouse.watched import BEFORE, Look, Watched, unspoken

START = date(2026, 9, 1)
DROP = rules()["sentiment_drop"]


def told(shares, scope="weibo", rule=DROP, aspect="", detail="", authors=60, looks=None):
    """A theme whose share is .2 for ever and then these, a day each."""
    settled = np.concatenate([np.full(BEFORE, 0.2), shares])
    count = np.full(len(settled), float(authors))
    low = settled - 0.2 - 0.05
    return Watched(
        rule=rule, scope=scope, theme="快充", aspect=aspect, detail=detail, size=low, low=low, high=low + 0.1,
        shown=settled, days=np.full(len(settled), 3), settled=settled, baseline=np.full(len(settled), 0.2),
        authors=count, posts=count, known=np.ones(len(settled), np.bool_), looks=looks or {},
    )  # fmt: skip


def days(count, since=0):
    return [Day(BEFORE + i, START + timedelta(days=i)) for i in range(since, count)]


def life(family, count, held=frozenset(), actions=None, states=None, since=0):
    rows = walk(family, states or {}, days(count, since), held, actions or {})
    return [((row["dt"] - START).days, row["scope"], row["aspect"], row["status"]) for row in rows], rows


def test_a_turn_opens_recovers_and_closes():
    found, rows = life([told([0.2, 0.5, 0.5, 0.5, 0.2, 0.2, 0.2] + [0.2] * 10)], 17)
    assert [(day, status) for day, *_, status in found] == [(1, "open"), (6, "recovered"), (13, "closed")]
    assert [row["step"] for row in rows] == [1, 2, 3]
    assert len({row["alert_id"] for row in rows}) == 1
    first = rows[0]
    assert (first["value"], first["baseline"], first["change"]) == (0.5, 0.2, 0.3)
    assert (first["change_low"], first["change_high"]) == (0.25, 0.35)
    assert first["severity"] == "critical" and first["opened"] == START + timedelta(days=1)


def test_what_stays_bad_escalates_once_cools_and_closes():
    found, _ = life([told([0.4] * 5 + [0.6] * 43)], 48)  # by then the baseline would have moved
    assert [(day, status) for day, *_, status in found] == [
        (0, "open"),
        (5, "escalated"),
        (19, "cooled"),
        (47, "closed"),
    ]


def test_a_turn_that_comes_back_within_the_quiet_days_is_not_told_again_unless_worse():
    shares = [0.4, 0.4, 0.2, 0.2, 0.2, 0.4, 0.4]
    assert [s for *_, s in life([told(shares)], 7)[0]] == ["open", "recovered"]
    assert [s for *_, s in life([told([*shares[:5], 0.6])], 6)[0]] == ["open", "recovered", "open"]


def test_too_few_people_or_a_day_held_back_say_nothing():
    assert life([told([0.9] * 5, authors=19)], 5)[0] == []
    held = frozenset({(START + timedelta(days=i), "weibo") for i in range(2)})
    assert life([told([0.9] * 5)], 5, held)[0] == [(2, "weibo", "", "open")]


def test_of_one_event_one_thing_is_told():
    bad, good = [0.5] * 4, [0.2] * 4
    one = [told(bad, "all"), told(bad, "weibo"), told(good, "zhihu"), told(bad, "weibo", aspect="续航")]
    assert life(one, 4)[0] == [(0, "weibo", "", "open")]  # a platform alone speaks before all together
    two = [told(bad, "weibo"), told(bad, "zhihu"), told(bad, "all"), told(bad, "all", aspect="续航")]
    assert life(two, 4)[0] == [(0, "all", "", "open")]
    aspects = [told(bad, aspect="续航"), told(bad, aspect="价格"), told(good)]
    assert [aspect for _, _, aspect, _ in life(aspects, 4)[0]] == ["续航", "价格"]
    burst = told(bad, "all", rule=replace(rules()["complaint_burst"], change=0.05))
    assert life([burst, told(bad, "weibo")], 4)[0] == [(0, "weibo", "", "open")]


def test_another_platform_that_turns_later_is_news():
    late = [told([0.5] * 6, "weibo"), told([0.2] * 3 + [0.5] * 3, "zhihu")]
    assert life(late, 6)[0] == [(0, "weibo", "", "open"), (3, "zhihu", "", "open")]


def test_daily_runs_tell_what_one_run_tells():
    shares = [0.2, 0.5, 0.5, 0.5, 0.7, 0.7, 0.7, 0.2, 0.2, 0.2, 0.5] + [0.2] * 20
    family = [told(shares, "weibo"), told([x * 0.9 for x in shares], "all"), told(shares[::-1], "zhihu")]
    actions = {}
    _, at_once = life(family, len(shares), actions=actions)
    states, daily = {}, []
    for i in range(len(shares)):
        for row in life(family, i + 1, states=states, since=i)[1]:
            key = (row["rule"], row["scope"], row["theme"], row["aspect"], row["detail"])
            known = states.get(key)
            fresh = row["status"] in ("open", "escalated")
            states[key] = State(row, row["value"] if fresh else known.told, row["dt"] if fresh else known.told_on)
            daily.append(row)
    assert daily == at_once and len(at_once) > 4


def test_what_a_person_does_is_a_change_like_any_other():
    family = [told([0.5] * 8)]
    (_, (opened,)) = life(family, 1)
    name = opened["alert_id"]
    actions = {(name, START + timedelta(days=1)): [("acknowledge", "李", 1), ("acknowledge", "王", 1)],
               (name, START + timedelta(days=3)): [("close", "王", 2), ("acknowledge", "李", 2)]}  # fmt: skip
    found, rows = life(family, 8, actions=actions)
    assert [(day, status) for day, *_, status in found] == [(0, "open"), (1, "acknowledged"), (3, "closed")]
    assert [row["actor"] for row in rows] == ["", "李", "王"]
    assert rows[1]["value"] == rows[0]["value"]


def test_an_acknowledged_alert_still_escalates_and_recovers():
    family = [told([0.4] * 4 + [0.7] * 3 + [0.2] * 4)]
    (_, (opened,)) = life(family, 1)
    actions = {(opened["alert_id"], START): [("acknowledge", "", 1)]}
    statuses = [status for *_, status in life(family, 11, actions=actions)[0]]
    assert statuses == ["open", "acknowledged", "escalated", "recovered"]


@pytest.mark.parametrize("over", [True, False])
def test_a_look_within_the_day_opens_it_at_its_hour_whether_or_not_the_day_is_over(over):
    look = Look(hour=14, size=0.1, low=0.1, high=0.3, shown=0.45, authors=200, posts=210)
    family = [told([0.5], "all", looks={BEFORE: replace(look, hour=15)}), told([0.5], "weibo", looks={BEFORE: look})]
    rows = walk(family, {}, [Day(BEFORE, START, over)], frozenset(), {})
    assert [(r["scope"], r["hour"], r["value"], r["authors"], r["days"]) for r in rows] == [("weibo", 14, 0.45, 200, 1)]


def test_a_day_under_way_changes_nothing_else():
    rows = walk([told([0.9])], {}, [Day(BEFORE, START, over=False)], frozenset(), {})
    assert rows == []


def test_what_nobody_speaks_of_any_more_cools_and_closes():
    (_, (opened,)) = life([told([0.5])], 1)
    key = told([0.5]).key
    states = {key: State(opened, 0.5, START)}
    silent = unspoken(key, BEFORE + 60)
    found, _ = life([silent], 60, states=states, since=1)
    assert [(day, status) for day, *_, status in found] == [(14, "cooled"), (42, "closed")]


def test_who_acknowledged_what_was_told_before_did_not_acknowledge_that_it_got_worse():
    family = [told([0.4] * 4 + [0.7] * 3)]
    (_, (opened,)) = life(family, 1)
    worse = START + timedelta(days=4)
    for step, order in ((1, ["open", "acknowledged", "escalated"]), (2, ["open", "escalated", "acknowledged"])):
        found, _ = life(family, 7, actions={(opened["alert_id"], worse): [("acknowledge", "", step)]})
        assert [status for *_, status in found] == order
