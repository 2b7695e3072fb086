"""Tables of figures that a person reads: on a terminal, or as Markdown for a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from fengxiang import console


@dataclass(frozen=True, slots=True)
class Printed:
    """A table of text: the first heading is that of the rows."""

    title: str
    headings: list[str]
    rows: list[list[str]]


def show(table: Printed) -> None:
    """On a terminal."""
    shown = Table(*(escape(heading) for heading in table.headings), title=escape(table.title), title_justify="left")
    for column in shown.columns[1:]:
        column.justify = "right"
    for row in table.rows:
        shown.add_row(*(escape(console.harmless(cell)) for cell in row))
    console.out.print(shown)


def markdown(table: Printed) -> str:
    """For a page."""
    ruler = "|".join(["", "---", *("---:" for _ in table.headings[1:]), ""])
    return "\n".join([f"**{table.title}**", "", _line(table.headings), ruler, *map(_line, table.rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(console.harmless(cell).replace("|", "\\|") for cell in cells) + " |"
