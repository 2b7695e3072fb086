"""Alert mails: what turned, where, by how much, posts that show it, and the query that reproduces it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contract.clock import Week, Window
from contract.findings import ALL_PLATFORMS, AlertStatus
from reports.alert_story import NEGATIVE_POSTS, AlertStory, story_of
from reports.mail import Mail
from reports.page import Page, Quote, open_page
from reports.published import Published, Row, as_pasted
from reports.templating import render as fill

KIND = "alert"

_PENDING = """
FROM alert WHERE dt BETWEEN $first AND $last
QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY step DESC) = 1
ORDER BY dt, alert_id"""

_PROOF = """\
SELECT dt, sum(negative)::BIGINT AS negative, sum(posts)::BIGINT AS posts,
  round(sum(sum(negative)) OVER three_days / sum(sum(posts)) OVER three_days, 3) AS negative_share_of_three_days
FROM sentiment_daily
WHERE theme = $theme AND dt BETWEEN $opened - 37 AND $last"""
_PROOF_END = """
GROUP BY dt WINDOW three_days AS (ORDER BY dt RANGE BETWEEN INTERVAL 2 DAYS PRECEDING AND CURRENT ROW)
ORDER BY dt"""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert's change of state: the row of the `alert` table, and the key under which it is mailed once."""

    row: Row

    @property
    def key(self) -> str:
        """Alert, day and new state: each is told once."""
        return f"{self.row['alert_id']}@{self.row['dt']}:{self.row['status']}"


def pending(warehouse: Path, window: Window) -> list[Alert]:
    """Alerts whose state changed within `window` (their latest state in it). What was mailed, the ledger knows."""
    with Published(warehouse) as published:
        return [Alert(row) for row in published.rows(_PENDING, {"first": window.first, "last": window.last})]


def render_alert(warehouse: Path, alert: Alert, language: str, as_of: datetime, *, brand: str = "") -> Mail:
    """The mail of an alert. Errors as `reports.weekly.render`."""
    row = alert.row
    with Published(warehouse) as published:
        page = open_page(published, Week.of(row["dt"]), as_of, language, brand)
        asked = {"first": row["opened"], "last": row["dt"]}
        posts = [post for post in published.rows(NEGATIVE_POSTS, asked) if post["alert_id"] == row["alert_id"]]
    recovered = row["status"] == AlertStatus.RECOVERED
    story, quotes = story_of(row, [], page), [] if recovered else page.quotes(posts, 5)
    subject, lead, numbers = _said(story, recovered, page)
    query = proof(row)
    shown = {"story": story, "quotes": quotes, "query": query, "recovered": recovered}
    name = page.words("page.brand") + (f" · {page.brand}" if page.brand else "")
    html = fill("mail_alert.html", page=page, words=page.words, brand=name, subject=subject, lead=lead,
                numbers=numbers, **shown)  # fmt: skip
    return Mail(KIND, alert.key, subject, _text(lead, numbers, quotes, query, page), str(html) + "\n")


def proof(row: Row) -> str:
    """The query that gives an alert's numbers, ready to paste."""
    where = "" if row["scope"] == ALL_PLATFORMS else " AND platform = $platform"
    told = {"theme": row["theme"], "opened": row["opened"], "last": row["dt"], "platform": row["scope"]}
    return as_pasted(_PROOF + where + _PROOF_END, told)


def _said(story: AlertStory, recovered: bool, page: Page) -> tuple[str, str, str]:
    words = page.words
    told = {
        "theme": story.theme,
        "platform": story.platform,
        "share": story.share,
        "baseline": story.baseline,
        "change": story.change,
        "at_least": story.at_least,
        "day": story.day,
    }
    counted = {"posts": story.posts, "authors": story.authors, "opened": story.opened}
    numbers = words("alert_mail.numbers_authors" if story.authors else "alert_mail.numbers", **counted)
    if recovered:
        return words("alert_mail.subject_recovered", **told), words("alert_mail.lead_recovered", **told), numbers
    worse = story.status_code == AlertStatus.ESCALATED
    subject = words("alert_mail.subject_escalated" if worse else "alert_mail.subject", **told)
    return subject, words("alert_mail.lead", **told), numbers


def _text(lead: str, numbers: str, quotes: list[Quote], query: str, page: Page) -> str:
    words = page.words
    lines = [lead, numbers, ""]
    lines += [words("alert_mail.quotes"), ""] if quotes else []
    for quote in quotes:
        lines += [f"> {quote.text}", f"  {quote.source} · {quote.day}", *([f"  {quote.url}"] if quote.url else []), ""]
    lines += [words("alert_mail.query"), "", f"{query};", "", words("alert_mail.caution")]
    lines += [words("page.as_of", instant=page.as_of_text), words("mail.footer")]
    return "\n".join(lines) + "\n"
