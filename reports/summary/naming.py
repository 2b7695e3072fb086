"""Which topics and platforms a text names, and whom a place in it is about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.summary.numerals import CJK
from reports.summary.reading import MASK, plain

SUBJECT, PLATFORM = "subject", "platform"
WELL_KNOWN = [
    "微博",
    "知乎",
    "小红书",
    "抖音",
    "快手",
    "B站",
    "哔哩哔哩",
    "微信",
    "公众号",
    "视频号",
    "豆瓣",
    "贴吧",
    "头条",
    "百度",
    "淘宝",
    "京东",
    "天猫",
    "拼多多",
    "Weibo",
    "Zhihu",
    "Xiaohongshu",
    "RedNote",
    "Douyin",
    "TikTok",
    "Kuaishou",
    "Bilibili",
    "WeChat",
    "Douban",
    "Tieba",
    "Toutiao",
    "Baidu",
    "Taobao",
    "Tmall",
    "Twitter",
    "Facebook",
    "Instagram",
    "YouTube",
    "Reddit",
]
_MARKS = (
    ("「", "」"),
    ("『", "』"),
    ("“", "”"),
    ("‘", "’"),
    ("《", "》"),
    ("〈", "〉"),
    ("【", "】"),
    ('"', '"'),
    ("#", "#"),
)
QUOTED = re.compile("|".join(f"{re.escape(a)}([^{re.escape(a + b)}]{{1,200}}){re.escape(b)}" for a, b in _MARKS))
_BETWEEN = re.compile(r"(?:\s|[、,，/&]|和|与|及|以及|\band\b)*", re.I)
_SEPARATOR = re.compile(r"[，,；;：:。.!?！？、|·\n—]|\b(?:and|while|but|whereas)\b|而(?!且)|(?<=[）)])\s?[和与及]")
_HARD = re.compile(r"[；;。|·\n]")
_BEFORE_SHORT = re.compile(r"(?:^|[，,；;：:。、|·\s（(]|[和与及跟比而在上])$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text, with its quotation marks if it has any."""

    start: int
    end: int
    kind: str
    name: str


def key(text: str) -> str:
    """A name without hash signs, blanks, case and the punctuation that English puts inside quotation marks."""
    return re.sub(r"[\s#＃]+", "", plain(text)).strip(",.!?，。！？、;；:：").casefold()


def quoted(text: str) -> list[tuple[int, int, str]]:
    """What stands in quotation marks or between hash signs: place and words."""
    return [(m.start(), m.end(), next(g for g in m.groups() if g is not None)) for m in QUOTED.finditer(text)]


class Names:
    """The names that there are."""

    def __init__(self, subjects: Iterable[str], platforms: Iterable[str]) -> None:
        subjects, platforms = list(subjects), list(platforms)
        self.platforms = {key(name) for name in platforms if key(name)}
        self.subjects = {key(name) for name in subjects if key(name)} - self.platforms
        forms = {plain(name).strip("#＃ ").casefold() for name in [*subjects, *platforms]}
        self._forms = sorted((form for form in forms if _may_stand_bare(form)), key=len, reverse=True)

    def find(self, text: str) -> list[Name]:
        """All names in a text that went through plain(): in quotation marks, or bare where they can be told."""
        found = [
            Name(start, end, self._kind(key(said)), key(said)) for start, end, said in quoted(text) if self.knows(said)
        ]
        rest = masked(text, found)
        found += [
            Name(match.start(), match.end(), self._kind(key(match[0])), key(match[0]))
            for match in self._bare(rest).finditer(rest)
            if self._stands_bare(match[0]) or _BEFORE_SHORT.search(rest[: match.start()])
        ]
        return sorted(found, key=lambda one: one.start)

    def knows(self, said: str) -> bool:
        """Whether it is one of the names."""
        return key(said) in self.platforms or key(said) in self.subjects

    def _bare(self, text: str) -> re.Pattern[str]:
        """Of the names (there may be thousands) those that stand in the text, longer ones first."""
        folded = text.casefold()
        return re.compile("|".join(_bare(form) for form in self._forms if form in folded) or r"(?!)", re.I)

    def _stands_bare(self, said: str) -> bool:
        """Two Chinese characters may be a word like any other: only a platform is told by them anywhere."""
        return len(said) > 2 or said.isascii() or key(said) in self.platforms

    def _kind(self, name: str) -> str:
        return PLATFORM if name in self.platforms else SUBJECT


def _bare(name: str) -> str:
    told = re.escape(name)
    return rf"(?<![a-z\d]){told}(?![a-z\d])" if name.isascii() else told


def _may_stand_bare(name: str) -> bool:
    """A name with a number in it counts only in quotation marks: who names a topic `2 倍` shall not hide numbers."""
    return len(name) > 1 and not re.search(rf"[\d{CJK}半%‰%]", name)


def masked(text: str, names: Sequence[Name]) -> str:
    """The text with its names blanked out, as long as before."""
    for one in names:
        text = text[: one.start] + MASK * (one.end - one.start) + text[one.end :]
    return text


class Bearings:
    """Whom each place of a text is about: names that stand side by side belong together."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        self._text = masked(text, names)
        self._groups = {kind: _groups(text, [n for n in names if n.kind == kind]) for kind in (SUBJECT, PLATFORM)}
        self._soft = [m.start() for m in _SEPARATOR.finditer(self._text) if not self._in_number(m)]

    def _in_number(self, mark: re.Match[str]) -> bool:
        around = self._text[max(mark.start() - 1, 0) : mark.end() + 1]
        return mark[0] in ",.:" and len(around) == 3 and around[0].isdigit() and around[2].isdigit()

    def of(self, start: int, end: int, kind: str, within: bool = False) -> frozenset[str]:
        """The nearest names before a place in its clause, else after it in the clause, else before it in the sentence.

        `within`: a line of the report, where the last goes only as far back as a semicolon or a dot in the middle. Of
        an answer, a number with two names in its clause is about both: it may compare them.
        """
        left = max((at for at in self._soft if at < start), default=-1)
        right = min((at for at in self._soft if at >= end), default=len(self._text))
        groups = self._groups[kind]
        before = [g for g in groups if g[1] <= start]
        after = [g for g in groups if end <= g[0] <= right]
        here = [g for g in before if g[1] > left]
        if here:
            told = here[-1:] if within else [*here, *after[:1]]
            return frozenset().union(*(g[2] for g in told))
        if after:
            return after[0][2]
        if before and not (within and _HARD.search(self._text[before[-1][1] : start])):
            return before[-1][2]
        return frozenset()

    def first(self, kind: str) -> frozenset[str]:
        """The first names of the sentence."""
        return self._groups[kind][0][2] if self._groups[kind] else frozenset()


def _groups(text: str, names: Sequence[Name]) -> list[tuple[int, int, frozenset[str]]]:
    groups: list[tuple[int, int, frozenset[str]]] = []
    for one in names:
        if groups and _BETWEEN.fullmatch(text[groups[-1][1] : one.start]):
            start, _, told = groups[-1]
            groups[-1] = (start, one.end, told | {one.name})
        else:
            groups.append((one.start, one.end, frozenset({one.name})))
    return groups
