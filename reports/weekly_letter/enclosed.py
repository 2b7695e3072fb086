"""What goes with the mail: the page and other files of the report, as far as a mail may grow."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.mail import Attachment
from reports.page import Page

LARGEST = 10_000_000  # bytes of a whole mail on its way; many servers take no more
_BODY = 300_000  # kept for text, HTML and pictures
_LINE, _OF = 78, 57  # base64: a line of 76 characters and its end for so many bytes


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The files under the names that a reader sees, and a sentence for each that was left out."""

    files: tuple[Attachment, ...]
    left_out: tuple[str, ...]

    @property
    def has_page(self) -> bool:
        """Whether the report itself is among them."""
        return any(file.content_type == "text/html" for file in self.files)


def enclose(page: Page, html: str, files: Sequence[Attachment]) -> Enclosed:
    """The kinds that the edition attaches, in its order; what would make the mail too large is left out and told."""
    whole = Attachment("report.html", html.encode("utf-8"), "text/html")
    there = {_ending(file): file for file in (whole, *files)}
    room = LARGEST - _BODY
    taken: list[Attachment] = []
    left_out: list[str] = []
    for kind in page.edition.attach:
        file = there.get(kind)
        if file is None:
            continue
        if (size := _on_its_way(file)) > room:
            left_out.append(_why(file, page))
            continue
        room -= size
        name = page.words("weekly_mail.file", week=page.week, ending=kind)
        taken.append(Attachment(name, file.content, file.content_type))
    return Enclosed(tuple(taken), tuple(left_out))


def place_of(name: str, page: Page) -> str:
    """Where a file of the report lies, below the home folder."""
    return f"reports/{page.week}/{name}"


def _ending(file: Attachment) -> str:
    return file.name.rpartition(".")[2]


def _on_its_way(file: Attachment) -> int:
    return -(-len(file.content) // _OF) * _LINE


def _why(file: Attachment, page: Page) -> str:
    size = f"{len(file.content) / 1_000_000:.1f} MB"
    return page.words("weekly_mail.too_large", file=file.name, size=size, place=place_of(file.name, page))
