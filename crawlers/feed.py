"""Feed: what a platform says of itself, so that its file in crawlers/spiders holds only what is its own.

It says how to ask (`search`, `hot_list`, `comments` ...), how to read (`judge`, `entries`, `more`, `to_post`), and,
where its lists cut posts, how to get the rest (`detail`, `with_detail`). Which listings it has is told by what it
overrides.
"""

from datetime import timedelta
from typing import Any, ClassVar

from scrapy.http import Response

from contract.post import Post
from crawlers.answers import Answer, read_json
from crawlers.job import CrawlJob
from crawlers.listing import Ask, Page, Span
from crawlers.reading import Seen
from crawlers.walk import Abilities


class Feed:
    """One platform's interface. Everything but the ways to ask is a function of the answer alone."""

    list_name: ClassVar[str] = ""  # the query name of the platform's hot list
    platform_pages: ClassVar[int] = 50  # search pages after which the platform shows no more, whatever there is
    finest: ClassVar[timedelta | None] = None  # shortest span a search can be asked for; None: it cannot be
    redirects: ClassVar[bool] = False  # interfaces redirect only to login pages
    headers: ClassVar[dict[str, str]] = {}  # what the interface wants to be told beside the usual

    job: CrawlJob  # the one under way
    base: str  # its address, without a slash at its end

    def search(self, query: str, page: Page, scope: Span | None) -> Ask:
        """How to ask for a page of results, newest first; `scope` only where `finest` is told."""
        raise NotImplementedError

    def hot_list(self) -> Ask:
        """How to ask for the hot list."""
        raise NotImplementedError

    def timeline(self, account: str, page: Page) -> Ask:
        """How to ask for an account's posts; `account` is its native id."""
        raise NotImplementedError

    def feed(self, address: str) -> Ask:
        """How to ask for a feed."""
        raise NotImplementedError

    def comments(self, native: str, token: str, page: Page) -> Ask:
        """How to ask for the comments of a post."""
        raise NotImplementedError

    def answers(self, native: str, page: Page) -> Ask:
        """How to ask for the answers to a question."""
        raise NotImplementedError

    def revisit(self, native: str, token: str) -> Ask:
        """How to ask for one post again."""
        raise NotImplementedError

    @staticmethod
    def judge(payload: dict[str, Any]) -> Answer | None:
        """The verdict on a parsed answer that is no page; None if it is one."""
        raise NotImplementedError

    @staticmethod
    def entries(payload: dict[str, Any]) -> list[Any]:
        """The entries of any answer, told apart by shape, without headings and cards that are no posts."""
        raise NotImplementedError

    @staticmethod
    def more(payload: dict[str, Any]) -> bool:
        """Whether the page says that another one follows."""
        raise NotImplementedError

    @staticmethod
    def cursor(payload: dict[str, Any]) -> str:
        """The cursor of the next page, where the platform pages by cursors."""
        return ""

    @staticmethod
    def total(payload: dict[str, Any]) -> int | None:
        """How many results there are in all, where the platform says so."""
        return None

    @staticmethod
    def to_post(entry: dict[str, Any], seen: Seen) -> Post:
        """Map an entry; Rejected if it cannot be."""
        raise NotImplementedError

    @staticmethod
    def parts(entry: Any) -> list[Any]:
        """The entry and whatever whole posts it carries (the original of a repost)."""
        return [entry]

    @staticmethod
    def in_order(entry: Any, post: Post) -> bool:
        """Whether the entry stands in the order of time (advertising does not)."""
        return not post.is_ad

    @staticmethod
    def token(entry: Any) -> str:
        """What the platform wants to see again to open the post."""
        return ""

    @staticmethod
    def cut(entries: int, dated: bool) -> str:
        """Why a listing that ends on this page may be cut, whatever it says of more; empty where it tells itself."""
        return ""

    def detail(self, entry: dict[str, Any], post: Post) -> Ask | None:
        """How to ask for what the list cut; None if it is whole."""
        return None

    def with_detail(self, entry: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """The entry made whole; Rejected if the payload does not hold it."""
        raise NotImplementedError

    @classmethod
    def read(cls, response: Response) -> Answer:
        """What an answer of status 200 is."""
        return read_json(response.body, cls.judge)

    @classmethod
    def abilities(cls) -> Abilities:
        """What its listings can do."""
        return Abilities(cls.list_name, cls.platform_pages, cls.finest)

    @classmethod
    def can(cls, listing: str) -> bool:
        """Whether the platform has a listing: its way to ask is written."""
        return getattr(cls, listing) is not getattr(Feed, listing)
