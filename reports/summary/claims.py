"""What each number of a text is said of: topic, platform, before or now, up or down, and of which kind of posts.

Facts and answers are read by the same rules, so that what the report says in its own words always agrees with itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reports.summary import calendar
from reports.summary.naming import PLATFORM, SUBJECT, Bearings, Name
from reports.summary.quantity import Quantity
from reports.summary.units import TIME

_LABELS = (
    ("negative", r"负面|negative"),
    ("positive", r"正面|positive"),
    ("neutral", r"中性|neutral"),
    ("of people", r"(?<=^\ue001)\s?的?(?:作者|用户|人|网友|账号|博主)|"
        r"(?<=^\ue001) of (?:\w+ ){0,3}(?:authors|people|users|accounts|voices)\b"),
    ("kol", r"KOL"),
    ("koc", r"KOC"),
    ("organic", r"自然发帖|自然帖|organic"),
    ("ads", r"广告|\bads?\b|advertis"),
    ("coverage", r"覆盖率|coverage"),
    ("interval", r"区间|interval|置信"),
    ("duplicates", r"重复|duplicates?"),
    ("missing", r"缺少|缺失|missing|比平时少"),
    ("forecast", r"未来|预计|接下来|\bnext\b|forecast|outlook"),
    ("peak", r"最高|峰值|顶点|peak|highest"),
    ("since", r"始于|自(?=\s?$)|起步|以来|(?<=日)起|开始|\bsince\b|\bbegan\b|\bbegun\b|\bstart\w*"),
    ("since", r"(?<=\ue001)起"),
    ("until", r"截至|为止|\buntil\b|之后回到|back to usual"),
)  # fmt: skip
_COUNT_LABELS = (
    ("rising", r"升温|\brising\b|\brises?\b"),
    ("watched", r"观察|回落|\bon watch\b|\bfading\b"),
    ("open", r"未解除|未关闭|\bopen\b"),
)
COUNT_LABELS = tuple((name, re.compile(words, re.I)) for name, words in _COUNT_LABELS)
LABELS = tuple((name, re.compile(words, re.I)) for name, words in _LABELS)
_RANGE = re.compile(r"\s?(?:–|—|-|~|至|到|to|and)\s?", re.I)
_CONNECTOR = re.compile(r"[，,、；;。]|\b(?:and|while|but)\b|和|与|而")
_ABOUT = r"(?:\s|约|大约|的|了|about|around|some|an?|by|其)*"
_BEFORE = re.compile(
    rf"(?:从|由|平时(?!的)|此前|上周|原来|原先|之前|以前|\bfrom|\busually|\bnormally|\bbefore,?|"
    rf"\bpreviously|\blast week)"
    rf"{_ABOUT}(?:为|是|只有|仅|占|:|\bit was|\bwas|\bat)?{_ABOUT}$",
    re.I,
)
_NOW = re.compile(
    rf"(?:变为|变成|[升增降跌涨减达]?[至到]|达|→|现为|现在|如今|\bto|\bnow|\breached)(?:为|是|平时的)?{_ABOUT}$", re.I
)
_UP = (
    r"上升|增长|增加|上涨|提高|提升|升高|回升|攀升|增|升|涨|高出|(?<!最)高|(?<!最)多|\brose|\brises?|"
    r"\brisen|\bincreas\w+|\bgrew|\bgrown|\bclimb\w*|\bup|\bgain\w*|\bjump\w*|\bsurg\w*|"
    r"\bsoar\w*"
)
_DOWN = (
    r"下降|减少|下跌|降低|下滑|回落|降|减|跌|(?<!最)少|(?<!最)低|\bfell|\bfalls?|\bfallen|\bdecreas\w+|"
    r"\bdeclin\w+|\bdrop\w*|\bdown|\blost|\bshrank|\bslid|"
    r"\bslip\w*"
)
_BY = r"(?:了|出|约|大约|近|达|\s|by|about|around|some)*$"
_UP_BY, _DOWN_BY = re.compile(f"(?:{_UP}){_BY}", re.I), re.compile(f"(?:{_DOWN}){_BY}", re.I)
_TO = r"(?:至|到|为|\s?to|\s?at)(?:平时的|\s|约|大约|about|around)*$"
_UP_TO, _DOWN_TO = re.compile(f"(?:{_UP})了?{_TO}", re.I), re.compile(f"(?:{_DOWN})了?{_TO}", re.I)
_MORE = re.compile(
    r"\s?(?:more|higher|larger|greater|increase|rise|gain|growth|up\b|的?(?:增长|增幅|上升|涨幅|升幅))", re.I
)
_LESS = re.compile(
    r"\s?(?:fewer|less|lower|smaller|decrease|drop|fall|decline|down\b|的?(?:降幅|下降|跌幅|减少))", re.I
)
GREW_TIMES = re.compile(rf"(?:{_UP}|升温){_BY}", re.I)
MORE_TIMES = re.compile(r"\s?(?:more|higher|larger|greater|bigger|over|above)\b", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number, and what it is said of."""

    number: Quantity
    subjects: frozenset[str]
    platforms: frozenset[str]
    labels: frozenset[str]
    role: str = ""  # before, now
    change: bool = False  # by so much, not so much
    sign: int | None = None  # of a change
    course: int | None = None  # whether it went up or down to this
    span: Quantity | None = None  # the days or weeks that the same clause names before it
    grew: bool = False  # "grew 3 times": may be three times or four times as much


