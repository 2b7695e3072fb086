"""Charts that answer: a still picture for paper and for pages without script, the table behind it, and how to draw it.

The page's own script (templates/report.js) draws a chart from its table with Vega-Lite, so picture and table cannot
disagree. What it needs is carried in the page: nothing is fetched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from reports.page import Page

Drawing = Literal["counts", "share"]
Course = Mapping[date, float | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A day of the table: how it is written, and one cell a series."""

    day: date
    shown: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure: `still` is its picture without script, `names` heads the columns of its table after the day.

    `label` says the same as the picture; `usual` is a dotted line.
    """

    draw: Drawing
    label: str
    caption: str
    still: Markup
    names: list[str]
    lines: list[Line]
    usual: float | None = None


def chart(
    draw: Drawing,
    series: Mapping[str, Course],
    days: Sequence[date],
    page: Page,
    *,
    label: str,
    caption: str,
    still: Markup,
    usual: float | None = None,
) -> Chart:
    """A daily course of named series, whose values are cells of a query; a day that a series lacks is a gap."""
    write = page.figures.share if draw == "share" else page.figures.amount
    lines = [Line(day, page.figures.day(day), [write(told.get(day)) for told in series.values()]) for day in days]
    return Chart(draw, label, caption, still, list(series), lines, usual)
