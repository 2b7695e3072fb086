"""All numbers of a text, each with its kind; and what looks like a number but cannot be read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from reports.summary import calendar, units
from reports.summary.idioms import IDIOMS, VAGUE
from reports.summary.number_forms import FORMS, MULTIPLES, ORDINALS, PARTS
from reports.summary.numerals import CJK, numeral
from reports.summary.quantity import Quantity

MASK = "\ue000"  # in place of a character that is no part of the sentence's own numbers
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；（）！？"}
_WIDE |= {ord("−"): ord("-"), ord("⁄"): ord("/"), ord("\u00a0"): ord(" "), ord("‑"): ord("-"), ord("∶"): ord(":")}
_BOUNDS = (
    ("<", r"(?:<|不到|不足|低于|少于|未到|未达|小于|less than|fewer than|under|below)"),
    ("≥", r"(?:≥|>=|至少|不低于|不少于|起码|at least|no (?:fewer|less) than)"),
    ("≤", r"(?:≤|<=|至多|最多|不超过|不多于|at most|no more than|up to)"),
    (">", r"(?:>|超过|高于|逾|多于|大于|超|突破|more than|above|over|exceed(?:s|ed|ing)?)"),
    ("~", r"(?:将近|接近|近乎|几近|近|nearly|almost|close to|just short of)"),
)
_ABOUT = r"(?:\s|约|大约|about|around|the|平时的|了|是|为|有|of|as many as)*"
_GAP = rf"(?:[^，,；;：:。、（(\d{CJK}\x00-\x7f]{{0,8}}|{_ABOUT})"  # 至少是平时的 20 倍
BOUNDS = tuple((sign, re.compile(rf"{words}{_ABOUT if sign == '~' else _GAP}\s?$", re.I)) for sign, words in _BOUNDS)
_ODD = re.compile(r"\s?(?:多|余|有余|出头|左右以上|以上|以下|以内|上下|\+|[- ]?odd\b|or (?:more|less|so)\b|plus\b)")
_RANGE = re.compile(r"\s?(?:–|—|-|~|→|至|到|to|and|[增升降跌涨减](?:加|少|到|至|为)*|变[为成])\s?(?:约\s?)?", re.I)
_LEFT = re.compile(rf"[\d{CJK}半%‰%]|\b(?:once|single|pair|couple|percent|hundredth|nought|nil)\b", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers in the order of the text, and what could not be read."""

    numbers: tuple[Quantity, ...]
    unread: tuple[str, ...]


def plain(text: str) -> str:
    """Full-width digits, letters and signs as narrow ones; as long as before."""
    return text.translate(_WIDE)


def read(text: str) -> Reading:
    """Numbers of a text that went through plain(), names in it masked."""
    vague = [found[0] for found in VAGUE.finditer(text)]
    rest = IDIOMS.sub(lambda found: MASK * len(found[0]), text)
    rest = VAGUE.sub(lambda found: MASK * len(found[0]), rest)
    numbers: list[Quantity] = []
    for start, end, found in _spans(rest):
        numbers += [one for one in found if one]
        if None in found:
            vague.append(rest[start:end])
        rest = rest[:start] + MASK * (end - start) + rest[end:]
    vague += [found[0] for found in _LEFT.finditer(rest)]
    vague += [sign for sign in text if unicodedata.category(sign) in ("No", "Nl", "Nd") and not sign.isascii()]
    ordered = sorted(numbers, key=lambda one: (one.start, one.kind not in calendar.KINDS))
    return Reading(tuple(_ranges(text, [_with_unit(text, one) for one in ordered])), tuple(vague))


