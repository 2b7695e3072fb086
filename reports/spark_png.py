"""Small charts for mail: text-free PNG, because mail programs show no SVG and load no remote picture.

The ground is clear and the colours are of middle lightness, so that a picture reads on white paper and on the dark
grey that mail programs turn it into. What it shows stands beside it in words.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int, int]

BAD: Colour = (196, 84, 46, 255)
GOOD: Colour = (43, 143, 160, 255)
_GROUND: Colour = (128, 140, 145, 255)
_SHADE: Colour = (128, 140, 145, 46)
_FILL_ALPHA = 56
_DRAWN, _SHOWN = 4, 2  # drawn at four times, kept at twice the size on paper: smooth edges on sharp screens
_TOP, _BOTTOM, _RIGHT = 6.0, 4.0, 5.0  # room for the line's width and the last day's dot
_DASH, _PAUSE = 4.0, 4.0


def spark_png(
    values: Sequence[float | None],
    usual: float | None = None,
    marked: int = 0,
    size: tuple[int, int] = (520, 84),
    colour: Colour = BAD,
) -> bytes:
    """One value a day; the last `marked` days shaded, `usual` dashed, None a gap. `size` in points on paper."""
    width, height = (side * _DRAWN for side in size)
    known = [value for value in values if value is not None]
    top = max([*known, usual or 0.0, 1e-9])
    step = (size[0] - _RIGHT) / max(len(values) - 1, 1)

    def at(day: int, value: float) -> Point:
        room = size[1] - _TOP - _BOTTOM
        return day * step * _DRAWN, (size[1] - _BOTTOM - max(value, 0.0) / top * room) * _DRAWN

    canvas = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    brush = ImageDraw.Draw(canvas)
    if marked:
        left = max(len(values) - marked - 0.5, 0) * step * _DRAWN
        brush.rectangle((left, 0, width, height), fill=_SHADE)
    for run in _runs(values):
        _draw_run(canvas, [at(day, value) for day, value in run], colour, size[1] - _BOTTOM)
    if usual is not None:
        _dashes(brush, at(0, usual)[1], width)
    brush.line((0, (size[1] - _BOTTOM) * _DRAWN, width, (size[1] - _BOTTOM) * _DRAWN), _GROUND, _DRAWN // 2)
    if known:
        day = max(place for place, value in enumerate(values) if value is not None)
        _dot(brush, at(day, values[day] or 0.0), colour, 3.5)
    return _encoded(canvas.reduce(_DRAWN // _SHOWN))


def _draw_run(canvas: Image.Image, points: list[Point], colour: Colour, ground: float) -> None:
    """A line with its area; a single day between two gaps is a dot."""
    brush = ImageDraw.Draw(canvas)
    if len(points) == 1:
        _dot(brush, points[0], colour, 1.5)
        return
    layer = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    below = [(points[-1][0], ground * _DRAWN), (points[0][0], ground * _DRAWN)]
    ImageDraw.Draw(layer).polygon([*points, *below], fill=(*colour[:3], _FILL_ALPHA))
    canvas.alpha_composite(layer)
    brush.line(points, colour, 2 * _DRAWN, joint="curve")


def _dot(brush: ImageDraw.ImageDraw, centre: Point, colour: Colour, radius: float) -> None:
    x, y, r = *centre, radius * _DRAWN
    brush.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _dashes(brush: ImageDraw.ImageDraw, y: float, width: int) -> None:
    for left in range(0, width, int((_DASH + _PAUSE) * _DRAWN)):
        brush.line((left, y, left + _DASH * _DRAWN, y), _GROUND, _DRAWN + 2)


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for day, value in enumerate([*values, None]):
        if value is not None:
            run.append((day, value))
        elif run:
            yield run
            run = []


def _encoded(picture: Image.Image) -> bytes:
    """A palette of 64 with its own transparency: a third of the bytes, the same to the eye."""
    small = picture.quantize(64, Image.Quantize.FASTOCTREE)
    told = BytesIO()
    small.save(told, "PNG", optimize=True)
    return told.getvalue()
