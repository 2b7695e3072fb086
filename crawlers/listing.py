"""What is paged through: a search, a hot list, an account, the comments of a post; and one page of it as a task.

A task is what the journal of a run remembers, so it holds nothing that names a person: an account is known by its
pseudonym, and the job knows whose it is.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Listing(StrEnum):
    """Kinds of listings."""

    SEARCH = "search"  # subject: the keyword
    HOT_LIST = "hot_list"  # subject: the list's name
    TIMELINE = "timeline"  # subject: the account's pseudonym
    FEED = "feed"  # subject: the feed's address
    COMMENTS = "comments"  # subject: native id of the post
    ANSWERS = "answers"  # subject: native id of the question
    REVISIT = "revisit"  # subject: native id of a post seen before, to see how it goes on


OF_ONE_POST = frozenset((Listing.COMMENTS, Listing.ANSWERS, Listing.REVISIT))


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to ask; with a body it is asked by POST."""

    url: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Which page: its number from 1 and, where the platform pages by cursors, the cursor the page before it gave."""

    number: int = 1
    cursor: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of publication time, end excluded. UTC instants."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """One page of a listing.

    `label` is the query under which the run's record counts it. `span` is the part of the run's window that this
    listing is answerable for; `scope`, if told, is the span the platform itself is asked for. `token` is what some
    platforms want to see again to open a post (Xiaohongshu's xsec_token); `parent` the post_id of what is commented on.
    """

    listing: Listing
    label: str
    subject: str
    span: Span
    page: Page = Page()
    scope: Span | None = None
    token: str = ""

    @property
    def key(self) -> str:
        """The task's name in the journal: equal tasks are one."""
        scope = f"{self.scope.start:%Y%m%d%H}-{self.scope.end:%Y%m%d%H}" if self.scope else ""
        return "\n".join((self.listing, self.subject, scope, str(self.page.number), self.page.cursor))

    def to_json(self) -> str:
        """One line of JSON."""
        spans = [s and [s.start.isoformat(), s.end.isoformat()] for s in (self.span, self.scope)]
        told = [self.listing, self.label, self.subject, *spans, self.page.number, self.page.cursor, self.token]
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Task":
        """The task that `to_json` wrote."""
        listing, label, subject, span, scope, number, cursor, token = json.loads(line)
        spans = [s and Span(*map(datetime.fromisoformat, s)) for s in (span, scope)]
        return cls(Listing(listing), label, subject, spans[0], Page(number, cursor), spans[1], token)
