"""The answer of a language model, sentence by sentence: kept if every number and name in it is the report's own.

Fails closed: what cannot be read is dropped. docs/summary.md says the rules in words, and what they cannot see.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reports.summary import calendar
from reports.summary.claims import Claim, claims
from reports.summary.evidence import Evidence, Fact, bare, evidence
from reports.summary.facts import Facts
from reports.summary.fitting import fits
from reports.summary.idioms import GUESS
from reports.summary.naming import SUBJECT, Bearings, Name, masked, quoted
from reports.summary.reading import Reading, plain, read
from reports.summary.states import frames, states
from reports.summary.writing import in_language, sentences

MOST_SENTENCES = 5
LONGEST = {"zh": 160, "en": 360}  # characters of a sentence
_COPIED = {"zh": 8, "en": 24}  # characters in a row, blanks apart
_NOT = re.compile(
    r"没有|没能|并未|并没|不是|并非|而非|未能|从未|不会|\b(?:not|never|without|hardly|cannot)\b|n't\b|n’t\b", re.I
)
_CLAUSE = re.compile(r"[，；;：。]|[,:](?!\d)")
_FREE_WORDS = frozenset({"kol", "koc", "i"})


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that is not shown, and why: a word of wording's `summary_reason`."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept of an answer; `note` says in one line why there is none, or is empty."""

    sentences: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    note: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence as it is looked at."""

    text: str
    names: list[Name]
    blank: str
    reading: Reading
    claims: list[Claim]
    evidence: Evidence
    language: str
    support: dict[int, list[Fact]] = field(default_factory=dict)


def checked(answer: str, facts: Facts) -> Summary:
    """The sentences that hold, at most five, and those that do not, each with its reason."""
    known = evidence(facts)
    kept: list[str] = []
    dropped: list[Dropped] = []
    for said in sentences(answer):
        reason = why_not(said, known, facts.language)
        if not reason and said in kept:
            reason = "repeated"
        if not reason and len(kept) == MOST_SENTENCES:
            reason = "too_many"
        if reason:
            dropped.append(Dropped(said, reason))
        else:
            kept.append(said)
    return Summary(tuple(kept), tuple(dropped))


def why_not(sentence: str, known: Evidence, language: str) -> str:
    """Why a sentence is dropped; empty if it holds."""
    if len(sentence) > LONGEST[language]:
        return "too_long"
    said = _look(sentence, known, language)
    return next((reason for reason, wrong in _RULES if wrong(said)), "")


def _look(sentence: str, known: Evidence, language: str) -> _Said:
    text = plain(sentence)
    names = known.names.find(text)
    blank = masked(text, names)
    reading = read(blank)
    return _Said(text, names, blank, reading, claims(text, blank, reading.numbers, names), known, language)


def _posts_words(said: _Said) -> bool:
    """Whether it repeats a post: that is not the report's word, and who has a post erased shall not find it here."""
    pieces = re.findall(rf"[^\ue000]{{{_COPIED[said.language]},}}", bare(said.blank))
    size = _COPIED[said.language]
    return any(
        piece[at : at + size] in q
        for piece in pieces
        for at in range(len(piece) - size + 1)
        for q in said.evidence.quotes
    )


def _unknown_name(said: _Said) -> bool:
    for start, _, words in quoted(said.text):
        known = any(one.start == start for one in said.names)
        if not known and (
            plain(words).rstrip(",.，。").casefold() not in said.evidence.text or re.search(r"\d", words)
        ):
            return True
    return any(
        word.casefold().removesuffix("'s").removesuffix("’s") not in said.evidence.words for word in _proper(said)
    )


