"""The brand's colour as the accent of page and mail: shifted where it would be too pale, or too dark, to be read.

Contrast is that of WCAG 2.2 (relative luminance of sRGB, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

Channels = tuple[int, int, int]

READABLE = 4.5  # WCAG 2.2 AA for text
LIGHT_GROUNDS = ("#ffffff", "#faf9f6", "#efede7")  # --card, --paper and --quiet of report.css; a mail is white
DARK_GROUNDS = ("#192123", "#12181a", "#222b2d", "#1c2426")  # the same in the dark, and a mail's sheet
_SOFT_LIGHT, _SOFT_DARK = 0.12, 0.18  # how much of the accent a tag's ground has
_DARKER, _LIGHTER = -1, 1
_STEPS = 200  # of lightness between black and white
_DRAWN = 3.0  # WCAG 2.2 AA for what is drawn


@dataclass(frozen=True, slots=True)
class Accents:
    """What a brand's colour becomes: on paper and in the dark, each with the ground of tags; all #rrggbb.

    `drawn` is one colour for pictures that stand on either ground.
    """

    light: str
    light_soft: str
    dark: str
    dark_soft: str
    drawn: str


@cache
def accents(colour: str) -> Accents:
    """`colour` (#rrggbb) where it can be read, else the nearest lightness of the same hue that can."""
    light = _shifted(colour, LIGHT_GROUNDS, _DARKER, _SOFT_LIGHT)
    dark = _shifted(colour, DARK_GROUNDS, _LIGHTER, _SOFT_DARK)
    soft = mixed(light, LIGHT_GROUNDS[0], _SOFT_LIGHT), mixed(dark, DARK_GROUNDS[0], _SOFT_DARK)
    return Accents(light, soft[0], dark, soft[1], _drawn(colour))


def page_style(colour: str) -> Markup:
    """Rules that make `colour` the accent of the report's page, on screens of both kinds and on paper; none if ''."""
    if not colour:
        return Markup("")
    told = accents(colour)
    return Markup(
        ":root{{--accent:{0};--accent-soft:{1}}}"
        "@media (prefers-color-scheme:dark){{:root{{--accent:{2};--accent-soft:{3}}}}}"
        "@media print{{:root{{--accent:{0};--accent-soft:{1}}}}}"
    ).format(told.light, told.light_soft, told.dark, told.dark_soft)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, ground: str, part: float) -> str:
    """`part` (0 to 1) of a colour laid over a ground."""
    pairs = zip(channels(colour), channels(ground), strict=True)
    return _written([round(above * part + below * (1 - part)) for above, below in pairs])


def _shifted(colour: str, grounds: Sequence[str], way: int, soft: float) -> str:
    """The first colour on the way to black or white that is readable on all grounds, and on its own soft one."""
    for shade in _shades(colour, way):
        if min(contrast(shade, ground) for ground in (*grounds, mixed(shade, grounds[0], soft))) >= READABLE:
            return shade
    return "#000000" if way == _DARKER else "#ffffff"


def _drawn(colour: str) -> str:
    """The nearest lightness that shows on white and on a dark sheet alike."""
    darker, lighter = (list(_shades(colour, way)) for way in (_DARKER, _LIGHTER))
    by_distance = (shade for pair in zip(_padded(darker), _padded(lighter), strict=True) for shade in pair)
    on_both = (shade for shade in by_distance if min(contrast(shade, "#ffffff"), contrast(shade, "#1c2426")) >= _DRAWN)
    return next(on_both, "#808c91")


def _padded(shades: list[str]) -> list[str]:
    return shades + shades[-1:] * (_STEPS + 1 - len(shades))


def _shades(colour: str, way: int) -> list[str]:
    """The colour, then the same hue step by step to black or white."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in channels(colour)))
    told = [colour.lower()]
    for step in range(1, _STEPS + 1):
        level = lightness + way * step / _STEPS
        if 0 <= level <= 1:
            told.append(_written([round(part * 255) for part in colorsys.hls_to_rgb(hue, level, saturation)]))
    return told


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in channels(colour))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def channels(colour: str) -> Channels:
    """Red, green and blue of #rrggbb, 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _written(told: Sequence[int]) -> str:
    return "#" + bytes(told).hex()
