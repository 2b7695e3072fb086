"""A page of a listing with everything that belongs to it: its entries, and what was asked for because the page cut it.

It is landed as a whole or not at all: a page is only read when the texts that it cut are there too.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

from contract.post import Post
from crawlers.answers import Answer, Kind
from crawlers.listing import Ask, Listing, Task
from crawlers.reading import Rejected, Seen
from crawlers.rejections import Rejection, masked, scrubbed
from crawlers.walk import Seen as Shown
from crawlers.walk import Step

if TYPE_CHECKING:
    from crawlers.feed_spider import FeedSpider

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Found:
    """A post of a unit; `whole` if nothing of it is cut."""

    post: Post
    whole: bool
    token: str


@dataclass
class Unit:
    """What one page gave so far. `waiting` counts the details that are still to come."""

    spider: "FeedSpider"
    task: Task
    response: Response | None
    failed_tries: int = 0
    posts: list[Found] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    waiting: int = 0
    details: int = 0
    entries: int = 0
    pages: int = 0
    reached: datetime | None = None
    outcome: str = ""
    notes: list[str] = field(default_factory=list)
    _shown: Shown | None = None

    def __post_init__(self) -> None:
        self.retries = self.failed_tries if self.response is None else asked_again(self.response)
        self._seen: Seen = self.spider.seen(self.task)

    def end_on(self, answer: Answer) -> None:
        """The listing ends on an answer that is not a page."""
        if answer.kind is Kind.NO_RESULTS and self.task.listing is Listing.HOT_LIST:
            answer = Answer(Kind.BLOCKED, detail="the list came empty, as it does to blocked callers")
        if answer.kind is Kind.NO_RESULTS:
            self.outcome = "empty"
            return
        self.outcome = answer.outcome
        self.notes.append(
            answer.detail if answer.kind is Kind.FORBIDDEN else f"page {self.task.page.number}: {answer.detail}"
        )
        if self.response is not None:
            self.rejections.append(self._rejected_page(self.response, answer))

    def read(self, payload: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Ask]]:
        """Map the page's entries; yields those that must be asked for whole, and how."""
        spider = self.spider
        entries = spider.entries(payload)
        times: list[datetime] = []
        for entry in entries:
            for part in _parts(spider, entry):
                post = self._mapped(part)
                if post is None:
                    continue
                if part is entry and spider.in_order(entry, post):
                    times.append(post.published_at)
                ask = self._ask_for_rest(part, post)
                if ask is not None:
                    self.waiting += 1
                    yield part, ask
        self.entries, self.pages = len(entries), 1
        self.reached = min(times, default=None)
        self._shown = Shown(
            spider.more(payload), spider.cursor(payload), self.reached, max(times, default=None),
            spider.total(payload), len(entries), spider.cut(len(entries), bool(times)),
        )  # fmt: skip

    def detail_came(self, response: Response, entry: dict[str, Any]) -> None:
        """The answer to one of the asks for a whole post."""
        answer: Answer = response.meta["answer"]
        if answer.kind is not Kind.PAGE:
            gone = answer.kind is Kind.NO_RESULTS
            self.detail_missing("" if gone else answer.detail, asked_again(response))
            if not gone:
                self.rejections.append(self._rejected_page(response, answer))
            return
        self._detail_done(asked_again(response))
        try:
            whole = self.spider.with_detail(entry, answer.payload)
        except Rejected as why:
            self.rejections.append(self._rejection(answer.payload, str(why)))
            return
        self._mapped(whole, whole=True)

    def detail_missing(self, why: str, retries: int) -> None:
        """The rest of a post did not come: it stays cut."""
        self._detail_done(retries)
        if why:
            self.notes.append(f"a post stays cut: {why}")

    def step(self) -> Step:
        """What the page comes to, now that it is complete."""
        if self._shown is None:
            return self.spider.state.walk.ended(Step(self.task, self.outcome))
        return self.spider.state.walk.after(self.task, self._shown)

    def _detail_done(self, retries: int) -> None:
        self.waiting -= 1
        self.details += 1
        self.retries += retries

    def _mapped(self, entry: Any, whole: bool | None = None) -> Post | None:
        try:
            post = _post_of(self.spider, entry, self._seen)
        except Rejected as why:
            self.rejections.append(self._rejection(entry, str(why)))
            return None
        known = whole if whole is not None else self.spider.detail(entry, post) is None
        self.posts.append(Found(post, known, self.spider.token(entry)))
        return post

    def _ask_for_rest(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """How to ask for what the list cut of a post, if it is of the span and nobody has seen it whole yet."""
        if self.posts[-1].whole or not self.spider.job.details or post.published_at < self.task.span.start:
            return None
        if self.task.listing is Listing.REVISIT:
            return None
        known = self.spider.state.seen_whole(post)
        if known is not None:
            self.posts.append(Found(known, True, self.posts[-1].token))
        if known is not None or self.spider.state.known_whole(post.post_id):
            return None
        return self.spider.detail(entry, post)

    def _rejection(self, entry: Any, reason: str) -> Rejection:
        spider = self.spider
        raw = scrubbed(entry, spider.name, spider.job.salt)
        return Rejection(spider.name, self.task.label, self._url(), reason, "entry", raw)

    def _rejected_page(self, response: Response, answer: Answer) -> Rejection:
        raw = masked(response.body.decode("utf-8", "replace"))
        reason = f"{answer.kind}: {answer.detail}"
        return Rejection(self.spider.name, self.task.label, self._url(response), reason, "page", raw)

    def _url(self, response: Response | None = None) -> str:
        told = response or self.response
        # the address of an account's posts holds its id
        return told.url if told is not None and self.task.listing is not Listing.TIMELINE else self.task.subject


def asked_again(response: Response) -> int:
    """How often the request for an answer had to be repeated."""
    return int(response.meta.get("tries", 0)) + int(response.meta.get("reasks", 0))


def _parts(spider: "FeedSpider", entry: Any) -> list[Any]:
    try:
        return spider.parts(entry)
    except Rejected:
        return [entry]


def _post_of(spider: "FeedSpider", entry: Any, seen: Seen) -> Post:
    if not isinstance(entry, dict):
        raise Rejected(f"an entry is not an object: {type(entry).__name__}")
    try:
        return spider.to_post(entry, seen)
    except Rejected:
        raise
    except Exception as error:  # a fault of ours must not lose the entry or stop the run
        _log.exception("an entry of %s could not be read", spider.name)
        raise Rejected(f"could not be read: {type(error).__name__}") from error
