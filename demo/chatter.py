"""The everyday posts of one topic on one platform: when, by whom, in what mood, how much engaged with."""

import numpy as np
from numpy.typing import NDArray

from demo import identity
from demo.dice import Dice
from demo.entry import Entry, Question
from demo.people import Author, Crowd
from demo.timeline import DROP_BACK, WEEKDAYS, instants, negative_share, volume_factor
from demo.topics import MOODS, Topic, read
from demo.wording import Wording, compiled

_ID = {
    "weibo": identity.weibo_mid,
    "xiaohongshu": identity.note_id,
    "zhihu": identity.zhihu_id,
    "syndication": identity.feed_guid,
}
_HOUR = 3600.0


class Chatter:
    """Writes the posts of one topic on one platform."""

    def __init__(self, topic: Topic, platform: str, crowd: Crowd, seed: tuple[int, ...]) -> None:
        self.topic, self.platform, self.crowd = topic, platform, crowd
        self._rng = np.random.default_rng([1, *seed])
        self._dice = Dice(2, *seed)
        self._say = Wording(topic, platform, self._dice)
        self._planted = read("planted")
        self._made: list[Entry] = []
        self._questions: list[Question] = []

    def posts(self, starts: list[int], scale: float) -> list[Entry]:
        """All of them, in the order of time; `starts[back]` is the day's first unix second."""
        back = np.repeat(np.arange(len(starts)), self._how_many(len(starts), scale))
        published = instants(self._rng, np.array(starts)[back])
        order = np.argsort(published, kind="stable")
        back, published = back[order], published[order]
        self._open_questions(starts[-1])
        moods = self._moods(back)
        authors = self.crowd.draw_authors(self._rng, len(back))
        likes, pace, noise = self._engagement(len(back))
        for i, when in enumerate(published.tolist()):
            author = self.crowd.authors[authors[i]]
            reach = (author.followers / 300.0 + 0.2) ** 0.4
            entry = Entry(
                self.platform, _ID[self.platform](when, noise[i]), "post", author, when, "", "", (),
                self.topic.name, moods[i], int(likes[i] * reach), pace[i],
            )  # fmt: skip
            self._write(entry, int(back[i]))
            self._made.append(entry)
        return self._made

    def _how_many(self, days: int, scale: float) -> NDArray[np.int64]:
        back = np.arange(days)
        usual = self.topic.volume[self.platform] * scale * WEEKDAYS[(6 - back) % 7]
        wobble = self._rng.gamma(80.0, 1 / 80.0, days)
        return self._rng.poisson(usual * volume_factor(self.topic.name, self.platform, back) * wobble)

    def _moods(self, back: NDArray[np.int64]) -> list[str]:
        negative = negative_share(self.topic.name, self.platform, back, self.topic.negative)
        drawn = self._rng.random(len(back))
        neutral = negative + (1 - negative) * self.topic.neutral / (1 - self.topic.negative)
        return [MOODS[step] for step in (drawn >= negative).astype(int) + (drawn >= neutral)]

    def _engagement(self, count: int) -> tuple[list[float], list[float], list[int]]:
        likes = np.exp(self._rng.normal(2.6, 1.25, count))
        pace = self._rng.uniform(5 * _HOUR, 20 * _HOUR, count)
        return likes.tolist(), pace.tolist(), self._rng.integers(0, 1 << 30, count).tolist()

    def _open_questions(self, first: int) -> None:
        if self.platform != "zhihu":
            return
        for number in range(2 * len(self.topic.questions)):
            created = first - 86_400 * (20 + self._dice.below(700))
            self._questions.append(Question(identity.zhihu_id(created, number), self._say.question(), created))

    def _write(self, entry: Entry, back: int) -> None:
        getattr(self, f"_write_{self.platform}")(entry, back)

    def _write_weibo(self, entry: Entry, back: int) -> None:
        dice, say = self._dice, self._say
        if self._is_hot(entry, back):
            return self._overheat(entry)
        if dice.chance(0.02):
            return self._advertise(entry)
        if len(self._made) > 8 and dice.chance(0.11):
            return self._repost(entry)
        if len(self._made) > 8 and dice.chance(0.02):
            return self._copy(entry)
        tags = say.hashtags(2) if dice.chance(0.45) else ()
        text = say.text(entry.mood, 1 + dice.below(2))
        if dice.chance(0.04):  # long enough to be cut
            text = f"{say.text(entry.mood, 9 + dice.below(4))}\n{say.text(entry.mood, 8)}\n{text}"
        entry.text = text + "".join(f"#{tag}#" for tag in tags)
        entry.hashtags = tags
        return None

    def _write_xiaohongshu(self, entry: Entry, back: int) -> None:
        entry.kind = "video" if self._dice.chance(0.2) else "note"
        if len(self._made) > 8 and self._dice.chance(0.015):
            return self._copy(entry)
        entry.title = self._say.title() if self._dice.chance(0.85) else ""
        entry.hashtags = self._say.hashtags(3)
        entry.text = self._say.text(entry.mood, 2 + self._dice.below(3))
        return None

    def _write_zhihu(self, entry: Entry, back: int) -> None:
        kind, say, dice = self._dice.below(100), self._say, self._dice
        if kind < 7:
            entry.kind, entry.title, entry.mood = "question", say.question(), "neutral"
            entry.text = say.text("neutral", 1)
            self._questions.append(Question(entry.native, entry.title, entry.published))
        elif kind < 20:
            entry.title, entry.text = say.title(), say.text(entry.mood, 5 + dice.below(5))
        else:
            entry.kind, entry.parent = "answer", dice.pick(self._questions)
            entry.text = say.text(entry.mood, 2 + dice.below(5))

    def _write_syndication(self, entry: Entry, back: int) -> None:
        entry.title = self._say.title() if self._dice.chance(0.6) else self._say.question()
        entry.text = self._say.text(entry.mood, 3 + self._dice.below(4))

    def _advertise(self, entry: Entry) -> None:
        entry.event, entry.mood = "advertising", "neutral"
        entry.author = self._dice.pick(self.crowd.organisations)
        entry.text = self._say.fill(compiled(self._dice.pick(self._planted["advertising"]["texts"])))

    def _repost(self, entry: Entry) -> None:
        seen = [post for post in self._dice.sample(self._made[-40:], 6) if post.kind != "repost"]
        entry.parent = max(seen, key=lambda post: post.author.followers, default=None)
        entry.kind, entry.mood = ("repost" if seen else "post"), "neutral"
        chain = f"//@{self._other().name}:{self._say.echo()}" if self._dice.chance(0.35) else ""
        entry.text = self._say.echo() + chain

    def _copy(self, entry: Entry) -> None:
        shared, original = read("shared"), self._dice.pick(self._made[-30:])
        entry.event, entry.mood = "copy", original.mood
        entry.title, entry.hashtags = original.title, original.hashtags
        entry.text = self._dice.pick(shared["copied"]) + original.text + self._dice.pick(shared["copied_endings"])

    def _is_hot(self, entry: Entry, back: int) -> bool:
        complains = self.topic.name == "xingye_phone" and entry.mood == "negative"
        return complains and (back <= DROP_BACK or self._dice.chance(0.12))

    def _overheat(self, entry: Entry) -> None:
        told = self._planted["overheating"]
        entry.event = "overheating"
        entry.hashtags = tuple(self._dice.sample(told["hashtags"], self._dice.below(2)))
        anchors, moods = ([compiled(clause) for clause in told[key]] for key in ("anchors", "negative"))
        text = self._say.text("negative", 1, anchors, moods)
        entry.text = text + "".join(f"#{tag}#" for tag in entry.hashtags)

    def _other(self) -> Author:
        return self._dice.pick(self.crowd.authors)
