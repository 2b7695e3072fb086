"""Days, weeks and instants: the only place that knows the Asia/Shanghai calendar.

An instant is an aware UTC `datetime`; a day is the Asia/Shanghai calendar `date` (column `dt`); a week is an ISO week.
Nothing here asks what time it is: the roof does, once, and hands the instant down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

# China has had no daylight saving time since 1991 and one zone: a fixed offset is exact and needs no zone database.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(instant: datetime) -> date:
    """The Asia/Shanghai calendar day of an aware instant; ValueError if it is naive."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone, found {instant!r}")
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The UTC instant at which an Asia/Shanghai day begins."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def last_full_day(as_of: datetime) -> date:
    """The last Asia/Shanghai day that is over at `as_of`."""
    return day_of(as_of) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Whole Asia/Shanghai days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a window ends on or after its first day, found {self.first} to {self.last}")

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Each day in order."""
        return (self.first + timedelta(days=i) for i in range(len(self)))

    @property
    def start(self) -> datetime:
        """First instant of the window (UTC)."""
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """First instant after the window (UTC)."""
        return start_of(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, written 2026-W47."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        """The ISO week a day lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read `2026-W47`; ValueError names the form that is allowed."""
        try:
            year, _, number = text.upper().partition("-W")
            date.fromisocalendar(int(year), int(number), 1)
            return cls(int(year), int(number))
        except ValueError:
            raise ValueError(f"a week is written like 2026-W47, found {text!r}") from None

    @classmethod
    def last_full(cls, as_of: datetime) -> "Week":
        """The last ISO week that is over (in Asia/Shanghai) at `as_of`."""
        return cls.of(day_of(as_of) - timedelta(days=7))

    @property
    def window(self) -> Window:
        """Monday to Sunday."""
        monday = date.fromisocalendar(self.year, self.number, 1)
        return Window(monday, monday + timedelta(days=6))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
