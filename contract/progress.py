"""How long work tells how far it is: the rooms report, the roof decides whether that is a bar or a log line."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` (null: not known yet) `unit`s, e.g. 12 of 91 runs of weibo."""

    done: int
    total: int | None
    unit: str
    subject: str = ""


OnProgress = Callable[[Progress], None]
