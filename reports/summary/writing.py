"""An answer as plain sentences: markup, lists and links are taken away; and whether it is in the report's language."""

import re

from reports.quoting import clean
from reports.summary.evidence import sentences_of

_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)|<(?:https?://|mailto:)[^>]*>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MARK = re.compile(r"\*{1,3}|_{2,}|`+|~~|\\(?=[*_#`])")
_BULLET = re.compile(
    r"^\s*(?:[-*+•·‣▪●]|\d{1,2}[.)、）](?!\d)|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、|#{1,6}(?=\s)|>)\s*"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")


def sentences(answer: str) -> list[str]:
    """The sentences of an answer, cleaned; headings and list marks do not belong to any."""
    found = []
    for line in answer.splitlines():
        heading = bool(re.match(r"\s*#{1,6}\s", line))
        line = _BULLET.sub("", _BULLET.sub("", line))
        line = _TAG.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", line)))
        line = clean(_MARK.sub("", line))
        if line and not heading and not re.fullmatch(r"[-=_|\s:]+", line):
            found += sentences_of(line)
    return found


def in_language(blank: str, language: str) -> bool:
    """Whether a sentence, its names blanked out, is Chinese (`zh`) or English (`en`) enough."""
    blank = re.sub(r"KO[LC]", "", blank)
    han, latin = len(_HAN.findall(blank)), len(_LETTER.findall(blank))
    return han > latin if language == "zh" else latin > 0 and han == 0
