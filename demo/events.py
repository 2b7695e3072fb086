"""The planted events that are posts of their own: the hashtag campaign and the flood (see texts/planted.toml)."""

import numpy as np

from demo import identity
from demo.dice import Dice
from demo.entry import Entry
from demo.people import Author, Crowd, flooders, leaders
from demo.timeline import CAMPAIGN_BACK, CAMPAIGN_POSTS, FLOOD_POSTS, instants
from demo.topics import read, topics
from demo.wording import Wording, compiled

_XHS_SHARE = 0.3  # the campaign's notes on xiaohongshu, for each post on weibo


def planted(platform: str, crowd: Crowd, seed: tuple[int, ...], starts: list[int], scale: float) -> list[Entry]:
    """The planted posts of a platform; `starts[back]` is the day's first unix second."""
    if platform == "weibo":
        return [*_campaign(platform, crowd, seed, starts, scale), *_flood(seed, starts, scale)]
    if platform == "xiaohongshu":
        return _campaign(platform, crowd, seed, starts, scale * _XHS_SHARE)
    return []


def _campaign(platform: str, crowd: Crowd, seed: tuple[int, ...], starts: list[int], scale: float) -> list[Entry]:
    script = _Campaign(platform, crowd, seed)
    for number, count in enumerate(CAMPAIGN_POSTS):
        back = CAMPAIGN_BACK - number
        if back < len(starts):
            script.day(starts[back], max(1, round(count * scale)), leading=number < 4 or number == 7)
    return script.posts


class _Campaign:
    """Big accounts call, many small ones repost, copy and join."""

    def __init__(self, platform: str, crowd: Crowd, seed: tuple[int, ...]) -> None:
        self.platform, self.crowd, self.posts = platform, crowd, list[Entry]()
        self.leading: list[Entry] = []
        self._rng, self._dice = np.random.default_rng([3, *seed]), Dice(4, *seed)
        self._told = read("planted")["campaign"]
        topic = next(topic for topic in topics() if topic.name == "bare_face")
        self._say = Wording(topic, platform, self._dice)

    def day(self, start: int, count: int, *, leading: bool) -> None:
        """One day: at noon the four leaders, then the small accounts."""
        if leading:
            for i, author in enumerate(leaders(self.platform)):
                post = self._post(author, start + 9 * 3600 + 2400 * i + self._dice.below(1800), 9000 + 4000 * i)
                post.text = self._told["leaders"][(i + len(self.leading)) % 4]
                self.leading.append(post)
        for when in sorted(instants(self._rng, np.full(count, start)).tolist()):
            called = [post for post in self.leading if post.published < when]
            if called:
                self._follow(when, self._dice.pick(called[-8:]))

    def _follow(self, when: int, called: Entry) -> None:
        post = self._post(self._small(), when, 3 + self._dice.below(20))
        form = self._dice.below(100)
        if form < 55 and self.platform == "weibo":
            post.kind, post.parent = "repost", called
            comment = self._say.fill(compiled(self._dice.pick(self._told["comments"])))
            post.text = f"{comment} #{self._told['hashtag']}#"
        elif form < 85:
            post.text = (
                self._dice.pick(read("shared")["copied"]) + called.text + self._dice.pick(["", "！", "✨", "[心]"])
            )
        else:
            post.text = self._say.fill(compiled(self._dice.pick(self._told["own"])))

    def _small(self) -> Author:
        author = self._dice.pick(self.crowd.authors)
        while author.followers > 3000:
            author = self._dice.pick(self.crowd.authors)
        return author

    def _post(self, author: Author, when: int, likes: int) -> Entry:
        made, kind = (identity.weibo_mid, "post") if self.platform == "weibo" else (identity.note_id, "note")
        post = Entry(
            self.platform, made(when, self._dice.below(1 << 30)), kind, author, when, "", "",
            (self._told["hashtag"],), "bare_face", "positive", likes, 20_000.0, event="campaign",
        )  # fmt: skip
        if self.platform == "xiaohongshu":
            post.title = f"{self._told['hashtag']}{self._say.fill(compiled('第{n}棒'))}"
        self.posts.append(post)
        return post


def _flood(seed: tuple[int, ...], starts: list[int], scale: float) -> list[Entry]:
    rng, dice = np.random.default_rng([5, *seed]), Dice(6, *seed)
    topic = next(topic for topic in topics() if topic.name == "snacks")
    say, texts = Wording(topic, "weibo", dice), [compiled(text) for text in read("planted")["flood"]["texts"]]
    posts: list[Entry] = []
    for back, count in FLOOD_POSTS.items():
        bursts = starts[back] + rng.integers(9 * 3600, 23 * 3600, 12)  # many posts in the same minutes
        for when in (rng.choice(bursts, max(12, round(count * scale))) + rng.integers(0, 240)).tolist():
            when += dice.below(180)
            posts.append(_flood_post(dice, when, say.one(texts)))
    return posts


def _flood_post(dice: Dice, when: int, text: str) -> Entry:
    native = identity.weibo_mid(when, dice.below(1 << 30))
    author, ending = dice.pick(flooders("weibo")), dice.pick(["", "！", "[good]", "🔥", "#零食盲盒#"])
    tags = ("零食盲盒",) if ending.startswith("#") else ()
    return Entry(
        "weibo", native, "post", author, when, "", text + ending, tags, "snacks", "positive", dice.below(4), 9000.0,
        event="flood",
    )  # fmt: skip
