"""Who is affected: how many people, how loud they are, who is new, and where they post from."""

from reports.alert_mail.facts import Facts
from reports.page import Page
from reports.quoting import quote

_LEAST_PLACED = 10  # people whose region is told, below which no shares of regions are named


def who(facts: Facts, page: Page) -> list[str]:
    """Sentences; none where nobody is known."""
    told, words = facts.people, page.words
    if told is None:
        return []
    count = words.counted("unit.authors", told["people"], page.figures.count(told["people"]))
    said = [words("who.people", people=count)]
    if told["told"]:
        said.append(_tiers(facts, page))
    if told["fresh"]:
        share = page.figures.share(told["fresh"] / told["known"])
        said.append(words("who.fresh", share=share))
    return [*said, *_regions(facts, page)]


def _tiers(facts: Facts, page: Page) -> str:
    told, words = facts.people, page.words
    assert told is not None  # noqa: S101 - asked before
    ordinary = told["told"] - told["kol"] - told["koc"]
    shown = [(told["kol"], "who.kol"), (told["koc"], "who.koc"), (ordinary, "who.ordinary")]
    kinds = [words(key, n=page.figures.count(number)) for number, key in shown if number]
    kinds += [words("who.untold", n=page.figures.count(rest))] if (rest := told["people"] - told["told"]) else []
    verified = words("who.verified", n=page.figures.count(told["verified"])) if told["verified"] else ""
    return words("who.tiers", kinds=words.listed(kinds), verified=verified)


def _regions(facts: Facts, page: Page) -> list[str]:
    if not facts.regions or facts.regions[0]["told"] < _LEAST_PLACED:
        return []
    all_told = facts.regions[0]["told"]
    shown = [f"{quote(row['region'], 20)} {page.figures.share(row['people'] / all_told)}" for row in facts.regions]
    return [page.words("who.regions", regions=page.words.listed(shown))]
