"""Alert mails: what turned, where, by how much, what drives it, posts that show it, and how sure that is."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from contract.clock import Week, Window
from contract.findings import OVER, AlertMetric, AlertStatus, Severity
from reports.alert_figures import figures_of, metric_of, subject_of
from reports.alert_mail import row_words, saying, tables
from reports.alert_mail.certainty import how_sure
from reports.alert_mail.facts import Facts, gather
from reports.alert_mail.people import who
from reports.alert_mail.picture import caption, picture
from reports.alert_mail.plain import brief, plain
from reports.alert_mail.proof import proof
from reports.edition import Edition
from reports.mail import Mail
from reports.mail_page import mail_page
from reports.page import Page, open_page
from reports.published import Published, Row
from reports.quoting import clean, quote, web_address

KIND = "alert"
_ID = re.compile(r"[\w.:-]{1,80}", re.ASCII)

_CHANGES = """
SELECT *, max(CASE severity WHEN 'critical' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END)
    OVER (PARTITION BY alert_id ORDER BY step) AS loudest
FROM alert QUALIFY dt BETWEEN $first AND $last ORDER BY dt, alert_id, step"""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert's change of state: a row of the `alert` table, and how loud the alert was at most up to it."""

    row: Row
    loudest: Severity = Severity.NOTICE

    @property
    def key(self) -> str:
        """Alert, day and new state: each is told once."""
        return f"{self.row['alert_id']}@{self.row['dt']}:{self.row['status']}"

    @property
    def of_the_chain(self) -> bool:
        """Whether it tells of the chain, not of what people say."""
        return bool(self.row["metric"] == AlertMetric.SILENCE)


def changes(warehouse: Path, window: Window) -> list[Alert]:
    """The changes of alerts within `window`, in order. What was mailed, the ledger knows."""
    with Published(warehouse) as published:
        rows = published.rows(_CHANGES, {"first": window.first, "last": window.last})
    return [Alert(row, list(Severity)[row["loudest"]]) for row in rows]


def render_alert(
    warehouse: Path, alert: Alert, language: str, as_of: datetime, *, brand: str = "", acknowledge_url: str = ""
) -> Mail:
    """The mail of an alert, of any metric and state. Errors as `reports.weekly.render`.

    `acknowledge_url` is where its reader can say that it is in hand; one that is not http or https is left out.
    """
    with Published(warehouse) as published:
        page = open_page(published, Week.of(alert.row["dt"]), as_of, language, Edition(brand))
        facts = gather(published, alert.row, page)
    told = _told(facts, page, web_address(acknowledge_url))
    html = mail_page("mail_alert.html", page=page, words=page.words, **told)
    pictures = (told["picture"],) if told["picture"] else ()
    return Mail(KIND, alert.key, told["subject"], plain(told, page), html, pictures, brief(told, page))


def _told(facts: Facts, page: Page, acknowledge_url: str | None) -> dict[str, Any]:
    """All that stands in the mail, by the place where it stands."""
    row, words = facts.row, page.words
    return {
        "subject": quote(row_words.subject(row, page), 160),
        "brand": page.brand,
        "title": title(row, page),
        "tags": tags(row, page),
        "is_over": facts.is_over,
        "told": figures_of(row, page),
        "change": row_words.change(row, page),
        "lead": saying.lead(facts, page),
        "basis": saying.basis(row, page),
        "picture": picture(row, facts.counts),
        "caption": caption(row, facts.counts, page),
        "driven_by": saying.driven_by(facts, page),
        "aspects": tables.aspects(facts, page),
        "aspect_headings": tables.headings("drive.aspect", page),
        "since": saying.since_yesterday(facts, page),
        "platforms": tables.platforms(facts, page),
        "platform_headings": tables.headings("page.column_platform", page),
        "own": quote(page.platform(row["scope"]), 40),
        "who": [] if facts.is_over else who(facts, page),
        "quotes": [] if facts.is_over else facts.quotes,
        "sure": how_sure(facts, page),
        "acknowledge_url": None if facts.is_over else acknowledge_url,
        "command": _command(row),
        "query": proof(row),
        "foot": [
            words("act.adjust", rule=quote(row["rule"], 60)),
            words("page.as_of", instant=page.as_of_text),
        ],
    }


def title(row: Row, page: Page) -> str:
    """What it is about, and where."""
    subject, where = subject_of(row, page), quote(page.platform(row["scope"]), 60)
    return f"{subject} · {metric_of(row, page) if subject == where else where}"


def tags(row: Row, page: Page) -> list[str]:
    """Severity and state; of one that is over, the state alone."""
    words = page.words
    state = words.code("status", str(row["status"]))
    if row["status"] in OVER:
        return [state]
    return [words.code("severity", quote(row["severity"], 20)), quote(state, 40)]


def _command(row: Row) -> str:
    """What acknowledges it; nothing for an alert that is over, or whose id is no id."""
    alert_id = clean(str(row["alert_id"]))
    over = row["status"] in (AlertStatus.RECOVERED, AlertStatus.CLOSED, AlertStatus.ACKNOWLEDGED)
    return "" if over or not _ID.fullmatch(alert_id) else f"fengxiang alerts ack {alert_id}"


__all__ = ["KIND", "Alert", "proof", "render_alert", "tags", "title"]
