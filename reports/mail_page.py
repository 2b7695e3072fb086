"""The HTML of a mail: a template whose styles stand in each element, because many mail programs read no style sheet.

What cannot stand in an element (narrow screens, dark mode) stays in a small sheet for the programs that read it; the
others show the plain layout. Nothing is fetched: no script, no font, no remote picture.
"""

from functools import cache
from importlib.resources import files

from css_inline import CSSInliner
from markupsafe import Markup

from reports.templating import render
from reports.text import unmarked


@cache
def _sheet(name: str) -> Markup:
    css = files("reports").joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(css)  # noqa: S704 - a file of this package, no post text in it


def mail_page(template: str, more: tuple[Markup, Markup] = (Markup(""), Markup("")), **context: object) -> str:
    """A template filled in, its styles in place. Templates take `screens`, the sheet that stays.

    Marks of numbers are taken out first: a mail has no use for them.
    `more` are rules that win over those of the house: in elements, and in the sheet that stays.
    """
    filled = render(template, screens=_sheet("mail_screens.css") + more[1], **context)
    inliner = CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=str(_sheet("mail.css") + more[0]),
    )
    return inliner.inline(unmarked(str(filled))) + "\n"
