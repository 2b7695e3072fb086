"""What a trial found, as tables for people and as JSON for programs."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from fengxiang import console
from fengxiang.trend_trials.backgrounds import Backgrounds
from fengxiang.trend_trials.cases import Told
from fengxiang.trend_trials.estimates import Estimate
from fengxiang.trend_trials.tables import Line
from fengxiang.trend_trials.worlds import tested_days


def for_programs(found: Backgrounds, years: str, told: Sequence[Line], remembered: Sequence[Told]) -> dict[str, Any]:
    """Streams with the days that may be tested, lines with mean and interval, cases; unknown figures are null."""
    return {
        "streams": [dict(zip(("stream", "tested_from", "tested_to"), row, strict=True)) for row in _days(found, years)],
        "lines": [
            {
                "table": line.table,
                "detector": line.detector,
                "condition": line.condition,
                "figures": {name: _numbers(value) for name, value in line.figures.items()},
            }
            for line in told
        ],
        "cases": [_case(one) for one in remembered],
    }


def _days(found: Backgrounds, years: str) -> Iterator[tuple[str, str, str]]:
    for name in found.alone:
        first, last = tested_days(found.streams[name], years)
        yield name, str(first), str(last)


def _numbers(value: Estimate) -> dict[str, float | None]:
    ends = {"mean": value.mean, "low": value.low, "high": value.high}
    return {name: round(end, 4) if math.isfinite(end) else None for name, end in ends.items()}


def _case(one: Told) -> dict[str, Any]:
    case = one.case
    told: dict[str, Any] = {"word": case.word, "stream": case.stream, "from": str(case.first), "to": str(case.last)}
    if one.why_not:
        return {**told, "not_judged": one.why_not}
    flagged = {name: str(day) if day else None for name, day in one.flagged.items()}
    return {**told, "peak": str(one.peak), "flagged": flagged, "lead": {name: one.lead(name) for name in one.flagged}}


def show(found: Backgrounds, years: str, told: Sequence[Line], remembered: Sequence[Told]) -> None:
    """Print every table."""
    for name, first, last in _days(found, years):
        console.out.print(f"{name}: {years} years, tested days lie in {first} to {last}", markup=False)
    for (table, condition), of in groupby(told, lambda line: (line.table, line.condition)):
        _table(f"{table}: {condition}", list(of))
    if any(not one.why_not for one in remembered):
        _leads([one for one in remembered if not one.why_not])
    for one in remembered:
        if one.why_not:
            console.out.print(f"{one.case.word}: {one.why_not}", markup=False)


def _table(title: str, of: Sequence[Line]) -> None:
    headings = list(dict.fromkeys(name for line in of for name in line.figures))
    table = Table(escape(console.harmless(title)))
    for heading in headings:
        table.add_column(heading, justify="right")
    for line in of:
        table.add_row(line.detector, *(_cell(name, line.figures.get(name)) for name in headings))
    console.out.print(table)


def _cell(heading: str, value: Estimate | None) -> str:
    if value is None or not math.isfinite(value.mean):
        return "-"
    digits = 1 if "delay" in heading or "week" in heading else 2
    mean, low, high = (f"{end:.{digits}f}" for end in (value.mean, value.low, value.high))
    return mean if value.low == value.high or not math.isfinite(value.low) else f"{mean} ({low} {high})"


def _leads(remembered: Sequence[Told]) -> None:
    """Days of lead by case and detector; the day flagged by ours beside them."""
    names = list(remembered[0].flagged)
    table = Table("days of lead")
    for heading in ("stream", "peak", f"flagged: {names[0]}", *names):
        table.add_column(heading, justify="right")
    for one in remembered:
        leads = ["-" if (lead := one.lead(name)) is None else str(lead) for name in names]
        first = one.flagged[names[0]]
        table.add_row(one.case.word, one.case.stream, str(one.peak), str(first) if first else "-", *leads)
    table.add_section()
    table.add_row("found before the peak", "", "", "", *(str(_before(remembered, name)) for name in names))
    table.add_row("median lead of those found", "", "", "", *(_median(remembered, name) for name in names))
    console.out.print(table)


def _before(remembered: Sequence[Told], name: str) -> int:
    return sum((one.lead(name) or 0) > 0 for one in remembered)


def _median(remembered: Sequence[Told], name: str) -> str:
    leads = sorted(lead for one in remembered if (lead := one.lead(name)) is not None)
    return f"{leads[len(leads) // 2]}" if leads else "-"
