"""Themes of a published warehouse, and aspects of them, post by post: streams that drops are planted in, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from contract.errors import WarehouseError
from fengxiang.drop_trials.readings import Bools, Floats, Ints
from fengxiang.drop_trials.worlds import Counted
from warehouse.drop_test import LONGEST

_DAYS = "SELECT min(dt), max(dt) FROM post"
_THEMES = """
SELECT unnest(list_distinct(themes)) AS subject, platform, (dt - $first::DATE)::BIGINT AS day,
    hash(coalesce(author_id, post_id)) AS voice, sentiment = 'negative' AS negative, round(negative * 1e6) AS told
FROM post WHERE organic AND sentiment IS NOT NULL AND len(themes) > 0 ORDER BY ALL
"""
# as in the warehouse: what a post says of an aspect with most certainty; of the other opinions only their sum is known
_ASPECTS = """
WITH said AS (
    SELECT post_id, aspect, max((polarity <> 'neutral', probability, start, polarity)) AS surest
    FROM post_aspect GROUP BY ALL
)
SELECT unnest(list_distinct(p.themes)) || '/' || s.aspect AS subject, p.platform,
    (p.dt - $first::DATE)::BIGINT AS day, hash(coalesce(p.author_id, p.post_id)) AS voice,
    surest[4] = 'negative' AS negative,
    round(1e6 * CASE WHEN surest[4] = 'negative' THEN surest[2] ELSE (1 - surest[2]) / 2 END) AS told
FROM said s JOIN post p USING (post_id) WHERE p.organic AND len(p.themes) > 0 ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Stream:
    """One subject, (posts,) each: place of its platform, day, who, labelled negative, millionths of negative."""

    name: str
    platforms: tuple[str, ...]
    days: int
    platform: Ints
    day: Ints
    voice: Ints
    negative: Bools
    told: Floats

    @property
    def posts_a_day(self) -> float:
        """In the mean."""
        return len(self.day) / self.days

    def counted(self) -> Counted:
        """As the warehouse counts it: a person counts once a day, with the mean of what their posts say."""
        shape = (len(self.platforms), self.days)
        cell = self.platform * self.days + self.day
        _, person = np.unique(np.stack([cell, self.voice]), axis=1, return_inverse=True)
        person = person.reshape(-1)
        of = np.zeros(person.max() + 1, np.int64)
        of[person] = cell
        mean = np.floor(np.bincount(person, self.told) / np.bincount(person))
        size = shape[0] * shape[1]
        parts = (
            np.bincount(cell, minlength=size), np.bincount(cell, self.negative, size),
            np.bincount(of, minlength=size), np.bincount(of, mean, size), np.bincount(of, mean * mean, size),
        )  # fmt: skip
        counted = np.stack([part.reshape(shape) for part in parts], axis=1).astype(np.float64)
        return Counted(counted, self._authors())

    def _authors(self) -> Floats:
        later = np.concatenate([np.stack([self.day + lag, self.voice]) for lag in range(LONGEST)], axis=1)
        days = np.unique(later, axis=1)[0]
        return np.bincount(days, minlength=self.days)[: self.days].astype(np.float64)

    def of(self, platform: int) -> "Stream":
        """What one platform said of it."""
        mine = self.platform == platform
        parts = (part[mine] for part in (self.day, self.voice, self.negative, self.told))
        return Stream(
            self.name, self.platforms[platform : platform + 1], self.days, np.zeros(mine.sum(), np.int64), *parts
        )

    def planted(self, days: range, size: float, rng: np.random.Generator, platform: int | None = None) -> "Stream":
        """The same, but that on these days `size` more of the posts say what negative ones of the subject say.

        The share is of posts as the model labels them; on one platform only, where it is given.
        """
        there = (self.day >= days.start) & (self.day < days.stop)
        there &= self.platform == platform if platform is not None else True
        fine = np.flatnonzero(there & ~self.negative)
        rest = len(fine) / max(there.sum(), 1)
        turned = fine[rng.random(len(fine)) < min(size / max(rest, 1e-9), 1.0)]
        told, negative = self.told.copy(), self.negative.copy()
        told[turned] = rng.choice(self.told[self.negative], len(turned))
        negative[turned] = True
        return replace(self, told=told, negative=negative)


def streams(con: duckdb.DuckDBPyConnection, least: float, *, of_aspects: bool = False) -> Iterator[Stream]:
    """Subjects with at least so many organic posts a day; WarehouseError where there are no posts."""
    first, last = con.execute(_DAYS).fetchall()[0]
    if first is None:
        raise WarehouseError("the warehouse holds no posts yet: nothing can be planted in its past")
    days = (last - first).days + 1
    rows = con.execute(_ASPECTS if of_aspects else _THEMES, {"first": first}).fetchnumpy()
    names, subject = np.unique(rows["subject"].astype(str), return_inverse=True)
    for number, name in enumerate(names.tolist()):
        mine = np.flatnonzero(subject == number)
        if len(mine) >= least * days:
            platforms, platform = np.unique(rows["platform"][mine].astype(str), return_inverse=True)
            yield Stream(
                name, tuple(platforms.tolist()), days, platform.astype(np.int64), rows["day"][mine].astype(np.int64),
                rows["voice"][mine].astype(np.uint64).astype(np.int64, casting="unsafe"),
                rows["negative"][mine].astype(bool), rows["told"][mine].astype(np.float64),
            )  # fmt: skip
