"""What the shapes have in common: ids, texts, authors and media of foreign columns, as the spiders make them."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from contract.post import MEDIA
from crawlers.hashtags import hashtags
from crawlers.ids import comment_id
from crawlers.importers._one_by_one import EXACT, ROUNDED
from crawlers.importers._shape import Made, made
from crawlers.plain_text import clean, plain_text
from crawlers.reading import Rejected, shown, words
from crawlers.regions import region as place_of

_ROUNDED = re.compile(ROUNDED, re.IGNORECASE)
_NATIVE = re.compile(r"[0-9A-Za-z_-]{1,64}")
_POINT_ZERO = re.compile(r"[0-9]{1,15}\.0|[1-8][0-9]{15}\.0")  # how pandas writes whole numbers beside gaps
_WRAPPED = " \t\r\n'=\"\ufeff\u200b"  # what is put around ids so that Excel leaves them alone
_OPEN_TAG = re.compile(r"#([^\s#]{1,80})(?=[\s#]|$)")
_CLOSED_TAG = re.compile(r"#[^\s#]{1,80}#")
_WEB = re.compile(r"https?://[^\s]{1,1990}")


def native(value: Any, name: str) -> str | None:
    """A platform's own id; None if it is not told; Rejected if it is none, or if a spreadsheet has rounded it."""
    if value is None or value == 0:
        return None
    if isinstance(value, str) and value.isascii() and value.isalnum() and len(value) <= 64 and value != "0":
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**30:
        return str(value)
    text = value.strip(_WRAPPED) if isinstance(value, str) else None
    if text is None or (text and _ROUNDED.fullmatch(text)):
        lost = "was rounded by a spreadsheet, its last digits are lost" if text else "is not an id"
        raise Rejected(f"{name} {lost}: {shown(value)}")
    text = text[:-2] if _POINT_ZERO.fullmatch(text) else text
    if text and not _NATIVE.fullmatch(text):
        raise Rejected(f"{name} is not an id: {shown(value)}")
    return text if text and text != "0" else None


def identity(platform: str, column: str, mark: str = "") -> Made:
    """`<platform>:<mark><id>` of a column; `mark` keeps apart what is counted anew."""

    def make(value: Any) -> str | None:
        told = native(value, column)
        return f"{platform}:{mark}{told}" if told else None

    return made(make, column)


def comment(platform: str, column: str) -> Made:
    """The id of a comment, whose number is in a column."""

    def make(value: Any) -> str | None:
        told = native(value, column)
        return comment_id(platform, told) if told else None

    return made(make, column)


def parent(platform: str, answered: str, post: str) -> Made:
    """What a comment answers: the comment in one column, else the post in the other."""

    def make(above: Any, below: Any) -> str | None:
        told, said_under = native(above, answered), native(below, post)
        return comment_id(platform, told) if told else f"{platform}:{said_under}" if said_under else None

    return made(make, answered, post)


def author(*names: str, hashed: str = "creator_hash") -> Made:
    """The author's raw id, which becomes a pseudonym; a tool's own hash of it is kept apart from every raw id."""

    def make(hash_: Any, *told: Any) -> str | None:
        if hash_ is not None:
            return f"{hashed}:{native(hash_, hashed)}"
        values = (native(value, name) for value, name in zip(told, names, strict=True))
        return next((value for value in values if value), None)

    return made(make, hashed, *names)


def text(*names: str, through: Callable[[str], str] = plain_text) -> Made:
    """The first column that holds a text, without markup."""
    if len(names) == 1:
        (name,) = names
        return made(lambda value: words({name: value}, name, through=through), name)
    return made(lambda *told: text_of(told, names, through), *names)


def text_of(told: Iterable[Any], names: Iterable[str], through: Callable[[str], str] = plain_text) -> str | None:
    """The first text among values; Rejected for what is none."""
    for value, name in zip(told, names, strict=True):
        found = words({name: value}, name, through=through)
        if found:
            return found
    return None


def tags(column: str, told: str = "", through: Callable[[str], str] = plain_text) -> Made:
    """Hashtags in a text, then those of a column that joins them by commas."""
    names = (column, told) if told else (column,)

    def make(text: Any, joined: Any = None) -> list[str]:
        if joined is None and (text is None or (isinstance(text, str) and "#" not in text)):
            return []
        return hashtags(words({column: text}, column, through=through), parted(joined, told))

    return made(make, *names)


def open_tags(column: str) -> Made:
    """Hashtags as video platforms write them: #快充 and a blank; also between two # signs."""

    def make(value: Any) -> list[str]:
        said = words({column: value}, column)
        return hashtags(said, _OPEN_TAG.findall(_CLOSED_TAG.sub(" ", said))) if said and "#" in said else []

    return made(make, column)


def parted(joined: Any, name: str) -> list[str]:
    """Texts between commas, or a list of texts; empty where nothing is told."""
    if joined is None:
        return []
    if isinstance(joined, list) and all(isinstance(part, str) for part in joined):
        return joined
    return [part for part in re.split(r"[,\uff0c]", words({name: joined}, name) or "") if part.strip()]


def media(said_in: str, /, **there: str) -> Made:
    """Which media a post carries: "text" if the text column tells something, others if their column does."""

    def make(said: Any, *told: Any) -> list[str]:
        carried = {kind for kind, value in zip(there, told, strict=True) if carries(value)}
        return [kind for kind in MEDIA if kind in carried or (kind == "text" and isinstance(said, str) and clean(said))]

    return made(make, said_in, *there.values())


def carries(value: Any) -> bool:
    """Whether a column of addresses holds any."""
    return bool(value.strip(" []{}\"'")) if isinstance(value, str) else bool(value)


def region(column: str = "ip_location") -> Made:
    """Where it was posted from, without the words that platforms put before it."""
    return made(lambda value: words({column: value}, column, through=place_of), column)


def address(*names: str) -> Made:
    """The first column that holds an address a person may click on."""

    def make(*told: Any) -> str | None:
        return next((v.strip() for v in told if isinstance(v, str) and _WEB.fullmatch(v.strip())), None)

    return made(make, *names)


def address_of(form: str, column: str) -> Made:
    """An address made of an id, as the spiders make it."""

    def make(value: Any) -> str | None:
        told = native(value, column)
        return form.format(told) if told else None

    return made(make, column)
