"""Numerals as people write them, as exact values: 1,234, 1.2万, 三百二十, 百万, twelve, two hundred, 1.2M."""

import re
from fractions import Fraction
from typing import NamedTuple

CJK = "零〇一二两俩三仨四五伍六陆七八九十百千万亿壹贰叁肆柒捌玖拾佰仟廿卅卌兆"
_SIGNS = ("零〇", "一壹", "二两俩贰", "三仨叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_SIGNS) for sign in signs}
_D = f"[{''.join(_SIGNS[1:])}]"
_BELOW_10000 = re.compile(rf"(?:({_D})[千仟])?零?(?:({_D})[百佰])?零?(?:({_D})?[十拾])?零?({_D})?")
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_WORDS = {word: value for value, word in enumerate(_ONES)}
_WORDS |= {
    w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_SUFFIXES = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "thousand": 1000, "million": 10**6}
_SUFFIXES |= {"billion": 10**9, "bn": 10**9, "k": 1000, "K": 1000, "M": 10**6, "B": 10**9}

ARABIC = r"(?<![\d.,A-Za-z])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![.,]?\d)"
_SCALED = rf"{ARABIC}(?:\s?(?:万亿|亿|万|千|百)|\s?(?:thousand|million|billion|bn)\b|[kKMB](?![A-Za-z0-9]))?"
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
_ENGLISH = rf"(?i:(?:a (?=hundred|thousand|million|billion|dozen))?\b(?:{_WORD})\b(?:(?:[ -]| and )(?:{_WORD})\b)*)"
NUMERAL = rf"(?:{_SCALED}|[{CJK}]+(?:点[{CJK}]+)?|{_ENGLISH})"


class Numeral(NamedTuple):
    """A value, and the size of one step of its last written digit."""

    value: Fraction
    step: Fraction


def numeral(text: str) -> Numeral | None:
    """The value of a text that NUMERAL matches; None for one that cannot be read for sure (三四 may be 3 or 4)."""
    text = text.strip().lower() if text[:1].isalpha() and text.isascii() else text.strip()
    if text[:1].isdigit():
        return _arabic(text)
    if text[:1] in CJK:
        return _chinese(text)
    return _english(text)


def _arabic(text: str) -> Numeral | None:
    found = re.match(r"[\d,]+(?:\.\d+)?", text)
    if not found:
        return None
    written, suffix = found[0].replace(",", ""), text[found.end() :].strip()
    scale = _SUFFIXES.get(suffix, 1) if suffix else 1
    places = len(written.partition(".")[2])
    return Numeral(Fraction(written) * scale, Fraction(scale, 10**places))


def _chinese(text: str) -> Numeral | None:
    whole, point, places = text.partition("点")
    value = _chinese_whole(whole)
    if value is None or (point and not all(c in _DIGITS for c in places)):
        return None
    if point:
        after = Fraction(int("".join(str(_DIGITS[c]) for c in places)), 10 ** len(places))
        return Numeral(value + after, Fraction(1, 10 ** len(places)))
    return Numeral(Fraction(value), Fraction(_SUFFIXES[whole[-1]] if whole[-1] in "万亿" else 1))


def _chinese_whole(text: str) -> int | None:
    """十二, 三百零五, 一万二千, 二〇二六; None where the signs do not make one number."""
    if len(text) == 4 and all(c in _DIGITS for c in text) and text[:2] in ("二〇", "二零", "一九"):
        return int("".join(str(_DIGITS[c]) for c in text))
    upper, large, rest = text.rpartition("亿")
    middle, thousands, lower = rest.rpartition("万")
    parts = [_below_10000(part) for part in (upper, middle, lower)]
    if None in parts or (large and not parts[0]) or (thousands and not parts[1]):
        return None
    if len(lower) == 1 and lower in _DIGITS and (large or thousands):
        return None  # 一万二 is 12,000: said so, and not to be guessed at
    high, mid, low = (part or 0 for part in parts)
    return high * 10**8 + mid * 10**4 + low


def _below_10000(text: str) -> int | None:
    """千, 百, 十 and ones; None for what is no such number, and for 三百五, which is 350."""
    found = _BELOW_10000.fullmatch(text)
    if not found:
        return None
    thousands, hundreds, tens, ones = (_DIGITS[sign] if sign else 0 for sign in found.groups())
    ten = bool(re.search("[十拾]", text))
    if ones and (thousands or hundreds) and not ten and "零" not in text:
        return None
    return thousands * 1000 + hundreds * 100 + (tens or int(ten)) * 10 + ones


def _english(text: str) -> Numeral | None:
    words = [word for word in re.split(r"[ -]", text) if word not in ("and", "a", "")]
    total = current = 0
    last = 10**12
    for word in words:
        if word in _WORDS:
            value = _WORDS[word]
            if current % 10 or (current % 100 and (value >= 10 or value == 0)):
                return None  # "two three", "twenty thirty"
            current += value
        elif word in ("hundred", "dozen"):
            current = (current or 1) * _SCALES[word]
        elif _SCALES[word] < last:
            last = _SCALES[word]
            total, current = total + (current or 1) * last, 0
        else:
            return None
    return Numeral(Fraction(total + current), Fraction(1))
