"""The page behind a mail's link: what the alert is, and a button or a sentence why there is none. It shows no post."""

from dataclasses import dataclass
from datetime import date

from contract.findings import ALL_PLATFORMS, AlertMetric
from reports.figures import Figures
from reports.quoting import quote
from reports.templating import render as fill
from reports.wording import wording

# States of the page, each by the words that it says.
ASK, DONE, ALREADY, OVER = "link.ask", "link.done", "link.already", "link.over"
FORGED, EXPIRED, UNKNOWN = "link.forged", "link.expired", "link.unknown"
REFUSED, BROKEN = "link.refused", "link.broken"


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of an alert: names as people write them, numbers as the table has them."""

    name: str
    scope: str  # a platform's name, "all", or empty where the name is that of a platform
    metric: str
    value: float
    baseline: float
    opened: date


def render(language: str, state: str, alert: Told | None = None, brand: str = "") -> str:
    """The page in a language (zh or en); `state` is one of the constants above."""
    words = wording(language)
    return str(fill(
        "link_page.html", words=words, brand=words("page.brand") + (f" · {quote(brand, 60)}" if brand else ""),
        said=words(state), ask=state == ASK, name=_name(language, alert), numbers=_numbers(language, alert),
    )) + "\n"  # fmt: skip


def _name(language: str, alert: Told | None) -> str:
    if alert is None:
        return ""
    place = wording(language)("page.all_platforms") if alert.scope == ALL_PLATFORMS else quote(alert.scope, 60)
    return " · ".join(filter(None, (quote(alert.name, 120), place)))


def _numbers(language: str, alert: Told | None) -> str:
    if alert is None:
        return ""
    words, figures = wording(language), Figures(wording(language))
    shares = alert.metric in (AlertMetric.NEGATIVE_SHARE, AlertMetric.SILENCE)
    shown = figures.share if shares else figures.count
    told = words.code("link_metric", alert.metric)
    numbers = {"metric": told, "baseline": shown(alert.baseline), "value": shown(alert.value)}
    return words("link.from_to", day=figures.named_day(alert.opened), **numbers)
