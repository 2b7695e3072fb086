"""What an analyst asked for: read from the address, checked, and written back into addresses of other views.

Whatever is wrong becomes an `Unclear` with a word for the person and the field it stands in; nothing is guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from urllib.parse import urlencode

from contract.errors import FengxiangError, ReportError
from reports.explorer.catalogue import Catalogue
from reports.quoting import clean, quote
from reports.wording import LANGUAGES

ROOT = "/explore"
VIEWS = ("volume", "sentiment", "evidence", "search")
SORTS = ("newest", "engagement")
FEELINGS = ("negative", "neutral", "positive")
DAYS = 28  # shown where nobody says which
MOST_DAYS = 731
LONGEST_WORDS = 200  # characters of a search
ON_A_PAGE = 20  # posts
MOST_PAGES = 50
ROWS_OF_A_FILE = 5000  # posts in a download

Given: TypeAlias = Mapping[str, str]
Grammar: TypeAlias = Callable[[str], tuple[str, tuple[str, ...]]]  # a search: for the macro, and the words it asks for


class Unclear(ReportError):
    """What was asked cannot be understood: `key` and `figures` say why in words, `field` is where it stands."""

    def __init__(self, key: str, field: str, **figures: object) -> None:
        super().__init__(key)
        self.key, self.field, self.figures = key, field, figures


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of one pick. Empty texts mean all; `spoken` is the language if the address names one."""

    view: str
    since: date
    until: date
    theme: str = ""
    words: str = ""
    clauses: str = ""
    said: tuple[str, ...] = ()
    platform: str = ""
    sort: str = SORTS[0]
    feeling: str = ""
    number: int = 1
    spoken: str = ""

    @property
    def before(self) -> date:
        """First day of the span of the same length before."""
        return self.since - (self.until - self.since) - timedelta(days=1)

    def parameters(self, *, whole: bool = False) -> dict[str, object]:
        """What the questions bind; `whole` asks for a file's rows instead of a page's."""
        return {
            "theme": self.theme or None,
            "query": self.clauses or None,
            "name": self.words.strip('"“”#＃ ') or None,
            "said": list(self.said),
            "platform": self.platform or None,
            "feeling": self.feeling or None,
            "everything": self.view == "search",
            "since": self.since,
            "until": self.until,
            "before": self.before,
            "rows": ROWS_OF_A_FILE if whole else ON_A_PAGE + 1,  # one more tells whether there is a next page
            "skip": 0 if whole else (self.number - 1) * ON_A_PAGE,
        }

    def address(self, **changes: object) -> str:
        """The address of this pick with changes; always with its days, so that it shows the same tomorrow."""
        return replace(self, **changes).path()  # type: ignore[arg-type]

    def path(self, table: str = "") -> str:
        """The address of this pick, or of one of its tables as CSV."""
        told = {
            "theme": self.theme, "words": self.words, "platform": self.platform, "since": self.since.isoformat(),
            "until": self.until.isoformat(), "sort": self.sort if self.sort != SORTS[0] else "",
            "feeling": self.feeling, "page": str(self.number) if self.number > 1 else "", "language": self.spoken,
        }  # fmt: skip
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{ROOT}/{self.view}{f'/{table}.csv' if table else ''}?{query}"


def understood(view: str, given: Given, catalogue: Catalogue, last: date, grammar: Grammar) -> Asked:
    """The pick that an address describes; it ends with the day `last` unless it says else. Unclear if it is wrong."""
    since, until = _days(given, last)
    words = clean(given.get("words", ""))
    clauses, said = _searched(words, grammar) if words else ("", ())
    return Asked(
        view, since, until, _theme(given.get("theme", "").strip(), catalogue), words, clauses, said,
        _one_of(given, "platform", tuple(catalogue.platforms)), _one_of(given, "sort", SORTS) or SORTS[0],
        _one_of(given, "feeling", FEELINGS), _page(given.get("page", "")), _one_of(given, "language", LANGUAGES),
    )  # fmt: skip


def _days(given: Given, last: date) -> tuple[date, date]:
    until = _day(given, "until") or last
    since = _day(given, "since") or until - timedelta(days=DAYS - 1)
    if since > until:
        raise Unclear("explore_fault.order", "since", since=since, until=until)
    if (until - since).days >= MOST_DAYS:
        raise Unclear("explore_fault.span", "since", most=MOST_DAYS)
    return since, until


def _day(given: Given, field: str) -> date | None:
    text = given.get(field, "").strip()
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = date.min
    if found and not date(1990, 1, 1) <= found <= date(2200, 1, 1):
        raise Unclear("explore_fault.day", field, found=quote(text, 40))
    return found


def _searched(words: str, grammar: Grammar) -> tuple[str, tuple[str, ...]]:
    if len(words) > LONGEST_WORDS:
        raise Unclear("explore_fault.long", "words", most=LONGEST_WORDS, found=len(words))
    try:
        return grammar(words)
    except FengxiangError as fault:
        raise unreadable(str(fault)) from None


# What the two readers of a search say (fengxiang.search_query, the macro search_terms), and the word for it.
_COMPLAINTS = {
    "parentheses do not pair": "explore_fault.parentheses",
    "nested too deep": "explore_fault.parentheses",
    "quotation mark is not closed": "explore_fault.quotation",
    "nothing on one side of an OR": "explore_fault.or_side",
    "asks for nothing": "explore_fault.nothing",
    "has no letter": "explore_fault.no_letter",
    "not only left out": "explore_fault.only_left_out",
    "more than": "explore_fault.many_words",
}


def unreadable(complaint: str) -> Unclear:
    """A search that cannot be read, told in the words of the page."""
    keys = (key for fragment, key in _COMPLAINTS.items() if fragment in complaint)
    return Unclear(next(keys, "explore_fault.search"), "words")


def _theme(called: str, catalogue: Catalogue) -> str:
    found = catalogue.theme_called(called) if called else ""
    if found is None:
        raise Unclear("explore_fault.theme", "theme", found=quote(called, 60))
    return found


def _one_of(given: Given, field: str, allowed: tuple[str, ...]) -> str:
    value = given.get(field, "").strip()
    if value and value not in allowed:
        raise Unclear("explore_fault.choice", field, found=quote(value, 60), allowed=", ".join(allowed))
    return value


def _page(text: str) -> int:
    if not text.strip():
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= MOST_PAGES):
        raise Unclear("explore_fault.page", "page", most=MOST_PAGES)
    return int(text)
