"""Which instant, week and day a run stands for, whoever started it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from contract.clock import Week
from contract.errors import SettingsError
from fengxiang.scheduled import moment

AFTER = datetime(2026, 11, 23, 1, 7, tzinfo=UTC)


def context(params=(), events=None, partition=None):
    run = SimpleNamespace(run_after=AFTER, partition_key=partition)
    told = {"params": dict(params), "dag_run": run}
    return told if events is None else {**told, "triggering_asset_events": events}


def event(**extra):
    return SimpleNamespace(extra=extra)


def test_a_run_stands_for_the_instant_it_was_due():
    assert moment.instant(context()) == AFTER


def test_an_asset_tells_the_instant_not_the_hour_at_which_it_starts_a_run():
    events = {
        "lake": [event(as_of="2026-11-20T16:30:00+00:00")],
        "warehouse": [event(), event(as_of="2026-11-21T16:30Z")],
    }
    assert moment.instant(context(events=events)) == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


def test_the_forms_instant_comes_first_and_a_wrong_one_is_named():
    wanted = {"as_of": "2026-11-23T00:30+08:00"}
    assert moment.instant(context(wanted, {"lake": [event(as_of="2026-11-20T16:30Z")]})).hour == 16
    with pytest.raises(SettingsError, match="as_of: 'yesterday' is no instant"):
        moment.instant(context({"as_of": "yesterday"}))


def test_a_report_is_about_the_week_that_is_over_in_shanghai():
    # Monday 09:07 there is 01:07 UTC; Sunday 23:00 UTC is Monday there too
    assert moment.week(context()) == Week(2026, 47)
    assert moment.week(context({"week": "2026-W40"})) == Week(2026, 40)
    with pytest.raises(SettingsError, match="week: a week is written like"):
        moment.week(context({"week": "2026-W60"}))


def test_a_backfills_day_is_its_partition_and_must_be_over():
    now = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert moment.backfilled_day(context(partition="2026-11-21"), now) == date(2026, 11, 21)
    assert moment.backfilled_day(context({"day": "2026-11-20"}, partition="2026-11-21"), now) == date(2026, 11, 20)
    with pytest.raises(SettingsError, match="2026-11-22 is not over"):
        moment.backfilled_day(context(partition="2026-11-22"), now)
    assert moment.backfilled_day(context(partition="2026-11-22"), AFTER) == date(2026, 11, 22)
    with pytest.raises(SettingsError, match="name the day"):
        moment.backfilled_day(context(), now)
