"""Numerals as people write them, as exact values: 1,234, 1.2万, 三百二十, 百万, twelve, two hundred, 1.2M."""

import re
from fractions import Fraction
from typing import NamedTuple

CJK = "零〇一二两俩三仨四五伍六陆七八九十百千万亿壹贰叁肆柒捌玖拾佰仟廿卅兆"
_DIGITS = {c: v for v, cs in enumerate(("零〇", "一壹", "二两俩贰", "三仨叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for c in cs}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_WORDS = {word: value for value, word in enumerate(_ONES.split())}
_WORDS |= {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_SUFFIXES = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "thousand": 1000, "million": 10**6}
_SUFFIXES |= {"billion": 10**9, "bn": 10**9, "k": 1000, "K": 1000, "M": 10**6, "B": 10**9}

ARABIC = r"(?<![\d.,A-Za-z])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![.,]?\d)"
_SCALED = rf"{ARABIC}(?:\s?(?:万亿|亿|万|千|百)|\s?(?:thousand|million|billion|bn)\b|[kKMB](?![A-Za-z0-9]))?"
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
_ENGLISH = rf"(?:a (?=hundred|thousand|million|billion|dozen))?\b(?:{_WORD})\b(?:(?:[ -]| and )(?:{_WORD})\b)*"
NUMERAL = rf"(?:{_SCALED}|[{CJK}]+(?:点[{CJK}]+)?|{_ENGLISH})"


class Numeral(NamedTuple):
    """A value, and the size of one step of its last written digit."""

    value: Fraction
    step: Fraction


def numeral(text: str) -> Numeral | None:
    """The value of a text that NUMERAL matches; None for one that cannot be read with certainty (三四 may be 3 or 4)."""
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
    return Numeral(Fraction(value), Fraction(_LARGE.get(whole[-1], 1)))


def _chinese_whole(text: str) -> int | None:
    """十二, 三百零五, 一万二千, 二〇二六; None where the signs do not make one number."""
    if len(text) == 4 and all(c in _DIGITS for c in text) and text[:2] in ("二〇", "二零", "一九"):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    below, limit = 10**5, 10**12  # sizes come down from left to right
    for sign in text:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _TENS:
            size = _TENS[sign]
            if size >= below or (digit is None and size > 10 and section):
                return None
            section, digit, below = section + (1 if digit is None else digit) * size, None, size
        elif sign in _LARGE:
            size = _LARGE[sign]
            section += digit or 0
            if size >= limit or not section:
                return None
            total, section, digit, below, limit = total + section * size, 0, None, 10**5, size
        else:
            return None
    if digit and below not in (10, 10**5) and "零" not in text and "〇" not in text:
        return None  # 三百五 is 350, 一万二 is 12,000: said, and not to be guessed at
    if digit and limit != 10**12 and below == 10**5 and "零" not in text:
        return None
    return total + section + (digit or 0)


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
