"""Whose report it is and what stands in it: what the settings say of a report, in the words of this room."""

from base64 import b64encode
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the brand's mark, carried in the page."""

    content: bytes = field(repr=False)
    content_type: str

    @property
    def address(self) -> str:
        """As an address that holds it: a page stays one file."""
        return f"data:{self.content_type};base64,{b64encode(self.content).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Edition:
    """`colour` is #rrggbb or empty; `without` names sections that are left out; `themes` empty means all of them.

    `address` is where the archive can be reached (no slash at its end), empty where it is only files; `attach` names
    the kinds of files that go with the mail: html xlsx pdf.
    """

    brand: str = ""
    colour: str = ""
    logo: Logo | None = None
    without: frozenset[str] = frozenset()
    themes: tuple[str, ...] = ()
    address: str = ""
    attach: tuple[str, ...] = ("html",)


PLAIN = Edition()
