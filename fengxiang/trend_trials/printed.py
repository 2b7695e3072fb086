"""What a trial found, as tables on a terminal or in Markdown for a page."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from fengxiang import console, printed_tables
from fengxiang.printed_tables import Printed
from fengxiang.trend_trials.cases import BUDGET, Told
from fengxiang.trend_trials.estimates import Estimate
from fengxiang.trend_trials.results import Results


def show(found: Results) -> None:
    """On a terminal."""
    for told in _about(found):
        console.out.print(told, markup=False)
    for table in _tables(found):
        printed_tables.show(table)
    for told in _not_judged(found):
        console.out.print(told, markup=False)


def page(found: Results) -> str:
    """For a page: the same in Markdown."""
    begin, end = ("\n".join(f"* {told}" for told in of) for of in (_about(found), _not_judged(found)))
    return "\n\n".join(part for part in (begin, *map(printed_tables.markdown, _tables(found)), end) if part)


def _about(found: Results) -> list[str]:
    return [f"{name}: {found.years} years, tested days lie in {first} to {last}" for name, first, last in found.days()]


def _not_judged(found: Results) -> list[str]:
    return [f"{one.case.word}, not judged: {one.why_not}" for one in found.cases if one.why_not]


def _tables(found: Results) -> Iterator[Printed]:
    """Every table of a trial, the lead times last."""
    for (table, condition), group in groupby(found.lines, lambda line: (line.table, line.condition)):
        of = list(group)
        headings = list(dict.fromkeys(name for line in of for name in line.figures))
        rows = [[line.detector, *(_cell(name, line.figures.get(name)) for name in headings)] for line in of]
        yield Printed(f"{table}: {condition}", ["detector", *headings], rows)
    judged = [one for one in found.cases if not one.why_not]
    if judged:
        yield _leads(judged)


def _cell(heading: str, value: Estimate | None) -> str:
    """A mean, and in brackets the ends of its interval where several worlds gave one."""
    if value is None or not math.isfinite(value.mean):
        return "-"
    digits = 1 if "delay" in heading or "week" in heading else 3 if "days" in heading or "after" in heading else 2
    mean, low, high = (f"{round(end, digits) + 0.0:.{digits}f}" for end in (value.mean, value.low, value.high))
    return mean if value.low == value.high or not math.isfinite(value.low) else f"{mean} ({low} {high})"


def _leads(judged: Sequence[Told]) -> Printed:
    """Days of lead by case and detector; the day flagged by the first detector beside them."""
    names = list(judged[0].flagged)
    rows = []
    for one in judged:
        leads = ["-" if (lead := one.lead(name)) is None else str(lead) for name in names]
        rows.append([one.case.word, one.case.stream, str(one.peak), str(one.flagged[names[0]] or "-"), *leads])
    rows.append(["flagged before the peak", "", "", "", *(str(_before(judged, name)) for name in names)])
    rows.append(["median lead of those flagged", "", "", "", *(_median(judged, name) for name in names)])
    title = f"days of lead before the peak: {BUDGET:g} false flags a week"
    return Printed(title, ["case", "stream", "peak", f"day of {names[0]}", *names], rows)


def _before(judged: Sequence[Told], name: str) -> int:
    return sum((one.lead(name) or 0) > 0 for one in judged)


def _median(judged: Sequence[Told], name: str) -> str:
    leads = sorted(lead for one in judged if (lead := one.lead(name)) is not None)
    return str(leads[len(leads) // 2]) if leads else "-"
