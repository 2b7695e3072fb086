from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from contract.findings import Severity
from reports.alerts import Alert
from reports.subscribers import Subscriber, at_once, in_digest

MORNING = datetime(2026, 11, 20, 2, tzinfo=UTC)  # ten o'clock in Shanghai, a Friday
NIGHT = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)  # half past eleven in the evening before


def change(status="open", step=1, alert="a", day=19, loudest=Severity.WARNING, **row):
    told = {"alert_id": alert, "step": step, "status": status, "dt": date(2026, 11, day), "theme": "快充",
            "scope": "weibo", "metric": "negative_share"} | row  # fmt: skip
    return Alert(told, loudest)


def nothing(key):
    return False


def told(*changes):
    keys = {one.key for one in changes}
    return keys.__contains__


def names(found):
    return [(one.row["alert_id"], one.row["status"], len(covers)) for one, covers in found]


def test_each_change_is_told_once_and_the_last_says_all():
    one, opened, worse = Subscriber("a", to="a@example.com"), change(), change("escalated", 2)
    assert names(at_once(one, [opened], nothing, MORNING)) == [("a", "open", 0)]
    assert at_once(one, [opened], told(opened), MORNING) == []
    assert names(at_once(one, [opened, worse], told(opened), MORNING)) == [("a", "escalated", 0)]
    ((last, covers),) = at_once(one, [opened, worse], nothing, MORNING)
    assert (last, covers) == (worse, (opened.key,))


def test_an_earlier_change_that_comes_late_is_not_told_after_the_last():
    opened, recovered = change(), change("recovered", 2, day=20)
    assert at_once(Subscriber("a", to="a@example.com"), [opened, recovered], told(recovered), MORNING) == []


def test_what_somebody_closed_before_it_was_told_is_not_told():
    one, opened = Subscriber("a", to="a@example.com"), change()
    assert at_once(one, [opened, change("closed", 2)], nothing, MORNING) == []
    assert names(at_once(one, [opened, change("acknowledged", 2)], nothing, MORNING)) == [("a", "open", 0)]
    assert at_once(one, [change("cooled", 2)], nothing, MORNING) == []


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        ({"topics": ("快充",)}, True),
        ({"topics": ("星野",)}, False),
        ({"platforms": ("weibo", "all")}, True),
        ({"platforms": ("zhihu",)}, False),
        ({"severity": Severity.WARNING}, True),
        ({"severity": Severity.CRITICAL}, False),
    ],
)
def test_topics_platforms_and_severity_choose(wish, wanted):
    assert Subscriber("a", to="a@example.com", **wish).wants(change()) == wanted


def test_a_recovery_is_told_to_those_who_heard_of_the_alert_though_it_is_not_loud_itself():
    recovered = change("recovered", 2, loudest=Severity.CRITICAL, severity="notice")
    assert Subscriber("a", to="a@example.com", severity=Severity.CRITICAL).wants(recovered)


def test_a_silent_feed_is_for_those_who_run_the_chain():
    silent = change(metric="silence", theme="")
    assert not Subscriber("a", to="a@example.com").wants(silent)
    assert Subscriber("a", to="a@example.com", ops=True, topics=("快充",)).wants(silent)


@pytest.mark.parametrize(
    ("quiet", "zone", "rests"),
    [
        ((time(22), time(8)), "Asia/Shanghai", True),
        ((time(23, 31), time(8)), "Asia/Shanghai", False),
        ((time(22), time(8)), "Europe/Berlin", False),  # there it is half past four in the afternoon
        ((time(12), time(18)), "Europe/Berlin", True),
        ((time(9), time(23, 30)), "Asia/Shanghai", False),  # the end is no longer quiet
    ],
)
def test_quiet_hours_are_those_of_their_zone_and_may_span_midnight(quiet, zone, rests):
    one = Subscriber("a", to="a@example.com", quiet=quiet, zone=ZoneInfo(zone))
    assert one.rests(NIGHT, Severity.CRITICAL) == rests
    assert (at_once(one, [change()], nothing, NIGHT) == []) == rests


def test_what_waited_is_told_after_the_quiet_hours_and_the_loudest_does_not_wait():
    one = Subscriber("a", to="a@example.com", quiet=(time(22), time(8)), quiet_except=Severity.CRITICAL)
    assert at_once(one, [change()], nothing, NIGHT) == []
    assert names(at_once(one, [change()], nothing, MORNING)) == [("a", "open", 0)]
    assert names(at_once(one, [change(loudest=Severity.CRITICAL)], nothing, NIGHT)) == [("a", "open", 0)]


def test_a_daily_digest_tells_what_changed_before_its_day_each_once():
    one, before, today = (
        Subscriber("a", to="a@example.com", alerts="daily", hour=9),
        change(),
        change(day=20, alert="b"),
    )
    cooled = change("cooled", 2, alert="c", day=18)
    assert at_once(one, [before], nothing, MORNING) == []
    assert in_digest(one, [before, today, cooled], nothing, MORNING) == [before, cooled]
    assert in_digest(one, [before, today, cooled], told(cooled), MORNING) == [before]
    early = MORNING.replace(hour=0)  # eight in the morning: the digest of yesterday is the last
    assert in_digest(one, [before, today, cooled], nothing, early) == [cooled]


def test_a_weekly_digest_waits_for_its_day():
    one = Subscriber("a", to="a@example.com", alerts="weekly", weekday=0, hour=9)
    assert one.digest_day(MORNING) == date(2026, 11, 16)
    assert in_digest(one, [change(day=15), change(alert="b", day=19)], nothing, MORNING) == [change(day=15)]
    assert one.digest_day(datetime(2026, 11, 23, 0, 59, tzinfo=UTC)) == date(2026, 11, 16)
    assert one.digest_day(datetime(2026, 11, 23, 1, tzinfo=UTC)) == date(2026, 11, 23)