def _proper(said: _Said) -> list[str]:
    """Latin words that must be the report's: all of them in Chinese; in English those with a capital, but the first."""
    taken = [(n.start, n.end) for n in said.reading.numbers if n.kind != "token"]
    found = []
    for match in re.finditer(r"[A-Za-z][A-Za-z\d'’-]*|\d+[A-Za-z][A-Za-z\d-]*", said.blank):
        word = match[0]
        free = any(a <= match.start() < b for a, b in taken) or word.casefold() in _FREE_WORDS
        plain_english = said.language == "en" and (
            word.islower() or not said.blank[: match.start()].strip("\ue000“\"' ")
        )
        if not free and (not plain_english or re.search(r"\d", word)):
            found.append(word)
    return found


def _unchecked(said: _Said) -> bool:
    numbers = [c for c in said.claims if c.number.kind not in calendar.KINDS]
    return not numbers and not states(said.blank)


def _unknown_number(said: _Said) -> bool:
    for place, claim in enumerate(said.claims):
        said.support[place] = [fact for fact in said.evidence.facts if fits(claim, fact)]
    return any(not said.support[place] for place in range(len(said.claims)))


def _negated(said: _Said) -> bool:
    """A number that the sentence denies."""
    for claim in said.claims:
        head = said.blank[: claim.number.start]
        if _NOT.search(_CLAUSE.split(head)[-1]):
            return True
    return False


def _wrong_time(said: _Said) -> bool:
    """A day's number told as a week's, last week's as this one's: the line of the report must say the same of it."""
    return any(
        not any(frame in said.evidence.frames[fact.passage] for fact in said.support[place])
        for at, frame in frames(said.blank)
        for place in _told_at(said, at)
    )


def _told_at(said: _Said, at: int) -> list[int]:
    """The numbers of the clause around a place; where it has none ("Last week, ..."), all that come after it."""
    left, right = _clause(said.blank, at)
    places = [place for place, claim in enumerate(said.claims) if claim.number.kind not in calendar.KINDS]
    inside = [place for place in places if left <= said.claims[place].number.start < right]
    return inside or [place for place in places if said.claims[place].number.start > at]


def _wrong_state(said: _Said) -> bool:
    bearings = Bearings(said.text, said.names)
    passages = {fact.passage for found in said.support.values() for fact in found}
    free = frozenset().union(*(said.evidence.by_passage[p] for p in passages)) | said.evidence.states.get(
        "", frozenset()
    )
    for start, end, state in states(said.blank):
        if state in ("rise", "fall") and _moved(said, start, 1 if state == "rise" else -1):
            continue
        about = bearings.of(start, end, SUBJECT)
        if any(state not in said.evidence.states.get(name, frozenset()) for name in about):
            return True
        if not about and state not in free:
            return True
        # "looks like a rise, but is not": of such a topic nobody may say that it rises
        denied = any("not rising" in said.evidence.states.get(name, frozenset()) for name in about)
        if state == "rise" and denied and not any(s == "not rising" for _, _, s in states(said.blank)):
            return True
    return False


def _clause(blank: str, at: int) -> tuple[int, int]:
    left = max((m.end() for m in _CLAUSE.finditer(blank, 0, at)), default=0)
    after = _CLAUSE.search(blank, at)
    return left, after.start() if after else len(blank)


def _moved(said: _Said, at: int, way: int) -> bool:
    """Whether a number in the same clause, which was found to be true, goes that way itself."""
    left, right = _clause(said.blank, at)
    here = [c for c in said.claims if left <= c.number.start < right]
    return any((c.sign if c.change else c.course) == way for c in here if c.number.kind != "times")


_RULES: Sequence[tuple[str, Callable[[_Said], bool]]] = (
    ("language", lambda said: not in_language(said.blank, said.language)),
    ("unread", lambda said: bool(said.reading.unread)),
    ("unknown_name", _unknown_name),
    ("posts_words", _posts_words),
    ("guess", lambda said: bool(GUESS.search(said.blank))),
    ("unchecked", _unchecked),
    ("negated", _negated),
    ("unknown_number", _unknown_number),
    ("wrong_time", _wrong_time),
    ("wrong_state", _wrong_state),
)
