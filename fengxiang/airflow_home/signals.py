"""Being told to stop: ctrl-c, SIGTERM and a terminal that was closed are the same wish, and no failure."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked:
    """The first wish interrupts what is done, as KeyboardInterrupt; later ones say that it should not take so long."""

    def __init__(self, hurry: Callable[[], None]) -> None:
        self._hurry = hurry
        self.ending = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """A wish has come in."""
        del number, frame
        if self.ending:
            self._hurry()
            return
        self.ending = True
        raise KeyboardInterrupt


@contextmanager
def listened_to(hurry: Callable[[], None]) -> Iterator[Asked]:
    """Take wishes while the context lasts; afterwards they do what they did before."""
    asked = Asked(hurry)
    before = {wish: signal.signal(wish, asked) for wish in WISHES}
    try:
        yield asked
    finally:
        for wish, handler in before.items():
            signal.signal(wish, handler)
