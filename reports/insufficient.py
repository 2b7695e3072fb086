"""Days on which nothing was judged, in words: a report that is silent about them would be taken for good news."""

from datetime import date

from contract.findings import ALL_PLATFORMS
from reports.page import Page, Sentence, sentence
from reports.published import Row

HELD_BACK = """
SELECT dt, scope, reasons, missing, missing_share, exposure, observed, expected FROM quality_daily
WHERE dt BETWEEN $first AND $last AND (status <> 'ok' OR len(missing) > 0) ORDER BY dt, scope = 'all', scope"""
SHOWN = 3


def about(rows: list[Row], page: Page) -> Sentence | None:
    """A plain line for the head of the report; None if every day could be judged."""
    spans = [page.words("headline.held_span", **told) for told in stretches(rows, page)]
    if not spans:
        return None
    key = "headline.held_more" if len(spans) > SHOWN else "headline.held"
    more = {"n": str(len(spans) - SHOWN)} if len(spans) > SHOWN else {}
    return sentence(page, key, "#coverage", "warn", spans=page.words.listed(spans[:SHOWN]), **more)


def stretches(rows: list[Row], page: Page) -> list[dict[str, str]]:
    """Platform, days and reasons in words: one entry a platform and set of reasons ("all" where only that is told)."""
    platforms = {row["scope"] for row in rows} - {ALL_PLATFORMS}
    told: dict[tuple[str, tuple[str, ...]], list[date]] = {}
    for row in rows:
        if row["scope"] != ALL_PLATFORMS or not platforms:
            told.setdefault((row["scope"], tuple(row["reasons"])), []).append(row["dt"])
    return [
        {
            "platform": page.platform(scope),
            "days": page.words.listed(page.figures.named_day(day) for day in days),
            "reasons": page.words.listed(page.words.code("insufficient", code) for code in reasons),
        }
        for (scope, reasons), days in told.items()
    ]


def on_all(rows: list[Row], page: Page) -> list[str]:
    """Days on which "all platforms" were not judged, or without some: a sentence each."""
    lines = []
    for row in rows:
        if row["scope"] == ALL_PLATFORMS and row["missing"]:
            key = "coverage.held_without" if row["missing_share"] is not None else "coverage.held_all"
            lines.append(
                page.words(
                    key,
                    day=page.figures.named_day(row["dt"]),
                    platforms=page.words.listed(page.platform(name) for name in row["missing"]),
                    share=page.figures.share(row["missing_share"]),
                )
            )
    return lines
