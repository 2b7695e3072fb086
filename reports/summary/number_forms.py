"""The forms that a number takes beside its unit, longer ones first: 12%, 百分之十二, 3.4×, 三分之一, twice, third."""

import re

from reports.summary.numerals import CJK, NUMERAL

_SIGN = r"(?P<sign>(?:(?<![\w\d%\])}])-|\+|±)\s?)?"
_Q = rf"(?P<q>{NUMERAL})"
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
PARTS = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
}
PARTS |= {"ninth": 9, "tenth": 10}
_PART = "|".join(PARTS)
MULTIPLES = {
    "double": 2,
    "doubled": 2,
    "doubles": 2,
    "doubling": 2,
    "twice": 2,
    "triple": 3,
    "tripled": 3,
    "triples": 3,
}
MULTIPLES |= {"tripling": 3, "thrice": 3, "quadruple": 4, "quadrupled": 4, "翻倍": 2, "翻番": 2, "翻一番": 2}
MULTIPLES |= {"翻了一番": 2, "加倍": 2, "双倍": 2}
_MULTIPLE = "|".join(sorted(MULTIPLES, key=len, reverse=True))
_FORMS = (
    ("share", rf"{_SIGN}百分之\s?{_Q}(?!点)"),
    ("points", rf"{_SIGN}{_Q}\s?(?:个?百分点|个点|(?:percentage|percent|per cent|%)[ -]points?\b|"
        rf"pct\.? ?pts?\b|pp\b|points?\b|pts?\b)"),
    ("points", rf"(?P<sign>[+±]|(?<!\d)-)\s?{_Q}\s?点"),
    ("share", rf"{_SIGN}{_Q}\s?(?:%|percent\b|per cent\b)"),
    ("thousandth", rf"千分之\s?{_Q}|(?P<q2>{NUMERAL})\s?‰"),
    ("fraction", rf"(?P<low>{NUMERAL})分之(?P<q>{NUMERAL})"),
    ("fraction", rf"\b(?P<q>{NUMERAL}|a)[ -](?P<part>{_PART})s?\b(?! (?:week|day|place|time|most|topic|platform))"),
    ("fraction", rf"\b(?P<q>{NUMERAL}) (?:in|out of|of|of every|in every) (?P<low>{NUMERAL})\b(?! ?(?:%|"
        rf"percent|days|weeks|hours|months))"),
    ("fraction", r"(?<![\d/])(?P<q>\d{1,2})/(?P<low>\d{1,2})(?![\d/])"),
    ("half", r"一半|半数|\bhalf\b"),
    ("tenth", rf"{_Q}成(?![为立长功都本员分果交熟就绩人品千{CJK}])"),
    ("times", rf"{_Q}\s?(?:倍|times\b|-?fold\b|×|[xX](?![A-Za-z\d]))"),
    ("times", rf"×\s?{_Q}"),
    ("multiple", rf"(?P<word>{_MULTIPLE})(?![A-Za-z])"),
    ("ordinal", rf"第\s?{_Q}"),
    ("ordinal", r"(?<![\dA-Za-z])(?P<q>\d+)(?:st|nd|rd|th)\b"),
    ("ordinal", rf"\b(?P<word>{'|'.join(ORDINALS)})\b"),
    ("money", rf"[¥$€£]\s?{_Q}|(?P<q2>{NUMERAL})\s?(?:元|块钱?|美元|dollars?|yuan|RMB|USD|CNY)"),
    ("token", r"(?<![A-Za-z\d])(?=[A-Za-z\d-]*[A-Za-z])(?=[A-Za-z-]*\d)(?![\d,.]+[kKMB]\b)"
     r"[A-Za-z\d]+(?:-[A-Za-z\d]+)*"),
    ("count", rf"{_SIGN}{_Q}"),
)  # fmt: skip
_FOLDED = frozenset({"points", "fraction", "half", "times", "multiple", "ordinal"})
FORMS = tuple((kind, re.compile(form, re.I if kind in _FOLDED else 0)) for kind, form in _FORMS)
