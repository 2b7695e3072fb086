"""Trouble on purpose: how often answers go wrong, and the state of a run that meets it.

What an ask meets depends on the seed, the address and how often that address was asked before, on nothing else: the
same crawl meets the same trouble, and asking again is a new draw. After `most_in_a_row` bad answers an address gives a
good one, so no page is bad for ever. Only a ban depends on the order of asks and on time, as a ban does.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.asking import Told

LIMITED, ERROR, MALFORMED, RESET, SLOW, EMPTY, BLOCK = "429", "500", "cut", "reset", "slow", "empty", "block_page"
BANNED = "ban"
_RATES = {
    "limited": LIMITED, "error": ERROR, "malformed": MALFORMED, "reset": RESET, "slow": SLOW, "empty": EMPTY,
    "block": BLOCK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trouble:
    """Rates are shares of all asks, 0 to 1, together at most 1. ValueError names the setting that cannot be."""

    limited: float = 0.0  # 429
    error: float = 0.0  # 500
    malformed: float = 0.0  # status 200, the page cut in the middle
    reset: float = 0.0  # the connection dropped in the middle of the answer
    slow: float = 0.0  # a good answer, `slow_seconds` late
    empty: float = 0.0  # status 200, no body
    block: float = 0.0  # status 200, the visitor page
    retry_after: int | None = 1  # seconds told with a 429; None: no such header
    slow_seconds: float = 1.0
    ban_after: int | None = None  # answers of one platform; the platform then bans, once
    ban_seconds: float = 5.0
    ban_status: int = 418  # comes with the visitor page
    most_in_a_row: int = 2  # bad answers of one address
    seed: int = 0  # beside the world's

    def __post_init__(self) -> None:
        rates = {name: getattr(self, name) for name in _RATES}
        wrong = [f"{name} {rate}" for name, rate in rates.items() if not 0 <= rate <= 1]
        if wrong or sum(rates.values()) > 1 + 1e-9:
            raise ValueError(f"rates of trouble are 0 to 1, together at most 1, found {', '.join(wrong) or rates}")
        for name in ("retry_after", "slow_seconds", "ban_after", "ban_seconds"):
            told = getattr(self, name)
            if told is not None and not (math.isfinite(told) and told >= 0):
                raise ValueError(f"{name} is a number from 0, found {told}")
        if self.most_in_a_row < 1 or not 200 <= self.ban_status <= 599:
            raise ValueError(
                f"trouble needs most_in_a_row >= 1 and ban_status 200 to 599, "
                f"found {self.most_in_a_row} and {self.ban_status}"
            )

    def drawn(self, world_seed: int, address: str, before: int) -> str | None:
        """What befalls an address that was asked `before` times before, None for nothing."""
        told = f"{self.seed}/{world_seed}/{before}/{address}".encode()
        left = int.from_bytes(hashlib.blake2b(told, digest_size=7).digest(), "big") / 2**56
        for name, kind in _RATES.items():
            left -= getattr(self, name)
            if left < 0:
                return kind
        return None


@dataclass(slots=True)
class Striking:
    """The trouble of one run of the server: how often each address was asked, and the bans."""

    trouble: Trouble
    world_seed: int
    seconds: Callable[[], float]  # a clock that only goes forward
    asked: "Counter[str]" = field(default_factory=Counter)
    in_a_row: "Counter[str]" = field(default_factory=Counter)
    answers: "Counter[str]" = field(default_factory=Counter)  # by platform, before its ban
    banned_until: dict[str, float] = field(default_factory=dict)

    def strike(self, at: int, told: Told) -> str | None:
        """What befalls this ask, None for nothing."""
        if self._banned(told.platform):
            return BANNED
        address = f"{at}/{told.platform}/{told.kind}/{told.subject}/{told.span}/{told.page}"
        kind = self.trouble.drawn(self.world_seed, address, self.asked[address])
        self.asked[address] += 1
        if kind is None or kind == SLOW or self.in_a_row[address] >= self.trouble.most_in_a_row:
            self.in_a_row.pop(address, None)
            return kind if kind == SLOW else None
        self.in_a_row[address] += 1
        return kind

    def _banned(self, platform: str) -> bool:
        if self.trouble.ban_after is None:
            return False
        if platform not in self.banned_until:
            self.answers[platform] += 1
            if self.answers[platform] <= self.trouble.ban_after:
                return False
            self.banned_until[platform] = self.seconds() + self.trouble.ban_seconds
        return self.seconds() < self.banned_until[platform]
