"""How sure are we: said from the interval, the people, the days, the model's measured errors and the day's crawls."""

from reports.alert_figures import AlertFigures, figures_of
from reports.alert_mail.facts import Facts
from reports.page import Page

MANY = 60  # people, from which on a change is not a few
WHOLE = 0.95  # exposure from which a day counts as seen whole
RIGHT = (80, 83)  # of a hundred hand-labelled posts, three classes, SMP2020 and moods8: docs/sentiment.md

_ERRS = {
    "aspect_share": "sure.aspect_share",
    "complaint_authors": "sure.complaint_authors",
    "new_phrase": "sure.new_phrase",
}


def how_sure(facts: Facts, page: Page) -> list[str]:
    """Sentences, the verdict first."""
    words, told = page.words, figures_of(facts.row, page)
    if facts.is_over:
        return [*_data(facts, page), words("sure.read")]
    said = [_verdict(facts, told, page)]
    if told.kind == "negative_share":
        said.append(words("sure.model", low=RIGHT[0], high=RIGHT[1]))
    elif told.kind in _ERRS:
        said.append(words(_ERRS[told.kind]))
    said += _data(facts, page)
    return said if told.kind == "silence" else [*said, words("sure.read")]


def _verdict(facts: Facts, told: AlertFigures, page: Page) -> str:
    row, words = facts.row, page.words
    if row["change_low"] is None or told.kind == "other":
        return words("sure.unknown")
    if told.kind == "silence":
        return words("sure.silence", low=told.low.removeprefix("+"))
    sure = row["change_low"] >= 0.5 * row["change"] and row["authors"] >= MANY and row["days"] > 1
    key = "sure.very" if sure else "sure.fairly" if row["days"] > 1 else "sure.one_day"
    unit = words("sure.points" if told.is_share else "sure.people")
    return words(key, low=told.low, unit=unit, authors=page.figures.count(row["authors"]))


def _data(facts: Facts, page: Page) -> list[str]:
    quality, words = facts.quality, page.words
    if quality is None:
        return []
    said = []
    if quality["missing"]:
        names = words.listed(page.platform(name) for name in quality["missing"])
        said.append(words("sure.without", platforms=names))
    elif quality["status"] != "ok":
        reasons = words.listed(words.code("insufficient", code) for code in quality["reasons"])
        said.append(words("sure.held", reasons=reasons))
    exposure = quality["exposure"]
    if exposure is None:
        said.append(words("sure.imported"))
    elif exposure < WHOLE:
        said.append(words("sure.seen", share=page.figures.share(exposure)))
    elif not said:
        said.append(words("sure.whole"))
    return said
