"""Whose report it is and what stands in it: what the settings say of a report, in the words of this room."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the brand's mark, carried in the page."""

    content: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class Edition:
    """`colour` is #rrggbb or empty; `without` names sections that are left out; `themes` empty means all of them.

    `address` is where the archive can be reached (no slash at its end), empty where it is only files.
    """

    brand: str = ""
    colour: str = ""
    logo: Logo | None = None
    without: frozenset[str] = frozenset()
    themes: tuple[str, ...] = ()
    address: str = ""


PLAIN = Edition()