def claims(
    text: str, blank: str, numbers: Sequence[Quantity], names: Sequence[Name], within: bool = False
) -> list[Claim]:
    """The claims of one sentence or line; `blank` is the text with its names masked."""
    bearings = Bearings(text, names)
    found: list[Claim] = []
    labels: frozenset[str] = frozenset()
    for place, one in enumerate(numbers):
        start = max((n.end for n in numbers[:place] if n.end <= one.start), default=0)
        end = min((n.start for n in numbers[place + 1 :] if n.start >= one.end), default=len(text))
        head, tail, rest = blank[start : one.start], blank[one.end : end], blank[one.end :]
        labels = _labels(head, tail, rest, one.kind) or (labels if _passed_on(one, head) and place else frozenset())
        subjects = bearings.of(one.start, one.end, SUBJECT, within)
        told = Claim(
            one,
            subjects or (bearings.first(SUBJECT) if one.kind in calendar.KINDS else frozenset()),
            bearings.of(one.start, one.end, PLATFORM, within),
            labels,
        )
        if place and one.kind == "day" and not labels and not re.search(r"[，,；;。]", head):
            told = replace(told, labels=found[-1].labels & {"peak"})  # 24 authors at the most on 22 Nov
        told = replace(told, span=_span(numbers[:place], blank[: one.start]))
        found.append(_told(told, blank[max(start, one.start - 40) : one.start], tail))
    return [_with_course(claim, found) for claim in found]


def _span(before: Sequence[Quantity], head: str) -> Quantity | None:
    near = [n for n in before if n.kind == "count" and n.units & TIME]
    return near[-1] if near and not re.search(r"[，,；;。](?!\d)", head[near[-1].end :]) else None


def _passed_on(one: Quantity, head: str) -> bool:
    """Whether a number without a word of its own is of the same kind as the one before it."""
    aside = re.fullmatch(r"[^，,；;。]*[（(]\s*", head) and (one.kind == "day" or one.step * 1000 <= 1)
    return bool(aside or one.kind in ("share", "points") or _RANGE.fullmatch(head))


def _labels(head: str, tail: str, rest: str, kind: str) -> frozenset[str]:
    """The label right before a number, else those right after it, else the last one before it."""
    known = LABELS + (COUNT_LABELS if kind == "count" else ())
    cut = _CONNECTOR.split(head)[-1]
    if near := _last(cut, known):
        return near
    # 11月18日起: the sign in front stands for the day itself; 54% of the 1,204 posts are negative: past the next number
    for after in (_CONNECTOR.split("\ue001" + tail)[0], *([_CONNECTOR.split(rest)[0]] if kind == "share" else [])):
        if told := frozenset(name for name, words in known if words.search(after)):
            return told
    return _last(head, LABELS)


def _last(text: str, known: Sequence[tuple[str, re.Pattern[str]]]) -> frozenset[str]:
    found = [(m.end(), name) for name, words in known for m in words.finditer(text)]
    return frozenset({max(found)[1]}) if found else frozenset()


def _told(claim: Claim, head: str, tail: str) -> Claim:
    one = claim.number
    if one.kind in calendar.KINDS:
        return claim
    if one.kind == "times":
        grew = bool(GREW_TIMES.search(head) or MORE_TIMES.match(tail))
        course = 1 if _UP_TO.search(head) else -1 if _DOWN_TO.search(head) else None
        return replace(claim, grew=grew, course=course)
    sign = _sign(one, head, tail)
    if sign is not None or one.kind == "points":
        return replace(claim, change=True, sign=sign)
    course = 1 if _UP_TO.search(head) else -1 if _DOWN_TO.search(head) else None
    role = "before" if _BEFORE.search(head) else "now" if course or _NOW.search(head) else ""
    return replace(claim, role=role, course=course)


def _sign(one: Quantity, head: str, tail: str) -> int | None:
    """Of a change: as written, or by the word for up or down beside it; 2: the sign and the word do not agree."""
    up = bool(_UP_BY.search(head) or (one.kind != "count" and _MORE.match(tail)))
    down = bool(_DOWN_BY.search(head) or (one.kind != "count" and _LESS.match(tail)))
    said = 1 if up and not down else -1 if down and not up else None
    if one.sign is None:
        return said
    return one.sign if said in (None, one.sign) else 2


def _with_course(claim: Claim, found: Sequence[Claim]) -> Claim:
    """Of a number that is so much now: up or down from the one before it."""
    if claim.number.kind == "times" and claim.course is None:
        return replace(claim, course=1 if claim.number.value > 1 else -1)
    if claim.role != "now" or claim.course is not None:
        return claim
    same = [
        c for c in found if c.role == "before" and c.number.kind == claim.number.kind and c.subjects == claim.subjects
    ]
    if not same or claim.number.kind not in ("share", "count"):
        return claim
    change: Fraction = claim.number.value - same[-1].number.value
    return replace(claim, course=1 if change > 0 else -1 if change < 0 else 0)
