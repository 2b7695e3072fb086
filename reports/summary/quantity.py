"""A number that was read: what kind it is of, its value, and how far it is written out. And when two are the same."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. Shares are fractions of one (12% is 3/25), points are hundredths, days month * 100 + day."""

    start: int
    end: int
    kind: str  # share points times count money ordinal token, or one of calendar.KINDS
    value: Fraction
    step: Fraction  # of the last written digit; 0: a fraction in words (a third)
    units: frozenset[str] = field(default=frozenset())  # what is counted; empty: not said
    sign: int | None = None  # written: + 1, − -1, ± 0
    bound: str = ""  # < > ≤ ≥, or ~ for "nearly" and "some twenty odd"
    token: str = ""


def same_value(told: Quantity, fact: Quantity) -> bool:
    """Whether `told` is `fact` as it stands, or rounded as far as `told` is written, to two digits or more.

    54% is 0.5412; 50% and five tenths are not. What is written finer than the fact says more than is known. Nothing is
    rounded to none or to all. A fraction in words is the fact if it rounds to it: a third is 33%.
    """
    if not told.step:
        return abs(told.value - fact.value) <= fact.step / 2
    if told.value == fact.value:
        return told.step >= fact.step or told.step >= _whole(told)
    if told.step <= fact.step or abs(told.value) / told.step < 10 or (told.kind == "share" and told.value == 1):
        return False
    return abs(told.value - fact.value) * 2 <= told.step


def _whole(told: Quantity) -> Fraction:
    return Fraction(1, 100) if told.kind in ("share", "points") else Fraction(1)
