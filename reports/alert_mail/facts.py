"""All that an alert's mail is written from, asked of the warehouse in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from contract.findings import OVER, AlertMetric
from reports.alert_mail import questions
from reports.alert_mail.counts import Counts, counted
from reports.alert_mail.drivers import Driver, drivers
from reports.alert_mail.measures import Measure, measure_of
from reports.alert_mail.proof import parameters
from reports.page import Page, Quote
from reports.published import Published, Row
from reports.quoting import clean

MOST_QUOTES = 5
_ALIKE = 0.6  # share of character pairs in common from which two posts are the same once more
_COMPARED = 400  # characters of a post that are compared


@dataclass(frozen=True, slots=True)
class Facts:
    """About one row of `alert`: its earlier rows, daily counts, drivers, people, regions, the day's quality, posts."""

    row: Row
    history: Sequence[Row]
    counts: Counts
    drivers: Sequence[Driver]
    people: Row | None
    regions: Sequence[Row]
    quality: Row | None
    quotes: Sequence[Quote]

    @property
    def is_over(self) -> bool:
        """Whether it recovered or was closed."""
        return self.row["status"] in OVER


def gather(published: Published, row: Row, page: Page) -> Facts:
    """Ask everything; of a platform that fell silent there are no posts, people and aspects to ask for."""
    measure, asked = measure_of(row), parameters(row)
    ask = _Asked(published, asked)
    has_posts = bool(measure.shows)
    people = ask.rows(questions.people(measure)) if has_posts else []
    return Facts(
        row=row,
        history=ask.rows(questions.HISTORY),
        counts=counted(published, row),
        drivers=drivers(ask.rows(questions.DRIVERS)) if has_posts and not row["aspect"] else [],
        people=people[0] if people and people[0]["people"] else None,
        regions=ask.rows(questions.regions(measure)) if has_posts else [],
        quality=next(iter(ask.rows(questions.QUALITY)), None),
        quotes=_quotes(ask, measure, row, page) if has_posts else [],
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    published: Published
    asked: dict[str, object]

    def rows(self, sql: str) -> list[Row]:
        return self.published.rows(sql, self.asked)


def _quotes(ask: _Asked, measure: Measure, row: Row, page: Page) -> list[Quote]:
    subject = {"subject_kind": questions.marked_as(row["metric"], row["aspect"]), "subject": _subject(row)}
    posts = [{**post, **subject} for post in _unlike(ask.rows(questions.posts(measure)))]
    return page.quotes(posts, MOST_QUOTES)


def _subject(row: Row) -> str:
    if row["aspect"]:
        return f"{row['theme']}/{row['aspect']}"
    return str(row["detail"] if row["metric"] == AlertMetric.NEW_PHRASE else row["theme"])


def _unlike(posts: Sequence[Row]) -> list[Row]:
    """The posts without those that say nearly what one before them says."""
    kept: list[tuple[Row, set[str]]] = []
    for post in posts:
        text = clean(f"{post['title'] or ''}{post['text'] or ''}"[:_COMPARED]).replace(" ", "")
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        if all(len(pairs & said) < _ALIKE * len(pairs | said) for _, said in kept if pairs | said):
            kept.append((post, pairs))
    return [post for post, _ in kept]
