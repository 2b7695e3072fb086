"""The page around a view: what can be picked, the ways to the other views, the queries; and the page of a fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from types import ModuleType

from markupsafe import Markup

from reports.edition import Edition
from reports.explorer import evidence, search, sentiment, volume
from reports.explorer.asked import FEELINGS, ROOT, SORTS, VIEWS, Asked, Given, Unclear
from reports.explorer.catalogue import Catalogue
from reports.explorer.question import Context, Question
from reports.published import Published, Row, as_pasted
from reports.quoting import clean, quote
from reports.templating import render as fill
from reports.templating import style
from reports.wording import LANGUAGES, Wording

_MODULES: Mapping[str, ModuleType] = dict(zip(VIEWS, (volume, sentiment, evidence, search), strict=True))
# What a notice says.
NO_WAREHOUSE, NO_DATA, BROKEN = "explore.no_warehouse", "explore.no_data", "explore.broken"
SLOW, UNKNOWN_PAGE, NO_ARCHIVE = "explore.slow", "explore.unknown_page", "explore.no_archive"
_SPANS = (7, 28, 84)  # days that one click picks
_FIELDS = ("theme", "words", "platform", "since", "until", "sort", "feeling", "language")
_LONGEST = 300  # characters of a wrong value that are shown again


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same on every page: whose it is, and the address of its style sheet."""

    edition: Edition
    style: str


def style_sheet(edition: Edition) -> str:
    """The report's style sheet in the edition's colour, and what the explorer adds to it."""
    more = files("reports").joinpath("templates", "explorer", "explorer.css").read_text(encoding="utf-8")
    return f"{style(edition=edition)}\n{more}"


def questions_of(asked: Asked) -> Mapping[str, Question]:
    """The questions of the pick's view, by name."""
    told: Mapping[str, Question] = _MODULES[asked.view].questions(asked)
    return told


def table(published: Published, asked: Asked, name: str) -> list[Row]:
    """The rows of one table of a view for a download, whole; KeyError if the view has no such table."""
    question = questions_of(asked)[name]
    rows = published.rows(question.sql, asked.parameters(whole=True))
    return [{key: value for key, value in row.items() if key not in question.inner} for row in rows]


def page(published: Published, asked: Asked, catalogue: Catalogue, frame: Frame) -> str:
    """The page of a view, whole."""
    module, questions = _MODULES[asked.view], questions_of(asked)
    build: Callable[..., Context] = module.build
    parameters = asked.parameters()
    rows = {name: published.rows(question.sql, parameters) for name, question in questions.items()}
    context = build(rows, asked, catalogue)
    words = catalogue.words
    body = fill(
        f"explorer/{asked.view}.html", words=words, asked=asked, files={name: asked.path(name) for name in questions},
        **context,
    )  # fmt: skip
    pasted = [(name, as_pasted(question.sql, parameters)) for name, question in questions.items()]
    return _framed(
        frame, words, form=_form(asked.view, _given(asked), catalogue), body=body, queries=pasted, asked=asked,
        picked=_picked(asked, catalogue), views=_views(asked, words), spans=_spans(asked, catalogue),
        languages=_languages(asked, words), until=catalogue.figures.day(catalogue.whole) if catalogue.whole else "",
    )  # fmt: skip


def fault_page(fault: Unclear, view: str, given: Given, catalogue: Catalogue, frame: Frame) -> str:
    """The form as it was filled in, with what is wrong."""
    words = catalogue.words
    told = {k: catalogue.figures.day(v) if isinstance(v, date) else v for k, v in fault.figures.items()}
    return _framed(
        frame, words, form=_form(view, given, catalogue, fault.field), fault=words(fault.key, **told),
        views=[(words.code("explore_view", name), f"{ROOT}/{name}", name == view) for name in VIEWS],
    )  # fmt: skip


def notice(key: str, frame: Frame, words: Wording, **figures: object) -> str:
    """A page that says one thing, by one of the keys above."""
    return _framed(frame, words, fault=words(key, **figures))


def _framed(frame: Frame, words: Wording, **context: object) -> str:
    blank: dict[str, object] = dict.fromkeys(
        ("form", "fault", "body", "queries", "asked", "picked", "views", "spans", "languages", "until"), ""
    )
    brand = words("page.brand") + (f" · {quote(frame.edition.brand, 60)}" if frame.edition.brand else "")
    page = fill(
        "explorer/frame.html", words=words, brand=brand, logo=frame.edition.logo, style=frame.style,
        **(blank | context),
    )  # fmt: skip
    return f"{page}\n"


def _given(asked: Asked) -> dict[str, str]:
    return {
        "theme": asked.theme, "words": asked.words, "platform": asked.platform, "since": asked.since.isoformat(),
        "until": asked.until.isoformat(), "sort": asked.sort, "feeling": asked.feeling, "language": asked.spoken,
    }  # fmt: skip


def _form(view: str, given: Given, catalogue: Catalogue, wrong: str = "") -> Markup:
    """The fields as they were filled in; `wrong` names the one that is not understood."""
    words = catalogue.words
    return fill(
        "explorer/form.html", words=words, action=f"{ROOT}/{view}", view=view, wrong=wrong,
        given={name: clean(given.get(name, "")[:_LONGEST]) for name in _FIELDS},
        themes=sorted(catalogue.themes.items(), key=lambda theme: theme[1]),
        platforms=list(catalogue.platforms.items()),
        sorts=[(name, words.code("explore_sort", name)) for name in SORTS],
        feelings=[(name, words.code("feeling", name)) for name in FEELINGS],
        first=catalogue.first, last=catalogue.last,
    )  # fmt: skip


def _views(asked: Asked, words: Wording) -> list[tuple[str, str, bool]]:
    return [
        (words.code("explore_view", name), asked.address(view=name, number=1), name == asked.view) for name in VIEWS
    ]


def _spans(asked: Asked, catalogue: Catalogue) -> list[tuple[str, str, bool]]:
    """The last 7, 28, 84 days that have posts."""
    last = catalogue.whole or asked.until
    found = []
    for days in _SPANS:
        since = last - timedelta(days=days - 1)
        here = (asked.since, asked.until) == (since, last)
        found.append(
            (catalogue.words("explore.last_days", n=days), asked.address(since=since, until=last, number=1), here)
        )
    return found


def _languages(asked: Asked, words: Wording) -> list[tuple[str, str, bool]]:
    return [(name, asked.address(spoken=name), name == words.language) for name in LANGUAGES]


def _picked(asked: Asked, catalogue: Catalogue) -> str:
    """The pick in words, the page's heading."""
    words = catalogue.words
    what = [catalogue.theme(asked.theme)] if asked.theme else []
    what += [words("explore.quoted", words=quote(asked.words, 200))] if asked.words else []
    return " + ".join(what) or words("page.all_posts")
