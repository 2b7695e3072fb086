"""The courses of a topic or a theme as charts: the one place to change when charts are drawn by other means.

`courses` gets what is to be drawn and gives what stands on the page; the table with all numbers stands below it, made
by the template from the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.page import Page
from reports.pictures import sparkline


@dataclass(frozen=True, slots=True)
class Course:
    """One value a week, the oldest first; None where no post came in. `caption` is told below its name."""

    name: str
    caption: str
    values: Sequence[float | None]
    tone: str = ""  # `bad` is drawn in the colour of warnings


_FIGURE = Markup(
    '<figure class="chart{tone}"><p class="term">{name}</p>{drawn}<figcaption>{caption}</figcaption></figure>'
)


def courses(told: Sequence[Course], page: Page) -> Markup:
    """A small chart for each course, side by side where there is room; each has its own scale, told by its caption."""
    drawn = [
        _FIGURE.format(
            tone=" alert" if course.tone == "bad" else "", name=course.name, caption=course.caption,
            drawn=sparkline(course.values, page.words("archive.chart_label", name=course.name), marked=1),
        )
        for course in told
    ]  # fmt: skip
    return Markup('<div class="courses">{}</div>').format(Markup("").join(drawn)) if drawn else Markup("")
