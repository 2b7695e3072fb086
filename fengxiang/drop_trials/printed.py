"""What was tried, as tables on a terminal, in Markdown for a page, or as JSON for a program."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from fengxiang import console, printed_tables
from fengxiang.drop_trials.readings import Readings
from fengxiang.drop_trials.trial import Estimate, Line
from fengxiang.printed_tables import Printed


def show(about: Sequence[str], lines: Sequence[Line]) -> None:
    """On a terminal."""
    for told in about:
        console.out.print(told, markup=False)
    for table in tables(lines, interval=False):
        printed_tables.show(table)


def page(about: Sequence[str], lines: Sequence[Line]) -> str:
    """For a page: the same in Markdown, with intervals."""
    return "\n\n".join(
        ["\n".join(f"* {told}" for told in about), *map(printed_tables.markdown, tables(lines, interval=True))]
    )


def about(readings: Readings) -> list[str]:
    """What a reader must know of the model to weigh the figures."""
    sets = ", ".join(reading.name for reading in readings.themes)
    return [
        f"Posts of {sets}: rows that no model was trained on.",
        f"The model labels {readings.labels_apart():.2f} of a true change; its mean probabilities are "
        f"{readings.separation():.2f} apart.",
    ]


def for_programs(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines with mean and interval of each figure."""
    return [
        {"table": one.table, "condition": one.condition, "rule": one.rule,
         "figures": {name: {k: round(v, 4) for k, v in asdict(value).items()} for name, value in one.figures.items()}}
        for one in lines
    ]  # fmt: skip


def tables(lines: Sequence[Line], *, interval: bool) -> Iterator[Printed]:
    """One table after the other, in the order in which they first came."""
    order = list(dict.fromkeys(line.table for line in lines))
    for name, group in groupby(sorted(lines, key=lambda line: order.index(line.table)), lambda line: line.table):
        of = list(group)
        conditions = list(dict.fromkeys(line.condition for line in of))
        of.sort(key=lambda line: conditions.index(line.condition))
        headings = list(dict.fromkeys(heading for line in of for heading in line.figures))
        yield _by_rule(name, of, headings[0], interval) if len(headings) == 1 else _of_all(name, of, headings, interval)


def _by_rule(name: str, lines: Sequence[Line], heading: str, interval: bool) -> Printed:
    """One figure: a column for each rule."""
    rules = list(dict.fromkeys(line.rule for line in lines))
    told = {(line.condition, line.rule): _cell(heading, line.figures[heading], interval) for line in lines}
    conditions = dict.fromkeys(line.condition for line in lines)
    rows = [[condition, *(told.get((condition, rule), "-") for rule in rules)] for condition in conditions]
    return Printed(f"{name}: {heading}", ["topic", *rules], rows)


def _of_all(name: str, lines: Sequence[Line], headings: Sequence[str], interval: bool) -> Printed:
    rows = [
        [line.condition, line.rule, *(_cell(heading, line.figures.get(heading), interval) for heading in headings)]
        for line in lines
    ]
    return Printed(name, ["topic", "rule", *headings], rows)


def _cell(heading: str, value: Estimate | None, interval: bool) -> str:
    """A mean, and in brackets the ends of its interval."""
    if value is None or not math.isfinite(value.mean):
        return "-"
    high = value.high if heading.endswith("a quarter") else min(value.high, 1.0)
    return f"{value.mean:.2f} ({value.low:.2f} {high:.2f})" if interval else f"{value.mean:.2f}"
