"""Text that is plain wherever a text is wanted, and on a page keeps the marks of the numbers in it."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from reports.cells import address_of

UNKNOWN = "-"  # stands for a value that is not there, so that the others keep their places
_NUMBER = '<data data-as="%s" data-from="%s" value="%s">%s</data>'
# As it is written above: post text cannot hold it, for its < is escaped.
_MARK = re.compile(r'<data data-as="\w+" data-from="[^"<>]*" value="[^"<>]*">|</data>')


class Text(str):
    """A str whose HTML is known; `__html__` is what templates ask for."""

    html: Markup

    def __new__(cls, plain: str, html: Markup) -> "Text":
        """A text: how it reads, and how it stands on a page."""
        text = super().__new__(cls, plain)
        text.html = html
        return text

    def __html__(self) -> Markup:
        return self.html


def plain(text: object) -> str:
    """A text without its marks: for attributes, subjects, names of files."""
    return str.__str__(text) if isinstance(text, str) else str(text)


def number(shown: str, form: str, values: Iterable[object]) -> str:
    """A number as it is written, with the cells it was read from; plain where none of them is known.

    `form` is the method of Figures that wrote it: the same method on the same cells gives the same text again.
    """
    told, shown = list(values), plain(shown)
    addresses = [address_of(value) for value in told]
    if not shown or not any(addresses):
        return shown
    # of rows their number: what stands in them is long, and nobody's number
    raw = str(len(told)) if form == "rows" else " ".join(_written(value) for value in told)
    where = " ".join(address or UNKNOWN for address in addresses)
    # Markup.format does the same, but a page has thousands of numbers, and it takes five times as long.
    return Text(shown, Markup(_NUMBER % (form, escape(where), escape(raw), escape(shown))))  # noqa: S704


def _written(value: object) -> str:
    return UNKNOWN if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def unmarked(html: str) -> str:
    """HTML without the marks of numbers: for mail, which has no use for them."""
    return _MARK.sub("", html)


def filled(entry: str, figures: dict[str, object]) -> str:
    """An entry of the wording with its {names} filled in; marks of the figures are kept."""
    written = entry.format(**{name: plain(value) for name, value in figures.items()})
    if not any(hasattr(value, "__html__") for value in figures.values()):
        return written
    return Text(written, Markup.escape(entry).format(**figures))


def joined(between: str, parts: Iterable[str]) -> str:
    """Texts with something between them, marks kept; Markup alone stays Markup."""
    told = list(parts)
    html = Markup.escape(between).join(told)
    if told and all(isinstance(part, Markup) for part in told):
        return html
    written = between.join(plain(part) for part in told)
    return Text(written, html) if any(hasattr(part, "__html__") for part in told) else written
