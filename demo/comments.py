"""What people write below the posts: made when asked for, a pure function of the seed and the post.

The k-th comment of a post exists from the second in which the post's count of comments reaches k + 1, so that as many
comments can be listed at an instant as the platform tells at that instant. Comments are entries whose parent is the
post, or the comment that they answer; a comment has two answers at most, and these come with it.
"""

import math
from bisect import bisect_left

from demo import identity
from demo.dice import Dice
from demo.entry import Entry
from demo.people import Author
from demo.topics import topics
from demo.wording import Wording
from demo.world import World

_MOST_KEPT = 200_000  # comments
_MOST_THREADS = 64  # posts whose comments are being paged through
_BY_LIKE = 0.12  # comments for each like, as Entry.counts_at has it
_SURE = 1 - 1e-9  # beyond this share the curve is too flat to be turned round
_ANSWERS = 2  # below one comment
_ID = {"weibo": identity.weibo_mid, "xiaohongshu": identity.note_id, "zhihu": identity.zhihu_id}
_ROUGH = (  # what texts from outside may hold, {} is the text
    "<script>alert(1)</script>{}", "{}\u200b\u200b", "\u200b{}😂😂", "@{name} {}", "回复@{name}:{}", "{}👨‍👩‍👧‍👦🔥",
    "{}&nbsp;<b>", "{}\n\n", "“{}”\u202e",
)  # fmt: skip
Thread = tuple[Entry, list[Entry]]  # a comment and its answers


class Commentary:
    """The comments of all posts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._say = dict[tuple[str, str], Wording]()
        self._crowds = dict[str, list[Author]]()
        self._made = dict[str, list[Entry]]()
        self._threads = dict[tuple[str, int], list[Thread]]()
        self._kept = 0

    def of(self, post: Entry, at: int) -> list[Entry]:
        """The comments of a post that exist at an instant, oldest first."""
        count = post.counts_at(at)[1] if at >= post.published else 0
        made = self._made.setdefault(post.native, [])
        while len(made) < count:
            made.append(self._comment(post, made))
            self._kept += 1
        told = made[:count]
        if self._kept > _MOST_KEPT:
            self._made.clear()
            self._kept = 0
        return told

    def threads(self, post: Entry, at: int) -> list[Thread]:
        """The same as comments with their answers, oldest first. Kept while paged through: not to be changed."""
        key = (post.native, at)
        if key not in self._threads:
            if len(self._threads) >= _MOST_THREADS:
                self._threads.clear()
            self._threads[key] = self._grouped(post, at)
        return self._threads[key]

    def _grouped(self, post: Entry, at: int) -> list[Thread]:
        threads: dict[str, Thread] = {}
        for comment in self.of(post, at):
            if comment.parent is post:
                threads[comment.native] = (comment, [])
            else:
                threads[_above(comment).native][1].append(comment)
        return list(threads.values())

    def _comment(self, post: Entry, made: list[Entry]) -> Entry:
        number = len(made)
        dice = Dice.of(f"comment/{self._world.seed}/{post.native}/{number}")
        when = written_at(post, number)
        above = self._answered(post, made, dice)
        author = post.author if above is not post and dice.chance(0.15) else self._somebody(post.platform, dice)
        native = _ID[post.platform](when, identity.draw("comment", post.native, number))
        likes = int(math.exp(dice.below(5000) / 1000) * (1 + post.likes / 2000)) - 1
        text = self._text(post, dice)
        return Entry(
            post.platform, native, "comment", author, when, "", text, (), post.topic, post.mood, likes, post.pace,
            parent=above,
        )  # fmt: skip

    def _answered(self, post: Entry, made: list[Entry], dice: Dice) -> Entry:
        recent = [comment for comment in made[-9:] if comment.parent is post]
        if not recent or not dice.chance(0.3):
            return post
        above = dice.pick(recent)
        return above if sum(comment.parent is above for comment in made[-9:]) < _ANSWERS else post

    def _somebody(self, platform: str, dice: Dice) -> Author:
        if platform not in self._crowds:
            self._crowds[platform] = self._world.crowd(platform).authors
        return dice.pick(self._crowds[platform])

    def _text(self, post: Entry, dice: Dice) -> str:
        key = (post.topic, post.platform)
        if key not in self._say:
            topic = next(topic for topic in topics() if topic.name == post.topic)
            self._say[key] = Wording(topic, post.platform, dice)
        text = self._say[key].with_dice(dice).remark(post.mood)
        if not dice.chance(0.15):
            return text
        name = self._somebody(post.platform, dice).name
        return dice.pick(_ROUGH).replace("{name}", name).replace("{}", text)


def written_at(post: Entry, number: int) -> int:
    """The first second (unix) at which a post has more than `number` comments; ValueError if it never will."""
    seconds = _around(post, number)
    found = bisect_left(seconds, number + 1, key=lambda second: post.counts_at(second)[1])
    if found == len(seconds):
        raise ValueError(f"the post {post.native} never has {number + 1} comments")
    return seconds[found]


def _around(post: Entry, number: int) -> range:
    """The seconds among which the count reaches number + 1: as likes are whole, within a like's time of the curve."""
    most = post.likes * _BY_LIKE + 1
    low, high = (number + 1) / most, (number + 1 + _BY_LIKE) / most
    first, last = post.published, post.published + math.ceil(40 * post.pace)  # complete long before
    if low < _SURE:
        first = max(first, int(post.published - post.pace * math.log(1 - low)) - 2)
    if high < _SURE:
        last = int(post.published - post.pace * math.log(1 - high)) + 2
    return range(first, last + 1)


def _above(comment: Entry) -> Entry:
    above = comment.parent
    assert isinstance(above, Entry)  # noqa: S101 - only entries are made above
    return above
