"""A measure's daily numbers in one scope and by platform: shares, or people a day, of whatever days are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contract.findings import ALL_PLATFORMS
from reports.alert_figures import is_share
from reports.alert_mail.measures import measure_of, usual_days
from reports.alert_mail.proof import parameters
from reports.published import Published, Row

DAYS = 35  # of the picture


@dataclass(frozen=True, slots=True)
class Span:
    """Some days together: the metric's value over them (None where nothing is known), and posts."""

    value: float | None
    posts: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The answer of a measure's daily query, about one row of `alert`."""

    alert: Row
    rows: Sequence[Row]
    first: date  # of the days that the value speaks of

    @property
    def platforms(self) -> list[str]:
        """Platforms with anything to tell, most posts of the last days first."""
        told = {row["platform"] for row in self.rows}
        return sorted(told, key=lambda platform: (-self.now(platform).posts, platform))

    def now(self, platform: str = "") -> Span:
        """The days that the alert's value speaks of."""
        return self.over(self.first, self.alert["dt"], platform)

    def usual(self, platform: str = "") -> Span:
        """The days of the baseline, as they were counted."""
        first, last = (self.alert["opened"] - timedelta(days=back) for back in usual_days(self.alert))
        return self.over(first, last, platform)

    def over(self, first: date, last: date, platform: str = "") -> Span:
        """Any stretch of days; of the alert's scope, or of one platform."""
        found = [row for row in self._of(platform) if first <= row["dt"] <= last]
        return Span(self._value(found, (last - first).days + 1), sum(int(row["posts"] or 0) for row in found))

    def series(self) -> list[float | None]:
        """The scope's value on each of the last `DAYS` days."""
        last = self.alert["dt"]
        days = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
        return [self.over(day, day).value for day in days]

    def worst(self) -> tuple[date, float] | None:
        """Since the opening, the day with the highest value."""
        opened, last = self.alert["opened"], self.alert["dt"]
        days = [opened + timedelta(days=n) for n in range((last - opened).days + 1)]
        told = [(value, day) for day in days if (value := self.over(day, day).value) is not None]
        return (max(told)[1], max(told)[0]) if told else None

    def _of(self, platform: str) -> Iterable[Row]:
        scope = platform or self.alert["scope"]
        return (row for row in self.rows if scope in (ALL_PLATFORMS, row["platform"]))

    def _value(self, found: Sequence[Row], days: int) -> float | None:
        if not is_share(self.alert):
            return sum(row["part"] or 0 for row in found) / days
        whole = sum(row["whole"] or 0 for row in found)
        return float(sum(row["part"] or 0 for row in found) / whole) if whole else None


def counted(published: Published, row: Row) -> Counts:
    """The daily numbers of a row's measure, on all days that its baseline, value and picture speak of."""
    asked = parameters(row)
    first: date = asked["first"]
    return Counts(row, published.rows(f"{measure_of(row).daily} ORDER BY dt, platform", asked), first)
