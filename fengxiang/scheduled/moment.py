"""Which instant a run stands for: scheduled, manual and asset-driven runs differ in what they know of it.

A run that assets or a person started has no logical date, and a template's `ds` is a UTC day. So: the form's `as_of`,
else the instant of the newest event that started the run, else `run_after`, which every run has.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from contract.clock import Week, start_of
from contract.errors import SettingsError


def instant(context: Mapping[str, Any]) -> datetime:
    """The as-of instant of a run (aware, UTC). SettingsError if the form's `as_of` is none."""
    if wanted := context["params"].get("as_of"):
        return _parsed(str(wanted))
    told = [_parsed(str(extra["as_of"])) for extra in _extras(context) if "as_of" in extra]
    return max(told) if told else context["dag_run"].run_after.astimezone(UTC)


def week(context: Mapping[str, Any]) -> Week:
    """The ISO week of a report: the form's (SettingsError if it is none), else the last one that is over."""
    wanted = context["params"].get("week")
    try:
        return Week.parse(wanted) if wanted else Week.last_full(instant(context))
    except ValueError as fault:
        raise SettingsError(f"week: {fault}") from None


def backfilled_day(context: Mapping[str, Any], now: datetime) -> date:
    """The Asia/Shanghai day that a run of the DAG `backfill` is about: the form's, or the partition Airflow gave it.

    SettingsError if it is not over, or none was named.
    """
    told = context["params"].get("day") or context["dag_run"].partition_key
    if not told:
        raise SettingsError("day: name the day to fill in, like 2026-11-20, or start the run as a backfill of Airflow")
    day = date.fromisoformat(str(told)[:10])
    if start_of(day) > now or day == now.astimezone(start_of(day).tzinfo).date():
        raise SettingsError(f"day: {day} is not over yet; the DAG listening reads it as it comes")
    return day


def _extras(context: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for events in (context.get("triggering_asset_events") or {}).values():
        yield from (event.extra or {} for event in events)


def _parsed(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"as_of: {text!r} is no instant; write it like 2026-11-23T00:30+08:00") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
