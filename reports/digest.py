"""Several alerts in one mail: a line and a small picture each, grouped by what they are about, worst first."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from contract.clock import SHANGHAI, Week
from contract.findings import OVER, AlertMetric, AlertStatus, Severity
from reports.alert_mail import row_words
from reports.alert_mail.counts import counted
from reports.alert_mail.picture import SMALL, caption, picture
from reports.alerts import Alert, tags, title
from reports.edition import Edition
from reports.mail import Attachment, Mail
from reports.mail_page import mail_page
from reports.page import Page, open_page
from reports.published import Published, Row
from reports.quoting import quote

KIND = "digest"
MOST = 30  # alerts that have a line; Gmail cuts a mail of 100 KB
Period = Literal["day", "week", "quiet"]
_PERIODS: Mapping[str, str] = {"day": "digest.day", "week": "digest.week", "quiet": "digest.quiet"}
_STATES = tuple(str(state) for state in (AlertStatus.ESCALATED, *AlertStatus))
_SEVERITIES = tuple(str(severity) for severity in reversed(Severity))


@dataclass(frozen=True, slots=True)
class Entry:
    """An alert in the digest, in words; `picture` is None where no day is known."""

    group: str
    title: str
    tags: list[str]
    change: str
    since: str
    caption: str
    is_over: bool
    picture: Attachment | None


def render_digest(
    warehouse: Path, alerts: Sequence[Alert], language: str, as_of: datetime, *, brand: str = "", period: Period = "day"
) -> Mail:
    """One mail of `alerts`, each in its latest state among them; also of none. Errors as `render_alert`.

    `period` says what it sums up: a day, a week, or the hours in which its reader wanted quiet.
    """
    latest = _latest(alerts)
    last = max((alert.row["dt"] for alert in latest), default=as_of.astimezone(SHANGHAI).date())
    with Published(warehouse) as published:
        page = open_page(published, Week.of(last), as_of, language, Edition(brand))
        entries = [_entry(published, alert.row, page) for alert in latest[:MOST]]
    told: dict[str, Any] = {
        "subject": _subject(latest, period, page),
        "brand": page.brand,
        "title": page.words(_PERIODS[period]),
        "lead": _lead(latest, page),
        "is_over": not _active(latest),
        "groups": _groups(entries),
        "rest": _rest(len(latest) - MOST, page),
        "foot": [page.words("digest.adjust"), page.words("page.as_of", instant=page.as_of_text)],
    }
    html = mail_page("mail_digest.html", page=page, words=page.words, **told)
    pictures = tuple(entry.picture for entry in entries if entry.picture)
    key, brief = key_of(alerts, period), _brief(latest, told, page)
    return Mail(KIND, key, told["subject"], _text(told), html, pictures, brief)


def key_of(alerts: Sequence[Alert], period: Period) -> str:
    """The same changes of the same alerts are the same digest, in whatever order they come."""
    told = "\n".join(sorted({alert.key for alert in alerts}))
    return f"{period}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:20]}"


def _latest(alerts: Sequence[Alert]) -> list[Alert]:
    found: dict[str, Alert] = {}
    for alert in sorted(alerts, key=lambda one: int(one.row["step"])):
        found[alert.row["alert_id"]] = alert
    return sorted(found.values(), key=_worst_first)


def _worst_first(alert: Alert) -> tuple[int, int, float, str]:
    row = alert.row
    return (_place(_STATES, row["status"]), _place(_SEVERITIES, row["severity"]), -abs(row["change"]), row["alert_id"])


def _place(known: Sequence[str], told: object) -> int:
    return known.index(str(told)) if str(told) in known else len(known)


def _active(alerts: Sequence[Alert]) -> list[Alert]:
    return [alert for alert in alerts if alert.row["status"] not in OVER]


def _entry(published: Published, row: Row, page: Page) -> Entry:
    counts = counted(published, row)
    is_platform = row["metric"] == AlertMetric.SILENCE or not row["theme"]
    return Entry(
        group=page.words("digest.platforms") if is_platform else quote(page.theme(row["theme"]), 60),
        title=title(row, page),
        tags=tags(row, page),
        change=row_words.change(row, page),
        since=row_words.since_when(row, page),
        caption=caption(row, counts, page),
        is_over=row["status"] in OVER,
        picture=picture(row, counts, SMALL),
    )


def _groups(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """In the order of their worst alert."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    return list(groups.items())


def _lead(alerts: Sequence[Alert], page: Page) -> str:
    active = len(_active(alerts))
    if not alerts:
        return page.words("digest.none")
    return page.words("digest.lead", active=active, over=len(alerts) - active)


def _subject(alerts: Sequence[Alert], period: Period, page: Page) -> str:
    name, lead = page.words(_PERIODS[period]), _lead(alerts, page)
    if not alerts:
        return page.words("digest.subject_none", name=name, lead=lead)
    worst = row_words.subject(alerts[0].row, page)
    return quote(page.words("digest.subject", name=name, lead=lead, worst=worst), 160)


def _rest(hidden: int, page: Page) -> str:
    return page.words("page.and_more", n=hidden) if hidden > 0 else ""


def _text(told: Mapping[str, Any]) -> str:
    lines = [told["title"], told["lead"], ""]
    for group, entries in told["groups"]:
        lines += [f"# {group}", ""]
        for entry in entries:
            lines += [f"* {entry.title} [{', '.join(entry.tags)}]", f"  {entry.change}", f"  {entry.since}", ""]
    lines += [told["rest"]] if told["rest"] else []
    return "\n".join([*lines, *told["foot"]]) + "\n"


def _brief(alerts: Sequence[Alert], told: Mapping[str, Any], page: Page) -> str:
    lines = [f"{told['title']} · {told['lead']}", *(row_words.subject(alert.row, page) for alert in alerts[:4])]
    return "\n".join(quote(line, 200) for line in [*lines, _rest(len(alerts) - 4, page)] if line)
