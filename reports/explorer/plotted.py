"""A drawing with what stands around it: the axis, the days below, the key, the words for those who cannot see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports.explorer.catalogue import Catalogue
from reports.explorer.drawings import Line, axis, plot


@dataclass(frozen=True, slots=True)
class Plotted:
    """What templates/explorer/pieces.html shows of a chart; `keys` are (colour, name)."""

    drawing: Markup
    ticks: tuple[str, str, str]
    days: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    caption: str


def plotted(
    catalogue: Catalogue, days: Sequence[date], lines: Sequence[tuple[str, Line]], told: Sequence[str], caption: str,
    *, shares: bool = False,
) -> Plotted | None:  # fmt: skip
    """A chart of named lines; None where no day has a value. `told` is what each day's tooltip says."""
    if not any(value is not None for _, line in lines for value in line.values):
        return None
    figures, drawn = catalogue.figures, [line for _, line in lines]
    top = min(axis(drawn, 0.01), 1.0) if shares else axis(drawn)
    shown = figures.share if shares else figures.count
    first, last = figures.day(days[0]), figures.day(days[-1])
    label = catalogue.words("explore.chart_label", caption=caption, first=first, last=last)
    middle = (figures.day(days[len(days) // 2]),) if len(days) > 4 else ()
    return Plotted(
        plot(drawn, top, label, told), (shown(top), shown(top / 2), shown(0)),
        (first, *middle, last) if len(days) > 1 else (first,), tuple((line.css, name) for name, line in lines), caption,
    )  # fmt: skip
