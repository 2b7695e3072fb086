"""Search as the platforms do it: posts that contain the keyword, newest first, only those that exist at the instant."""

from bisect import bisect_right
from collections.abc import Callable

from demo.entry import Entry

_MOST_QUERIES = 500


class Index:
    """Searches one platform's posts (oldest first); what a query matches is worked out once."""

    def __init__(self, posts: list[Entry]) -> None:
        self._posts = posts
        self._texts = [f"{post.title}\n{post.text}\n{' '.join(post.hashtags)}" for post in posts]
        self._found: dict[str, tuple[list[int], list[Entry]]] = {}
        self.by_id = {post.native: post for post in posts}

    def page(self, query: str, at: int, start: int, size: int) -> tuple[list[Entry], int]:
        """`size` matches published by `at`, from the `start`-th newest on, and how many there are in all."""
        times, found = self._matches(query, lambda post, text: query in text)
        known = bisect_right(times, at)
        return found[max(0, known - start - size) : max(0, known - start)][::-1], known

    def newest(self, name: str, topics: tuple[str, ...], at: int, size: int) -> list[Entry]:
        """The newest posts of some topics, as a feed has them; `name` is the feed's."""
        times, found = self._matches(f"feed {name}", lambda post, text: post.topic in topics)
        known = bisect_right(times, at)
        return found[max(0, known - size) : known][::-1]

    def _matches(self, key: str, match: Callable[[Entry, str], bool]) -> tuple[list[int], list[Entry]]:
        if key not in self._found:
            if len(self._found) >= _MOST_QUERIES:
                self._found.clear()
            found = [post for post, text in zip(self._posts, self._texts, strict=True) if match(post, text)]
            self._found[key] = ([post.published for post in found], found)
        return self._found[key]
