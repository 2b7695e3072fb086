"""What a language model may see of a report: its own sentences, its lines of figures, and a few quotes.

All of it is cleaned and bounded here, before it goes anywhere: no web or mail address, no pseudonym, nobody's handle,
no long number that may be a telephone or an account.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import NamedTuple

from reports.quoting import clean, quote
from reports.wording import wording

MOST_SENTENCES = 12
MOST_SECTIONS = 40
MOST_LINES = 40  # of a section
MOST_QUOTES = 24
MOST_NAMES = 2000
LONGEST_LINE = 300  # characters
LONGEST_QUOTE = 120
LONGEST_NAME = 60
MOST_CHARACTERS = 16_000  # of sentences and sections together; what comes later in the report is left out first

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。、；）」”]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I | re.A)
_HANDLE = re.compile(r"[@＠][\w·.-]+")
_PSEUDONYM = re.compile(r"(?<![0-9a-z])(?:a[0-9a-f]{20}|[0-9a-f]{16,})(?![0-9a-z])", re.I)
_LONG_NUMBER = re.compile(r"(?<![\d.])\+?\d(?:[ -]?\d){6,}(?![\d.])")


class Section(NamedTuple):
    """A heading and what stands under it; a heading that is the name of a topic says whom its lines are about."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the model sees, and all that its answer is checked against."""

    title: str
    language: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]
    quotes: tuple[str, ...]
    names: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Changes with anything in it."""
        return sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def facts(
    title: str,
    language: str,
    sentences: Sequence[str],
    sections: Sequence[tuple[str, Sequence[str]]],
    quotes: Sequence[str],
    *,
    names: Sequence[str] = (),
    platforms: Sequence[str] = (),
) -> Facts:
    """Facts from plain texts, cleaned and cut to size. SettingsError for a language there is none of.

    A line is about one thing, or says the name before each figure. `names`: topics and themes that the report may speak
    of, whether or not it does; `platforms`: their names as shown. Both help to tell what a number is said of; only
    those that stand in a sentence, a section or a quote are told to the model.
    """
    wording(language)
    room = [MOST_CHARACTERS]
    return Facts(
        title=_scrubbed(title, LONGEST_LINE),
        language=language,
        sentences=_fitting(sentences, MOST_SENTENCES, room),
        sections=tuple(_sections(sections, room)),
        quotes=tuple(dict.fromkeys(q for q in (_quoted(text) for text in quotes[:MOST_QUOTES]) if q)),
        names=_names(names),
        platforms=_names(platforms),
    )


def _sections(sections: Sequence[tuple[str, Sequence[str]]], room: list[int]) -> Iterable[Section]:
    for title, lines in sections[:MOST_SECTIONS]:
        kept = _fitting(lines, MOST_LINES, room)
        if kept:
            yield Section(_scrubbed(title, LONGEST_NAME), kept)


def _fitting(lines: Sequence[str], most: int, room: list[int]) -> tuple[str, ...]:
    """Whole lines only, as long as there is room: half a line could say something else."""
    kept = []
    for line in lines[:most]:
        told = _scrubbed(line, len(line) + 1)
        if not told or len(told) > min(LONGEST_LINE, room[0]):
            continue
        room[0] -= len(told)
        kept.append(told)
    return tuple(kept)


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in (_scrubbed(n, LONGEST_NAME) for n in names[:MOST_NAMES]) if name}))


def _quoted(text: str) -> str:
    return quote(_LONG_NUMBER.sub("…", _scrubbed(text, LONGEST_QUOTE * 4)), LONGEST_QUOTE)


def _scrubbed(text: str, longest: int) -> str:
    told = clean(text[: longest * 4])
    for pattern in (_ADDRESS, _HANDLE, _PSEUDONYM):
        told = pattern.sub("…", told)
    return quote(told, max(longest, 1))
