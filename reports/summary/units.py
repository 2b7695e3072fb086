"""What a count counts: the nouns and measure words that stand beside it, brought to a few classes."""

import re

_ZH = (
    ("visits", "人次"),
    ("posts", "帖子|帖|笔记|博文|发帖|原帖|微博帖|篇"),
    ("alerts", "预警|警报|告警"),
    ("queries", "查询"),
    ("people", "作者|用户|网友|账号|人|位|名|KOL|KOC"),
    ("topics", "话题|主题"),
    ("platforms", "平台"),
    ("hours", "小时|钟头"),
    ("minutes", "分钟"),
    ("months", "月"),
    ("weeks", "周|星期|礼拜"),
    ("days", "天|日"),
    ("years", "年"),
    ("rows", "行"),
    ("pages", "页"),
    ("gaps", "缺失|缺口"),
    ("occasions", "次"),
    ("posts_alone", "条"),
    ("things", "个|项|种|款|处|家"),
)
_EN = (
    ("posts", "posts?|notes?"),
    ("alerts", "alerts?"),
    ("queries", "quer(?:y|ies)"),
    ("people", "authors?|people|persons?|users?|voices?|accounts?|KOLs?|KOCs?"),
    ("topics", "topics?|themes?"),
    ("platforms", "platforms?"),
    ("hours", "hours?"),
    ("minutes", "minutes?"),
    ("months", "months?"),
    ("weeks", "weeks?"),
    ("days", "days?"),
    ("years", "years?"),
    ("rows", "rows?"),
    ("pages", "pages?"),
    ("gaps", "gaps?"),
    ("occasions", "occasions"),
    ("things", "more|others?"),
)
TIME = frozenset({"hours", "minutes", "months", "weeks", "days", "years"})
COUNTED = frozenset({"alerts", "topics", "platforms", "queries", "gaps", "things", "rows", "pages"})
THINGS = frozenset({"things"})
_MEASURE = r"(?:个|条|位|名|篇|项|种|款|处|家|则|份)?"
_FILLER = r"(?:新增?|自然|相关|原创|负面|正面|中性|未解除的?|未关闭的?|升温|不同|独立|被截断的?|的|\s|其他|其它|更多)*"
_AFTER_ZH = re.compile(rf"\s?{_MEASURE}{_FILLER}(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _ZH)})")
_EN_NOUN = "|".join(f"(?P<{name}>{words})" for name, words in _EN)
_NO_ADJECTIVE = "and|or|to|of|in|on|at|from|by|for|per|times|points?|percent"
_AFTER_EN = re.compile(rf"[ -](?:(?!(?:{_NO_ADJECTIVE})\b)[a-z-]+ ){{0,3}}?(?:{_EN_NOUN})\b", re.I)
_BEFORE_EN = re.compile(rf"\b(?:{_EN_NOUN})\b(?=[^,.;，。；\d]{{0,24}}$)", re.I)
_BEFORE_ZH = re.compile(
    "|".join(
        f"(?P<{name}>{words})"
        for name, words in _ZH
        if name in ("posts", "alerts", "queries", "topics", "platforms", "people", "gaps")
    )
)


def after(text: str, end: int) -> frozenset[str]:
    """The class of what is counted by the number that ends at `end`; empty where nothing is named."""
    zh, en = _AFTER_ZH.match(text, end), _AFTER_EN.match(text, end)
    found = zh or en
    return frozenset({str(found.lastgroup).removesuffix("_alone")}) if found else frozenset()


def before(text: str, start: int) -> frozenset[str]:
    """The class of the noun that a number follows (`authors: 312`, 作者 312); empty where none stands near."""
    near = re.split(r"[，,。;；|（(\n]", text[max(start - 24, 0) : start])[-1]
    classes = {
        str(found.lastgroup)
        for pattern in (_BEFORE_EN, _BEFORE_ZH)
        for found in pattern.finditer(near)
        if found.lastgroup
    }
    return frozenset(classes)


def agree(told: frozenset[str], fact: frozenset[str]) -> bool:
    """Whether a number told of `told` may be the fact that counts `fact`."""
    if not told:
        return not fact & TIME
    if told & fact:
        return True
    return (told == THINGS and bool(fact & COUNTED)) or (fact == THINGS and bool(told & COUNTED))
