"""Lines over days, with the interval around each: inline SVG that stretches with its box, its labels beside it.

No script: what a day's value is tells the browser's own tooltip, and the table below the drawing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 720.0, 180.0
_STEPS, _SMALL_STEPS = (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10), (2, 4, 6, 8, 10)  # of a power of ten


@dataclass(frozen=True, slots=True)
class Line:
    """Values a day (None: no data), drawn in the colours of `css`; `low` and `high` are the band around them."""

    css: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()


_PLOT = Markup(
    '<svg class="lines" viewBox="0 0 720 180" preserveAspectRatio="none" role="img" aria-label="{label}">'
    '<path class="rule" d="M0 1H720M0 90H720"/><path class="ground" d="M0 179H720"/>{bands}{lines}{days}</svg>'
)
_BAND = Markup('<path class="band {css}" d="{d}"/>')
_LINE = Markup('<path class="trace {css}" d="{d}"/>')
_DAY = Markup('<rect class="over" x="{x:.1f}" y="0" width="{width:.1f}" height="180"><title>{told}</title></rect>')


def axis(lines: Sequence[Line], unit: float = 1.0) -> float:
    """The top of the axis, a round number of `unit`s (1 of counts, 0.01 of shares) at or above all that is drawn.

    Half of it is a whole number of units as well, so that what stands beside the middle of the drawing is no rounding.
    """
    drawn = [value for line in lines for row in (line.values, line.high) for value in row if value is not None]
    peak = max([*drawn, 0.0]) / unit
    power = 10.0 ** math.floor(math.log10(max(peak, 1.0)))
    steps = _STEPS if power > 1 else _SMALL_STEPS
    return next(step * power for step in steps if step * power >= peak * 0.999_999) * unit


def plot(lines: Sequence[Line], top: float, label: str, told: Sequence[str]) -> Markup:
    """The drawing; `told` is each day's tooltip, `label` is for those who cannot see it."""
    width = WIDTH / max(len(told), 1)
    days = Markup().join(_DAY.format(x=i * width, width=width, told=text) for i, text in enumerate(told))
    bands = Markup().join(_BAND.format(css=one.css, d=_band(one, top)) for one in lines if one.low)
    traces = Markup().join(_LINE.format(css=one.css, d=_trace(one.values, top)) for one in lines)
    return _PLOT.format(label=label, bands=bands, lines=traces, days=days)


def _x(day: int, days: int) -> float:
    return (day + 0.5) * WIDTH / days


def _y(value: float, top: float) -> float:
    return HEIGHT - 1 - min(value / top, 1) * (HEIGHT - 2)


def _runs(values: Sequence[float | None]) -> list[list[int]]:
    """Days without a gap between them."""
    runs: list[list[int]] = [[]]
    for day, value in enumerate(values):
        if value is not None:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _trace(values: Sequence[float | None], top: float) -> str:
    parts = []
    for run in _runs(values):
        points = "L".join(f"{_x(day, len(values)):.1f} {_y(values[day] or 0, top):.1f}" for day in run)
        parts.append(f"M{points}" + ("h0" if len(run) == 1 else ""))
    return "".join(parts)


def _band(line: Line, top: float) -> str:
    parts = []
    for run in _runs(line.low):
        there = [f"{_x(day, len(line.low)):.1f} {_y(line.high[day] or 0, top):.1f}" for day in run]
        back = [f"{_x(day, len(line.low)):.1f} {_y(line.low[day] or 0, top):.1f}" for day in reversed(run)]
        parts.append(f"M{'L'.join([*there, *back])}Z")
    return "".join(parts)
