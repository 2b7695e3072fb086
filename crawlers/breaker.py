"""The circuit breaker of a platform: one that refuses, or is down, is left alone, then tried with one request.

After several bad answers in a row without a good one between them, or when a request was refused as often as it may
be asked and nobody was answered well meanwhile, every request waits. When the pause is over one
goes out as a probe: a good answer opens the way for all, a bad one makes the next pause twice as long. When all pauses
together would be longer than the patience allowed, the platform is given up for this run, and says so.
"""

import asyncio
import math
import random

from scrapy.exceptions import IgnoreRequest

from crawlers.answers import Kind

IN_A_ROW = 8  # bad answers after which a platform is left alone
PAUSES = 15  # the first pause, in back-off times (2 s: 30 s)
LONGEST_PAUSE = 300.0  # seconds
BAD = frozenset(
    (Kind.BLOCKED, Kind.CAPTCHA, Kind.LOGIN_WALL, Kind.RATE_LIMITED, Kind.FAILED, Kind.EMPTY_BODY)
)  # what a platform answers that refuses or is down; a malformed page is the page's own fault


REFUSALS = frozenset((Kind.BLOCKED, Kind.CAPTCHA, Kind.RATE_LIMITED))  # never one page's own fault
WALLS = 3  # login walls in a row: one may be a single page's


class GivenUp(IgnoreRequest):
    """A request that is not sent because its platform has been given up."""

    def __init__(self, kind: Kind, why: str) -> None:
        super().__init__(f"not asked: the platform kept answering so ({why or kind})")
        self.kind = kind


class Breaker:
    """The breaker of one run. Seconds are those of the running event loop."""

    def __init__(self, backoff: float, patience: float, answered: bool = False) -> None:
        self._pause = backoff * PAUSES
        self._patience = patience
        self._bad = 0
        self._until: float | None = None  # None: closed, all may pass
        self._probing = False
        self._waited = 0.0
        self.answered = answered  # a good answer has come in this run
        self._why = ""
        self._last = Kind.FAILED
        self._changed = asyncio.Event()
        self._random = random.Random()  # noqa: S311 jitter needs no secrecy

    @property
    def open(self) -> bool:
        """Whether requests are held."""
        return self._until is not None

    @property
    def given_up(self) -> bool:
        """Whether the patience is used up."""
        # who has not answered well once is most likely misspelled, or shut for good: the next run may ask again
        return self.open and self._waited > (self._patience if self.answered else 0.0)

    async def allow(self) -> None:
        """Return when a request may go out; GivenUp if none may any more."""
        while self._until is not None:
            if self.given_up:
                raise GivenUp(self._last, self._why)
            rest = self._until - asyncio.get_running_loop().time()
            if rest <= 0 and not self._probing:
                self._probing = True
                return
            await self._change(rest)

    def good(self) -> None:
        """A good answer came: the way is free."""
        self._bad, self.answered = 0, True
        if self._until is not None:
            self._until, self._probing = None, False
            self._tell()

    def bad(self, kind: Kind, asked: int = 0, why: str = "") -> bool:
        """A bad answer came; `asked` tells how often in all, if it is the last time that its request may be asked.

        Returns whether the request should come again when the breaker allows it.
        """
        if kind not in BAD:
            self._probing = False
            self._tell()
            return False
        self._bad, self._last, self._why = self._bad + 1, kind, why
        refused = kind in REFUSALS and 0 < asked <= self._bad
        enough = WALLS if kind is Kind.LOGIN_WALL else IN_A_ROW
        if self._probing or (self._until is None and (self._bad >= enough or refused)):
            self._open()
        return self.open and not self.given_up

    def _open(self) -> None:
        pause = min(self._pause, LONGEST_PAUSE) * self._random.uniform(0.9, 1.1)
        self._pause *= 2
        # no pause brings a login: asking on would only be rude
        self._waited += pause if self._last is not Kind.LOGIN_WALL else math.inf
        self._until, self._probing = asyncio.get_running_loop().time() + pause, False
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _change(self, rest: float) -> None:
        """Wait until the pause is over or something has changed."""
        waiting = self._changed.wait()
        try:
            await asyncio.wait_for(waiting, max(rest, 0.0) or None)
        except TimeoutError:
            return
