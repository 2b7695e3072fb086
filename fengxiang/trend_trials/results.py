"""What a trial found: the lines of its tables and the real cases, and the same as JSON for programs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fengxiang.trend_trials.backgrounds import Backgrounds
from fengxiang.trend_trials.cases import Told
from fengxiang.trend_trials.estimates import Estimate
from fengxiang.trend_trials.tables import Line
from fengxiang.trend_trials.worlds import tested_days


@dataclass(frozen=True, slots=True)
class Results:
    """`years` is early or late; `cases` is empty where none were asked for."""

    backgrounds: Backgrounds
    years: str
    lines: Sequence[Line]
    cases: Sequence[Told]

    def days(self) -> Iterator[tuple[str, str, str]]:
        """Each stream that is tried alone, with the first and the last day that may be tested."""
        for name in self.backgrounds.alone:
            first, last = tested_days(self.backgrounds.streams[name], self.years)
            yield name, str(first), str(last)

    def for_programs(self) -> dict[str, Any]:
        """Streams with the days that may be tested, lines with mean and interval, cases; unknown figures are null."""
        return {
            "streams": [dict(zip(("stream", "tested_from", "tested_to"), row, strict=True)) for row in self.days()],
            "lines": list(map(_line, self.lines)),
            "cases": list(map(_case, self.cases)),
        }


def _line(line: Line) -> dict[str, Any]:
    figures = {name: _numbers(value) for name, value in line.figures.items()}
    return {"table": line.table, "detector": line.detector, "condition": line.condition, "figures": figures}


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
