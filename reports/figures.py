"""How numbers, shares, ratios and days are written in each language: rounding and units are decided once, here."""

import math
from datetime import date

from reports.wording import Wording

_ZH_UNITS = ((10**8, "亿"), (10**4, "万"))
_EN_UNITS = ((10**9, "B"), (10**6, "M"))


class Figures:
    """Number formats of one language."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._units = _ZH_UNITS if words.language == "zh" else _EN_UNITS

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

    def share(self, part: float | None) -> str:
        """A share as a whole percentage; what is neither none nor all does not read as such."""
        if part is None or not math.isfinite(part):
            return "–"
        percent = part * 100
        if 0 < percent < 1:
            return "<1%"
        return ">99%" if 99 < percent < 100 else f"{percent:.0f}%"

    def shares(self, low: float | None, high: float | None) -> str:
        """An interval of shares: 12–19%."""
        if low is None or high is None:
            return "–"
        return f"{max(low, 0) * 100:.0f}–{min(high, 1) * 100:.0f}%"

    def points(self, change: float | None) -> str:
        """A change of a share in percentage points, with its sign: +40, −3, ±0."""
        if change is None or not math.isfinite(change):
            return "–"
        rounded = round(change * 100)
        return f"+{rounded}" if rounded > 0 else f"−{-rounded}" if rounded < 0 else "±0"

    def amount(self, number: float | None) -> str:
        """A mean count: one decimal below ten, 4.2, 21; unknown is a dash."""
        if number is None or not math.isfinite(number) or abs(number) >= 9.95:
            return self.count(number)
        return f"{number:.1f}".removesuffix(".0")

    def signed(self, change: float | None) -> str:
        """A change of a mean count with its sign: +4.2, −3, ±0."""
        shown = self.amount(None if change is None else abs(change))
        sign = "" if shown == "–" else "±" if shown == "0" else "+" if (change or 0) > 0 else "−"
        return sign + shown

    def change(self, now: float, before: float) -> str:
        """A relative change with its sign: +12%."""
        return self.points(now / before - 1) + "%"

    def times(self, ratio: float | None) -> str:
        """How many times the usual: 3.4, 12, 120; unknown or without bound is empty."""
        if ratio is None or not math.isfinite(ratio):
            return ""
        return f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"

    def between(self, low: float | None, high: float | None) -> str:
        """An interval of ratios: 2.9–4.0; one-sided where only the lower end is known."""
        if not self.times(low):
            return ""
        return f"{self.times(low)}–{self.times(high)}" if self.times(high) else f"≥{self.times(low)}"

    def day(self, day: date) -> str:
        """11月18日 / 18 Nov."""
        month = self._words.split("calendar.months")[day.month - 1]
        return self._words("calendar.day", day=day.day, month=month)

    def weekday(self, day: date) -> str:
        """周三 / Wed."""
        return self._words.split("calendar.weekdays")[day.weekday()]

    def named_day(self, day: date) -> str:
        """11月18日（周三）/ Wed 18 Nov."""
        return self._words("calendar.named_day", day=self.day(day), weekday=self.weekday(day))
