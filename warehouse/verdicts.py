"""From a flag and its facts to words: is it genuine, where does it stand, and what speaks for that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contract.findings import Phase, Verdict
from warehouse.calendar_signs import Recurs
from warehouse.floods import SUSPECTED, Flood

_ONE_HASHTAG = 0.6  # posts with the same hashtag, as a share of the posts beyond what was expected
_HASHTAG_SEEN = 0.3  # and as a share of all posts
_BIG_SHARE = 0.5  # share of likes, comments, shares and favourites that big accounts got
_KNOWN = 0.5  # share of posts whose author is known, below which nothing is said of authors
_GROWING = 1.15
_SHRINKING = 0.85
_YOUNG_DAYS = 7


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and codes of what speaks for it."""

    verdict: Verdict
    reasons: tuple[str, ...]


def judge(
    test: str, fact: Mapping[str, Any], *, expected: float, new: bool, flood: Flood | None = None
) -> Judgement | None:
    """The verdict on a flag of one of the tests of `flags`; None if nothing is worth telling.

    Reasons: coverage_up, those of `floods.SIGNS`, one_hashtag, big_accounts_lead, many_authors, many_posts,
    several_platforms, new_subject.
    """
    if test == "artefact":
        return Judgement(Verdict.ARTEFACT, ("coverage_up",))
    led = test != "flood" and _is_led(fact, expected)
    if flood is not None and flood.score >= SUSPECTED and not (led and "few_authors" not in flood.reasons):
        return Judgement(Verdict.FLOOD, flood.reasons)
    if test == "flood":
        return None
    if led:  # many who copy what big accounts call for
        return Judgement(Verdict.CAMPAIGN, ("one_hashtag", "big_accounts_lead"))
    return Judgement(Verdict.ORGANIC, tuple(_organic_signs(fact, new)))


def of_calendar(judgement: Judgement, recurs: Recurs | None) -> Judgement:
    """The verdict once it is known what comes every year: only what is genuine can be of the calendar.

    Reasons: calendar_name, calendar_company, rose_last_year.
    """
    if recurs is None or judgement.verdict != Verdict.ORGANIC:
        return judgement
    return Judgement(Verdict.CALENDAR, recurs.reasons)


def _is_led(fact: Mapping[str, Any], expected: float) -> bool:
    """Whether one hashtag carries what is new, and big accounts got most of the response."""
    tagged = fact["hashtag_share"] * fact["posts"]
    carried = fact["hashtag_share"] >= _HASHTAG_SEEN and tagged >= _ONE_HASHTAG * max(fact["posts"] - expected, 1.0)
    return bool(carried and fact["big_accounts"] and fact["big_share"] >= _BIG_SHARE)


def _organic_signs(fact: Mapping[str, Any], new: bool) -> list[str]:
    signs = ["many_authors"] if fact["known_share"] >= _KNOWN else ["many_posts"]
    if len(fact["platforms"]) > 1:
        signs.append("several_platforms")
    if new:
        signs.append("new_subject")
    return signs


def phase(growth: float, days: int) -> Phase:
    """Where a rise stands, `days` after it began; growth is the last 7 days' rate over that of the 7 days before."""
    if growth < _SHRINKING:
        return Phase.FADING
    return Phase.RISING if growth >= _GROWING or days < _YOUNG_DAYS else Phase.PEAKING
