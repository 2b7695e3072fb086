"""Who is told what, and when: a subscriber's wishes about one alert's change, and about the hour it is.

Nothing here asks the clock. An alert's change is told once to each subscriber (the ledger knows), at once or in a
digest. What falls into quiet hours waits for the first run after them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from contract.clock import SHANGHAI
from contract.findings import AlertStatus, Severity
from reports.alerts import Alert

Told = Callable[[str], bool]  # whether a change, by its key, was told already
When = Literal["at_once", "daily", "weekly", "none"]
NEWS = 7  # days for which a change is news; what is older is told to nobody who did not wait for it
TOLD_AT_ONCE = frozenset({AlertStatus.OPEN, AlertStatus.ESCALATED, AlertStatus.RECOVERED})
_LOUD = list(Severity)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One who is told. Exactly one of `to` (a mail address) and `chat` (a chat's name) is set."""

    name: str
    to: str = ""
    chat: str = ""
    topics: tuple[str, ...] = ()  # ids of themes; empty: all
    platforms: tuple[str, ...] = ()  # scopes; empty: all
    severity: Severity = Severity.NOTICE  # the least that is told
    language: str = "zh"
    weekly: bool = True  # the weekly report
    alerts: When = "at_once"
    weekday: int = 0  # of the weekly digest; 0 is Monday
    hour: int = 9  # of digests, in their zone
    zone: tzinfo = SHANGHAI
    quiet: tuple[time, time] | None = None  # from, to; may span midnight
    quiet_except: Severity | None = None  # from here on quiet hours do not hold
    ops: bool = False  # what is wrong with the chain

    @property
    def recipient(self) -> str:
        """Address, or name of the chat."""
        return self.to or self.chat

    def wants(self, change: Alert) -> bool:
        """Whether an alert's change is something for them."""
        if change.of_the_chain:
            return self.ops
        row = change.row
        topic = not self.topics or row["theme"] in self.topics
        platform = not self.platforms or row["scope"] in self.platforms
        return topic and platform and _LOUD.index(change.loudest) >= _LOUD.index(self.severity)

    def rests(self, now: datetime, loudest: Severity) -> bool:
        """Whether their quiet hours hold a change of this severity back now."""
        if self.quiet is None or (self.quiet_except and _LOUD.index(loudest) >= _LOUD.index(self.quiet_except)):
            return False
        begin, end = self.quiet
        clock = now.astimezone(self.zone).time()
        return begin <= clock < end if begin <= end else clock >= begin or clock < end

    def digest_day(self, now: datetime) -> date:
        """The day of the last digest that was due: it tells what changed before that day."""
        local = now.astimezone(self.zone)
        day = local.date() if local.time() >= time(self.hour) else local.date() - timedelta(days=1)
        return day if self.alerts == "daily" else day - timedelta(days=(day.weekday() - self.weekday) % 7)


def at_once(
    one: Subscriber, changes: Sequence[Alert], told: Told, now: datetime
) -> list[tuple[Alert, tuple[str, ...]]]:
    """What a subscriber is told now: of each alert its last change, and the keys of the earlier ones told by it.

    Of an alert that opened and recovered before anybody could be told, the recovery says all; of one that somebody
    closed meanwhile, nothing.
    """
    if one.alerts != "at_once":
        return []
    fresh = []
    for group in _by_alert(change for change in changes if one.wants(change)):
        sayable = [change for change in group if change.row["status"] in TOLD_AT_ONCE]
        news = [change for change in sayable if not told(change.key)]
        over = group[-1].row["status"] == AlertStatus.CLOSED
        if news and not over and news[-1] is sayable[-1] and not one.rests(now, news[-1].loudest):
            fresh.append((news[-1], tuple(change.key for change in news[:-1])))
    return fresh


def in_digest(one: Subscriber, changes: Sequence[Alert], told: Told, now: datetime) -> list[Alert]:
    """What the last digest that was due tells a subscriber: what changed before its day and was not told yet."""
    if one.alerts not in ("daily", "weekly") or one.rests(now, Severity.NOTICE):
        return []
    day = one.digest_day(now)
    return [change for change in changes if one.wants(change) and change.row["dt"] < day and not told(change.key)]


def _by_alert(changes: Iterable[Alert]) -> list[list[Alert]]:
    groups: dict[str, list[Alert]] = {}
    for change in changes:
        groups.setdefault(change.row["alert_id"], []).append(change)
    return [sorted(group, key=lambda change: change.row["step"]) for group in groups.values()]
