"""The facts as the checker needs them: all claims of the report's sentences and lines, and its words about each."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reports.summary.claims import Claim, claims
from reports.summary.facts import Facts, Section
from reports.summary.naming import PLATFORM, SUBJECT, WELL_KNOWN, Bearings, Name, Names, key, masked, quoted
from reports.summary.reading import plain, read
from reports.summary.states import frames, states
from reports.summary.units import TIME


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim of the report, and where it stands."""

    claim: Claim
    passage: int
    around: frozenset[str] = frozenset()  # platforms that the whole section names


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer is held against."""

    facts: tuple[Fact, ...]
    names: Names
    states: dict[str, frozenset[str]]  # of each topic; of none in particular under ""
    by_passage: dict[int, frozenset[str]]  # states of each sentence or line
    frames: dict[int, frozenset[str]]
    text: str  # all that is shown but quotes; folded
    quotes: tuple[str, ...]  # without blanks
    words: frozenset[str]  # Latin words of all but quotes


class _Gathering:
    def __init__(self, facts: Facts) -> None:
        self.names = _names(facts)
        self.facts: list[Fact] = []
        self.states: dict[str, set[str]] = defaultdict(set)
        self.by_passage: dict[int, set[str]] = defaultdict(set)
        self.frames: dict[int, set[str]] = defaultdict(set)

    def take(
        self,
        line: str,
        passage: int,
        topic: frozenset[str],
        platform: frozenset[str],
        around: frozenset[str],
        extra: set[str],
    ) -> None:
        for said in sentences_of(line):
            text = plain(said)
            names = self.names.find(text)
            blank = masked(text, names)
            found = claims(text, blank, read(blank).numbers, names, within=True)
            self.frames[passage] |= {name for _, name in frames(blank)}
            self._states(text, blank, names, topic, passage, extra)
            counted = frozenset().union(*(c.number.units for c in found)) - TIME
            for claim in found:
                self.facts.append(Fact(_placed(claim, topic, platform, counted), passage, around))

    def _states(
        self, text: str, blank: str, names: Sequence[Name], topic: frozenset[str], passage: int, extra: set[str]
    ) -> None:
        """Whom each word of a line is about; what stands before the first name is about all of them."""
        bearings = Bearings(text, names)
        subjects = [n for n in names if n.kind == SUBJECT]
        everyone = {n.name for n in subjects} or set(topic) or {""}
        for start, end, state in states(blank):
            first = not subjects or start < subjects[0].start
            for one in everyone if first else bearings.of(start, end, SUBJECT):
                self.states[one].add(state)
            self.by_passage[passage].add(state)
        for one in everyone:
            self.states[one] |= extra
        self.by_passage[passage] |= extra


def _placed(claim: Claim, topic: frozenset[str], platform: frozenset[str], counted: frozenset[str]) -> Claim:
    number = claim.number
    if number.kind == "count" and not number.units and number.step * 1000 > 1:
        number = replace(number, units=counted)
    return replace(claim, number=number, subjects=claim.subjects or topic, platforms=claim.platforms or platform)


def bare(text: str) -> str:
    """Folded, and without blanks and quotation marks."""
    return re.sub(r"[\s“”\"'‘’「」]", "", plain(text).casefold())


@lru_cache(maxsize=4)
def evidence(facts: Facts) -> Evidence:
    """Read once for an answer."""
    gathering = _Gathering(facts)
    none: frozenset[str] = frozenset()
    for passage, line in enumerate((facts.title, *facts.sentences)):
        gathering.take(line, passage, none, none, none, set())
    passage = len(facts.sentences) + 1
    for section in facts.sections:
        heading = _of(section, gathering.names)
        for line in (section.title, *section.lines):
            gathering.take(line, passage, *heading)
            passage += 1
    shown = [facts.title, *facts.sentences, *(line for s in facts.sections for line in (s.title, *s.lines))]
    everything = plain(" ".join([*shown, *facts.names, *facts.platforms])).casefold()
    return Evidence(
        facts=tuple(gathering.facts),
        names=gathering.names,
        states={name: frozenset(told) for name, told in gathering.states.items()},
        by_passage={number: frozenset(told) for number, told in gathering.by_passage.items()},
        frames={number: frozenset(told) for number, told in gathering.frames.items()},
        text=" ".join(plain(line) for line in shown).casefold(),
        quotes=tuple(bare(q) for q in facts.quotes),
        words=frozenset(re.findall(r"[a-z][a-z\d'-]*|\d+[a-z][a-z\d-]*", everything)),
    )


def _of(section: Section, names: Names) -> tuple[frozenset[str], frozenset[str], frozenset[str], set[str]]:
    """Topic and platform of a heading that is one, the platforms that its lines name, and the states of another one."""
    title = key(section.title)
    topic = frozenset({title}) if title in names.subjects else frozenset()
    platform = frozenset({title}) if title in names.platforms else frozenset()
    named = (n.name for line in section.lines for n in names.find(plain(line)) if n.kind == PLATFORM)
    heading = set() if topic or platform else {name for _, _, name in states(plain(section.title))}
    return topic, platform, frozenset(named), heading


def _names(facts: Facts) -> Names:
    """Names that were given, and those that the report itself puts into quotation marks. Of posts' quotes: none."""
    lines = [*facts.sentences, *(line for section in facts.sections for line in (section.title, *section.lines))]
    marked = [said for line in lines for _, _, said in quoted(plain(line))]
    text = " ".join(lines)
    return Names(
        [*facts.names, *marked],
        [*facts.platforms, *(name for name in WELL_KNOWN if name.casefold() in text.casefold())],
    )


_END = re.compile(
    r"[。！？!?…]+[”」』’\"')）]*"
    r"|(?<![A-Z])(?<!\b[A-Za-z])(?<!\bvs)(?<!\bDr)(?<!\bMr)(?<!\bNo)(?<!\bapprox)(?<!\bca)(?<!\bca)(?<!\be\.g)(?<!\bi\.e)"
    r"(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|etc|Inc|pct))\.[”\"’')]*(?=\s|$|[「“\u4e00-\u9fff])"
)


def sentences_of(text: str) -> list[str]:
    """Sentences with their stops; a stop inside quotation marks ends none."""
    spans = [(start, end) for start, end, _ in quoted(text)]
    found, start = [], 0
    for end in _END.finditer(text):
        if any(a < end.start() < b - 1 for a, b in spans):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    found.append(text[start:])
    return [said.strip() for said in found if said.strip()]
