"""Small charts as inline SVG: no script, no font, colours from the page's CSS, and words for those who cannot see them.

The drawings stretch with their box (`preserveAspectRatio="none"`); strokes keep their width through
`vector-effect`, and the last day's dot is a stroke of no length with round ends, so that it stays round.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from markupsafe import Markup

from reports.text import plain

WIDTH, HEIGHT, EDGE = 240.0, 56.0, 4.0
DOT = 3.0  # room for the last day's dot at the right edge

_SPARK = Markup(
    '<svg class="spark" viewBox="0 0 240 56" preserveAspectRatio="none" role="img" aria-label="{label}">'
    '<rect class="week" x="{week_x:.1f}" y="0" width="{week_width:.1f}" height="56"/>'
    '<line class="ground" x1="0" y1="52" x2="240" y2="52"/>{usual}'
    '<path class="area" d="{area}"/><path class="line" d="{line}"/>'
    '<path class="dot" d="M{x:.1f} {y:.1f}h0"/></svg>'
)
_USUAL = Markup('<line class="usual" x1="0" y1="{y:.1f}" x2="240" y2="{y:.1f}"/>')


def sparkline(values: Sequence[float | None], label: str, usual: float | None = None, marked: int = 7) -> Markup:
    """One value a day, the last `marked` days shaded, `usual` as a dotted line; None is a gap (a day without data)."""
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    top = max(*known, usual or 0, 1e-9)
    step = (WIDTH - DOT) / max(len(values) - 1, 1)

    def height(value: float) -> float:
        return HEIGHT - EDGE - value / top * (HEIGHT - 3 * EDGE)

    runs = list(_runs(values))
    line = " ".join(_path([(i * step, height(v)) for i, v in run]) for run in runs)
    area = " ".join(_closed([(i * step, height(v)) for i, v in run]) for run in runs)
    last, value = runs[-1][-1]
    week_x = max(len(values) - marked - 0.5, 0) * step
    drawn = _USUAL.format(y=height(usual)) if usual is not None else Markup("")
    return _SPARK.format(
        label=plain(label), week_x=week_x, week_width=WIDTH - week_x, usual=drawn, area=area, line=line,
        x=last * step, y=height(value),
    )  # fmt: skip


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for i, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((i, value))
    if run:
        yield run


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _closed(points: Sequence[tuple[float, float]]) -> str:
    ground = HEIGHT - EDGE
    return f"{_path(points)}L{points[-1][0]:.1f} {ground:.0f}L{points[0][0]:.1f} {ground:.0f}Z"


FEELINGS = ("negative", "neutral", "positive")
Feeling: TypeAlias = tuple[float, float, float]

_BAR = Markup(
    '<svg class="feeling" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{label}">'
    '<rect class="negative" x="0" width="{negative:.2f}" height="8"/>'
    '<rect class="neutral" x="{negative:.2f}" width="{neutral:.2f}" height="8"/>'
    '<rect class="positive" x="{start:.2f}" width="{positive:.2f}" height="8"/></svg>'
)


def feeling_bar(shares: Feeling, label: str) -> Markup:
    """Negative, neutral and positive share in one bar: 0 to 1 each, 1 together."""
    left, middle, right = (100 * share for share in shares)
    return _BAR.format(
        label=plain(label), negative=left, neutral=middle, start=left + middle, positive=right
    )  # fmt: skip


_SHARE = Markup(
    '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="track" width="100" height="8"/><rect class="fill" width="{percent:.2f}" height="8"/></svg>'
)


def share_bar(share: float) -> Markup:
    """A share of the whole as a bar; the number stands beside it, so it is hidden from screen readers."""
    return _SHARE.format(percent=100 * min(max(share, 0), 1))
