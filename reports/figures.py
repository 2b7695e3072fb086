"""How numbers, shares, ratios and days are written in each language: rounding and units are decided once, here.

A number that a query gave keeps its cell's address as it is written (reports/text.py).
"""

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from reports.published import Row
from reports.text import number as marked
from reports.wording import Wording

Told = ParamSpec("Told")

_ZH_UNITS = ((10**8, "亿"), (10**4, "万"))
_EN_UNITS = ((10**9, "B"), (10**6, "M"))


def _written(form: Callable[Concatenate["Figures", Told], str]) -> Callable[Concatenate["Figures", Told], str]:
    """A method of Figures whose result remembers the cells that it was given."""

    def write(self: "Figures", /, *values: Told.args, **named: Told.kwargs) -> str:
        return marked(form(self, *values, **named), form.__name__, values)

    update_wrapper(write, form)
    return write


class Figures:
    """Number formats of one language."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._units = _ZH_UNITS if words.language == "zh" else _EN_UNITS

    @_written
    def count(self, number: float | None) -> str:
        """9,999 stays whole; 12345 is 1.2万 in Chinese and 12,345 in English; unknown is a dash."""
        if number is None or not math.isfinite(number):
            return "–"
        for size, unit in self._units:
            # 99,999,999 would round to 10000.0万: half a step below the unit already belongs to it.
            if abs(number) >= size * (1 if unit in "万M" else 0.9999_5):
                scaled = number / size
                return (f"{scaled:,.0f}" if abs(scaled) >= 100 else f"{scaled:.1f}".removesuffix(".0")) + unit
        return f"{number:,.0f}"

    def rows(self, found: Sequence[Row]) -> str:
        """How many rows these are; on a page each of them can be looked up."""
        return marked(self.count(len(found)), "rows", found)

    @_written
    def share(self, part: float | None) -> str:
        """A share as a whole percentage; what is neither none nor all does not read as such."""
        if part is None or not math.isfinite(part):
            return "–"
        percent = part * 100
        if 0 < percent < 1:
            return "<1%"
        return ">99%" if 99 < percent < 100 else f"{percent:.0f}%"

    @_written
    def shares(self, low: float | None, high: float | None) -> str:
        """An interval of shares: 12–19%."""
        if low is None or high is None:
            return "–"
        return f"{max(low, 0) * 100:.0f}–{min(high, 1) * 100:.0f}%"

    @_written
    def points(self, change: float | None) -> str:
        """A change of a share in percentage points, with its sign: +40, −3, ±0."""
        if change is None or not math.isfinite(change):
            return "–"
        rounded = round(change * 100)
        return f"+{rounded}" if rounded > 0 else f"−{-rounded}" if rounded < 0 else "±0"

    @_written
    def points_1(self, change: float | None) -> str:
        """A change of a small share in percentage points, with one decimal: +1.4, −0.3, ±0."""
        if change is None or not math.isfinite(change):
            return "–"
        shown = f"{abs(change) * 100:.1f}"
        return "±0" if shown == "0.0" else ("+" if change > 0 else "−") + shown

    @_written
    def amount(self, number: float | None) -> str:
        """A mean count: one decimal below ten, 4.2, 21; unknown is a dash."""
        if number is None or not math.isfinite(number) or abs(number) >= 9.95:
            return self.count(number)
        return f"{number:.1f}".removesuffix(".0")

    @_written
    def signed(self, change: float | None) -> str:
        """A change of a mean count with its sign: +4.2, −3, ±0."""
        shown = self.amount(None if change is None else abs(change))
        sign = "" if shown == "–" else "±" if shown == "0" else "+" if (change or 0) > 0 else "−"
        return sign + shown

    @_written
    def percent(self, change: float | None) -> str:
        """A relative change with its sign: +12%; unknown is a dash."""
        shown = self.points(change)
        return shown if shown == "–" else shown + "%"

    @_written
    def share_1(self, part: float | None) -> str:
        """A small share with one decimal: 3.4%."""
        return "–" if part is None or not math.isfinite(part) else f"{part * 100:.1f}%"

    @_written
    def times(self, ratio: float | None) -> str:
        """How many times the usual: 3.4, 12, 120; unknown or without bound is empty."""
        if ratio is None or not math.isfinite(ratio):
            return ""
        return f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"

    @_written
    def between(self, low: float | None, high: float | None) -> str:
        """An interval of ratios: 2.9–4.0; one-sided where only the lower end is known."""
        if not self.times(low):
            return ""
        return f"{self.times(low)}–{self.times(high)}" if self.times(high) else f"≥{self.times(low)}"

    @_written
    def day(self, day: date) -> str:
        """11月18日 / 18 Nov."""
        month = self._words.split("calendar.months")[day.month - 1]
        return self._words("calendar.day", day=day.day, month=month)

    @_written
    def year(self, day: date) -> str:
        """2026."""
        return str(day.year)

    @_written
    def weekday(self, day: date) -> str:
        """周三 / Wed."""
        return self._words.split("calendar.weekdays")[day.weekday()]

    @_written
    def named_day(self, day: date) -> str:
        """11月18日（周三）/ Wed 18 Nov."""
        return self._words("calendar.named_day", day=self.day(day), weekday=self.weekday(day))
