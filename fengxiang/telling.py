"""What each subscriber is told now: the settings' people, the warehouse's changes and the ledger's memory, joined."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from contract.clock import SHANGHAI, Week, Window
from contract.findings import Severity
from fengxiang import alert_links
from fengxiang import home as place
from fengxiang.editions import edition_of
from fengxiang.report_files import beside
from fengxiang.settings import Settings
from fengxiang.summarising import inside_of
from reports import ledger as states
from reports import weekly
from reports.alerts import Alert, changes, render_alert
from reports.chats.sending import ChatServer
from reports.digest import render_digest
from reports.ledger import ALERT, Ledger
from reports.mail import Mail, recipient_hash
from reports.parcels import Parcel
from reports.subscribers import NEWS, Subscriber, at_once, in_digest
from reports.weekly_mail import mail_of

AT_MOST = 5  # alerts at once; more come as one mail
_REMEMBERED = 90  # days for which what could not be delivered is tried again
_UNFINISHED = frozenset({states.SENDING, states.FAILED, states.DOUBTED})


def subscribers(settings: Settings) -> list[Subscriber]:
    """Those of `[[subscribers]]`, and the addresses of `[mail]` recipients and ops."""
    mail = settings.mail
    named = [
        Subscriber(
            name=one.name, to=str(one.to), chat=one.chat, topics=one.topics, platforms=one.platforms,
            severity=Severity(one.severity), language=one.language or settings.language, weekly=one.weekly,
            alerts=one.alerts, weekday=one.weekday_number, hour=one.hour, zone=one.zone, quiet=one.quiet_hours,
            quiet_except=Severity(one.quiet_except) if one.quiet_except else None, ops=one.ops,
        )
        for one in settings.subscribers
    ]  # fmt: skip
    # without anybody, mail is written to the outbox as if to the sender
    plain = mail.recipients or (() if named else (mail.sender,))
    told = [Subscriber(name=to, to=to, language=settings.language) for to in plain]
    chain = [
        Subscriber(name=to, to=to, language=settings.language, weekly=False, alerts="none", ops=True) for to in mail.ops
    ]
    return named + told + chain


def chats(settings: Settings) -> dict[str, ChatServer]:
    """The chats of the settings, by name."""
    return {
        name: ChatServer(name, chat.kind, chat.url.get_secret_value(), chat.secret.get_secret_value(), chat.timeout)
        for name, chat in settings.chats.items()
    }


@dataclass(slots=True)
class Desk:
    """Renders each mail once, however many get it."""

    settings: Settings
    as_of: datetime
    _made: dict[tuple[object, ...], Mail] = field(default_factory=dict)

    def weekly(self, week: Week, language: str, topics: tuple[str, ...] = ()) -> Mail:
        """The week's report; with `topics`, of these themes alone."""
        edition = edition_of(self.settings, topics)

        def make() -> Mail:
            if topics:
                report = weekly.render(self._warehouse, week, language, self.as_of, edition)
            else:
                report = weekly.report_of(inside_of(self.settings, week, language, self.as_of)[0])
            return mail_of(report.inside, report.html, beside(report, self.settings.home))

        return self._once(("weekly", week, language, edition), make)

    def alert(self, alert: Alert, language: str) -> Mail:
        """One alert's change."""
        url = alert_links.acknowledge_url(self.settings, alert.row["alert_id"], self.as_of, language)
        make = partial(render_alert, self._warehouse, alert, language, self.as_of, brand=self.settings.brand)
        return self._once(("alert", alert.key, language), lambda: make(acknowledge_url=url))

    def digest(self, alerts: Sequence[Alert], language: str, period: str) -> Mail:
        """Several alerts in one."""
        key = ("digest", tuple(alert.key for alert in alerts), language, period)
        make = partial(render_digest, self._warehouse, alerts, language, self.as_of, brand=self.settings.brand)
        return self._once(key, lambda: make(period=period))  # type: ignore[arg-type]

    @property
    def _warehouse(self) -> Path:
        return place.published(self.settings.home)

    def _once(self, key: tuple[object, ...], make: Callable[[], Mail]) -> Mail:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def parcels(desk: Desk, week: Week | None, book: Ledger) -> Iterator[Parcel]:
    """What each subscriber is to get now: the week's report, unless `week` is None, and what changed of alerts."""
    settings, now = desk.settings, desk.as_of
    last = now.astimezone(SHANGHAI).date()
    found = changes(place.published(settings.home), Window(last - timedelta(days=_REMEMBERED), last))
    watched = [
        a for a in found if not settings.watch.themes or not a.row["theme"] or a.row["theme"] in settings.watch.themes
    ]
    known_chats = chats(settings)
    for one in subscribers(settings):
        pack = partial(Parcel, recipient=one.recipient, chat=known_chats[one.chat] if one.chat else None)
        if week is not None and one.weekly:
            yield pack(desk.weekly(week, one.language, one.topics))
        yield from _of_alerts(desk, one, watched, book, pack)


def _of_alerts(
    desk: Desk, one: Subscriber, found: Sequence[Alert], book: Ledger, pack: Callable[..., Parcel]
) -> Iterator[Parcel]:
    now, to = desk.as_of, recipient_hash(f"chat {one.chat}" if one.chat else one.to)
    since = now.astimezone(SHANGHAI).date() - timedelta(days=NEWS)

    def state(alert: Alert) -> str | None:
        return book.state((ALERT, alert.key, to))

    def told(key: str) -> bool:
        return book.is_done((ALERT, key, to))

    # older than a week is news only to those whom it could not reach
    news = [alert for alert in found if alert.row["dt"] >= since or state(alert) in _UNFINISHED | states.DONE]
    now_due = at_once(one, news, told, now)
    if len(now_due) > AT_MOST:
        yield _together(
            desk, one, [alert for alert, _ in now_due], "quiet", pack, [c for _, more in now_due for c in more]
        )
    else:
        for alert, covers in now_due:
            yield pack(desk.alert(alert, one.language), covers=covers)
    if summed_up := in_digest(one, news, told, now):
        yield _together(desk, one, summed_up, "day" if one.alerts == "daily" else "week", pack)


def _together(
    desk: Desk, one: Subscriber, alerts: list[Alert], period: str, pack: Callable[..., Parcel], more: Sequence[str] = ()
) -> Parcel:
    keys = dict.fromkeys([*(alert.key for alert in alerts), *more])
    return pack(desk.digest(alerts, one.language, period), covers=tuple(keys))
