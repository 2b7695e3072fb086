"""What may come of a rising topic in a week and a fortnight: a small picture with its intervals, and a sentence."""

from markupsafe import Markup

from reports.page import Page
from reports.published import Row
from reports.section import Context
from reports.text import plain

_WIDTH, _HEIGHT, _EDGE = 240.0, 64.0, 6.0
_PLACES = (30.0, 120.0, 210.0)  # last seven days, the coming seven, the coming fourteen

_DRAWN = Markup(
    '<svg class="outlook" viewBox="0 0 240 64" role="img" aria-label="{label}">'
    '<line class="ground" x1="0" y1="58" x2="240" y2="58"/>{usual}'
    '<path class="course" d="M30 {y0:.1f}L120 {y1:.1f}L210 {y2:.1f}"/>'
    '<path class="span" d="M120 {low1:.1f}V{high1:.1f}M210 {low2:.1f}V{high2:.1f}"/>'
    '<circle class="now" cx="30" cy="{y0:.1f}" r="4"/>'
    '<circle class="then" cx="120" cy="{y1:.1f}" r="4"/><circle class="then" cx="210" cy="{y2:.1f}" r="4"/></svg>'
)
_USUAL = Markup('<line class="usual" x1="0" y1="{y:.1f}" x2="240" y2="{y:.1f}"/>')
_NEEDED = ("author_days", "outlook_7", "outlook_7_low", "outlook_7_high")
_LATER = ("outlook_14", "outlook_14_low", "outlook_14_high")


def outlook_of(row: Row, page: Page) -> Context | None:
    """Picture and words; None where nothing is foreseen."""
    if any(row[name] is None for name in _NEEDED):
        return None
    words, figures = page.words, page.figures
    week = {"low": figures.count(row["outlook_7_low"]), "high": figures.count(row["outlook_7_high"])}
    said = [words("outlook.week", now=figures.count(row["author_days"]), week=figures.count(row["outlook_7"]), **week)]
    is_long = all(row[name] is not None for name in _LATER)
    if is_long:
        told = (figures.count(row[name]) for name in _LATER)
        said.append(words("outlook.fortnight", **dict(zip(("fortnight", "low", "high"), told, strict=True))))
    text = words.joined("list.pause", said)
    return {"text": text, "picture": _drawn(row, plain(text)) if is_long else Markup("")}


def _drawn(row: Row, label: str) -> Markup:
    """All as daily authors, so that seven and fourteen days stand on one scale."""
    week: list[float] = [row[name] / 7 for name in _NEEDED]
    later: list[float] = [row[name] / 14 for name in _LATER]
    usual = None if row["expected"] is None else row["expected"] / 7
    top: float = max(*week, *later, usual or 0, 1e-9)

    def height(value: float) -> float:
        return _HEIGHT - _EDGE - min(max(value, 0) / top, 1) * (_HEIGHT - 2 * _EDGE)

    (y0, y1, low1, high1), (y2, low2, high2) = map(height, week), map(height, later)
    drawn = _USUAL.format(y=height(usual)) if usual is not None else Markup("")
    return _DRAWN.format(
        label=label, usual=drawn, y0=y0, y1=y1, y2=y2, low1=low1, high1=high1, low2=low2, high2=high2
    )  # fmt: skip
