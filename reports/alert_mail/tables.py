"""The tables of an alert's mail as cells of text: platforms, and the aspects that drive it."""

from reports.alert_figures import is_share
from reports.alert_mail.facts import Facts
from reports.page import Page
from reports.quoting import quote

MOST_PLATFORMS = 8
Cells = list[str]


def platforms(facts: Facts, page: Page) -> list[Cells]:
    """Each platform: name, before, now, change, posts now; the alert's own are all of them, or one among the others."""
    counts, figures, of_share = facts.counts, page.figures, is_share(facts.row)
    one = figures.share if of_share else figures.amount
    change = figures.points if of_share else figures.signed
    rows = []
    for platform in counts.platforms[:MOST_PLATFORMS]:
        now, usual = counts.now(platform), counts.usual(platform)
        grown = None if now.value is None or usual.value is None else now.value - usual.value
        told = [one(usual.value), one(now.value), change(grown), figures.count(now.posts)]
        rows.append([quote(page.platform(platform), 40), *told])
    return rows


def aspects(facts: Facts, page: Page) -> list[Cells]:
    """Each aspect that grew: name, share of the posts that speak badly of it before and now, change, posts now."""
    figures = page.figures
    return [
        [quote(page.aspect(d.aspect), 40), figures.share(d.before), figures.share(d.now), figures.points(d.more),
         figures.count(d.posts)]
        for d in facts.drivers
    ]  # fmt: skip


def headings(first: str, page: Page) -> Cells:
    """Above either table."""
    words = page.words
    told = ["table.before", "table.now", "table.change", "table.posts"]
    return [words(first), *(words(key) for key in told)]