def _spans(text: str) -> Iterator[tuple[int, int, list[Quantity | None]]]:
    taken = [False] * (len(text) + 1)

    def free(start: int, end: int) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = [True] * (end - start)
        return True

    for start, end, found in calendar.dates(text):
        if free(start, end):
            yield start, end, found
    for kind, form in FORMS:
        # one form at a time, on what is left: a shorter form must not eat a piece of a longer one's number
        left = "".join(MASK if taken[i] else sign for i, sign in enumerate(text))
        for match in form.finditer(left):
            if match.end() > match.start() and free(match.start(), match.end()):
                yield match.start(), match.end(), [_quantity(kind, match, text)]


def _quantity(kind: str, match: re.Match[str], text: str) -> Quantity | None:
    told = match.groupdict()
    where = (match.start(), match.end())
    if kind == "token":
        return Quantity(*where, "token", Fraction(0), Fraction(1), token=match[0].casefold())
    if kind == "half":
        return Quantity(*where, "share", Fraction(1, 2), Fraction(0), bound=_bound(text, *where))
    if kind == "fraction":
        return _fraction(where, told, text)
    if word := told.get("word"):
        known = MULTIPLES.get(word.lower()) if kind == "multiple" else ORDINALS.index(word.lower()) + 1
        name = "times" if kind == "multiple" else "ordinal"
        return Quantity(*where, name, Fraction(known or 0), Fraction(1), bound=_bound(text, *where))
    value = numeral(told.get("q") or told.get("q2") or "")
    if value is None:
        return None
    sign = {"+": 1, "-": -1, "±": 0}.get((told.get("sign") or " ").strip())
    scale = {"share": 100, "points": 100, "thousandth": 1000, "tenth": 10}.get(kind, 1)
    name = {"thousandth": "share", "tenth": "share"}.get(kind, kind)
    bound = _bound(text, *where)
    return Quantity(*where, name, value.value / scale, value.step / scale, sign=sign, bound=bound)


def _fraction(where: tuple[int, int], told: dict[str, str | None], text: str) -> Quantity | None:
    upper = 1 if told["q"] == "a" else getattr(numeral(told["q"] or ""), "value", None)
    part = told.get("part")
    lower = PARTS[part.lower()] if part else getattr(numeral(told.get("low") or ""), "value", None)
    if not upper or not lower or upper >= lower:
        return None
    return Quantity(*where, "share", Fraction(upper) / Fraction(lower), Fraction(0), bound=_bound(text, *where))


def _bound(text: str, start: int, end: int) -> str:
    head = text[max(start - 24, 0) : start]
    if _ODD.match(text, end) or re.search(r"[多余]", text[start:end]):
        return "~"
    for sign, words in BOUNDS:
        if words.search(head):
            span = sign in "~>" and units.after(text, end) & units.TIME  # 近 7 天, over the last 7 days
            return "" if span and re.search(r"(?:近|over)\s?$|over the (?:last|past) $", head, re.I) else sign
    return ""


def _with_unit(text: str, one: Quantity) -> Quantity:
    if one.kind != "count":
        return one
    found = units.after(text, one.end)
    if not found and _RANGE.match(text, one.end):
        return one  # of a range, the last number says what it counts
    if not found or found == units.THINGS:  # 帖子 1,204 条, topics: 12 more
        found = units.before(text, one.start) or found
    return replace(one, units=found)


def _linked(text: str, one: Quantity, after: Quantity) -> bool:
    between = text[one.end : after.start]
    return bool(_RANGE.fullmatch(between) or _RANGE.fullmatch(between + text[after.start : after.start + 1]))


def _ranges(text: str, numbers: list[Quantity]) -> Iterator[Quantity]:
    """In 12–19%, 从 93 到 312 位 and 2.9 to 4.0 times the first number is of the second one's kind."""
    for place, one in enumerate(numbers):
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        linked = after is not None and _linked(text, one, after)
        if one.kind != "count" or one.units or not after or not linked or after.kind in calendar.KINDS:
            yield one
            continue
        scale = 100 if after.kind in ("share", "points") else 1
        yield replace(one, kind=after.kind, units=after.units, value=one.value / scale, step=one.step / scale)
