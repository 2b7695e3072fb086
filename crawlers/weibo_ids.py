"""Weibo's two names for a status: the number (mid) and the short word in addresses (bid, mblogid).

The number, cut into groups of seven digits from its end, is written group by group in base 62, four characters each.
A number also begins with the second in which it was given out.
"""

import re
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BID = re.compile(r"[0-9A-Za-z]{5,12}")
_MID = re.compile(r"[1-9][0-9]{15}")
_EPOCH = 515_483_463  # unix time of the number 0


def mid_of(bid: str) -> str:
    """The number of a short word; ValueError if it is none."""
    if not _BID.fullmatch(bid):
        raise ValueError(f"not a short id of Weibo: {bid[:20]!r}")
    groups = []
    for end in range(len(bid), 0, -4):
        number = 0
        for character in bid[max(0, end - 4) : end]:
            number = number * 62 + _ALPHABET.index(character)
        if number >= 10**7:
            raise ValueError(f"not a short id of Weibo: {bid[:20]!r}")
        groups.append(f"{number:07d}")
    return "".join(reversed(groups)).lstrip("0")


def bid_of(mid: str) -> str:
    """The short word of a number; ValueError if it is no number."""
    if not mid.isascii() or not mid.isdigit():
        raise ValueError(f"not a number: {mid[:20]!r}")
    groups = []
    for end in range(len(mid), 0, -7):
        number, word = int(mid[max(0, end - 7) : end]), ""
        while number:
            number, rest = divmod(number, 62)
            word = _ALPHABET[rest] + word
        groups.append(word.rjust(4, "0"))
    return "".join(reversed(groups)).lstrip("0")


def second_of(mid: str) -> datetime | None:
    """The instant (to the second) at which a 16-digit number was given out; None for other ids."""
    return datetime.fromtimestamp((int(mid) >> 22) + _EPOCH, UTC) if _MID.fullmatch(mid) else None
