"""The one Jinja environment: templates from the package, everything escaped, an unknown name is an error."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.colours import page_style
from reports.edition import PLAIN, Edition
from reports.text import plain


@cache
def environment() -> Environment:
    """Autoescape is always on, whatever a template is called: post text is hostile."""
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["plain"] = plain  # for attributes: numbers without their marks
    made.filters["css_string"] = css_string
    return made


def css_string(text: str) -> str:
    """A text as a string of a style sheet: whatever could end it, or mean something there, stands as its number."""
    return '"' + "".join(c if c.isalnum() or c in " ·-" else f"\\{ord(c):x} " for c in plain(text)) + '"'


def render(template: str, **context: object) -> Markup:
    """A template filled in; the result is markup that another template may take as it is."""
    return Markup(environment().get_template(template).render(**context).strip())  # noqa: S704 - escaped by the template


def style(*more: str, edition: Edition = PLAIN) -> Markup:
    """The style sheet of the report, further ones of the folder of templates, and the edition's colour as accent."""
    folder = files("reports").joinpath("templates")
    css = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("report.css", *more))
    return Markup(css) + page_style(edition.colour)  # noqa: S704 - files of this package, no post text in them
