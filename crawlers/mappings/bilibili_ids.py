"""Bilibili's two numbers of a video: the old one that counts up (av) and the word that is shown instead (BV).

Comments are asked for by the old one, posts are known by the word; each follows from the other. The table and the
two constants are the platform's, published in 2023 by those who worked out its scheme.
"""

import re

_TABLE = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_XOR, _BITS = 23_442_827_791_579, 51
_SWAPPED = ((0, 6), (1, 4))  # places of the nine signs behind "BV1"
_BVID = re.compile(rf"BV1[{_TABLE}]{{9}}")


def bvid_of(aid: int) -> str:
    """The word of an old number: that of 170001 is BV17x411w7KC. ValueError for a number that is none."""
    if not 0 < aid < 1 << _BITS:
        raise ValueError(f"not the number of a video: {aid if aid.bit_length() < 100 else 'huge'}")
    number, signs = (aid | 1 << _BITS) ^ _XOR, [""] * 9
    for place in range(8, -1, -1):
        number, sign = divmod(number, 58)
        signs[place] = _TABLE[sign]
    return "BV1" + "".join(_swapped(signs))


def aid_of(bvid: str) -> int:
    """The old number of a word. ValueError for a word that is none."""
    number = 0
    for sign in _swapped(list(bvid[3:])) if _BVID.fullmatch(bvid) else ():
        number = number * 58 + _TABLE.index(sign)
    aid = (number & (1 << _BITS) - 1) ^ _XOR
    if not number or not 0 < aid < 1 << _BITS or bvid_of(aid) != bvid:
        raise ValueError(f"not the word of a video: {bvid[:40]!r}")
    return aid


def _swapped(signs: list[str]) -> list[str]:
    for one, other in _SWAPPED:
        signs[one], signs[other] = signs[other], signs[one]
    return signs
