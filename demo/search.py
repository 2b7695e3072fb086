"""Search as the platforms do it: posts that contain the keyword, newest first, only those that exist at the instant."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property

from demo.entry import Entry

_MOST_QUERIES = 500
Span = tuple[int, int]  # unix seconds, the first within and the first after
ALWAYS: Span = (0, 1 << 40)


class Index:
    """Searches one platform's posts (oldest first); what a query matches is worked out once."""

    def __init__(self, posts: list[Entry]) -> None:
        self._posts = posts
        self._found: dict[str, tuple[list[int], list[Entry]]] = {}
        self.by_id = {post.native: post for post in posts}

    def page(self, query: str, at: int, start: int, size: int, span: Span = ALWAYS) -> tuple[list[Entry], int]:
        """`size` matches published by `at` within `span`, from the `start`-th newest on, and how many there are."""
        found, first, end = self._range(query, at, span)
        newest = max(first, end - start)
        return found[max(first, newest - size) : newest][::-1], end - first

    def all(self, query: str, at: int, span: Span = ALWAYS) -> list[Entry]:
        """All matches published by `at` within `span`, oldest first."""
        found, first, end = self._range(query, at, span)
        return found[first:end]

    def newest(self, name: str, topics: tuple[str, ...], at: int, size: int) -> list[Entry]:
        """The newest posts of some topics, as a feed has them; `name` is the feed's."""
        times, found = self._matches(f"feed {name}", lambda post: post.topic in topics)
        known = bisect_right(times, at)
        return found[max(0, known - size) : known][::-1]

    @cached_property
    def by_author(self) -> dict[str, list[Entry]]:
        """The posts of each account, oldest first."""
        return _grouped(self._posts, lambda post: post.author.native)

    @cached_property
    def by_question(self) -> dict[str, list[Entry]]:
        """The answers to each question, oldest first."""
        return _grouped(self._posts, lambda post: post.parent.native if post.kind == "answer" and post.parent else "")

    def _range(self, query: str, at: int, span: Span) -> tuple[list[Entry], int, int]:
        times, found = self._matches(query, lambda post: _holds(post, query))
        first, end = bisect_left(times, span[0]), min(bisect_right(times, at), bisect_left(times, span[1]))
        return found, first, max(first, end)

    def _matches(self, key: str, match: Callable[[Entry], bool]) -> tuple[list[int], list[Entry]]:
        if key not in self._found:
            if len(self._found) >= _MOST_QUERIES:
                self._found.clear()
            found = [post for post in self._posts if match(post)]
            self._found[key] = ([post.published for post in found], found)
        return self._found[key]


def _holds(post: Entry, query: str) -> bool:
    return query in post.text or query in post.title or any(query in tag for tag in post.hashtags)


def _grouped(posts: list[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for post in posts:
        groups.setdefault(key(post), []).append(post)
    return groups
