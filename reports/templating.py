"""The one Jinja environment: templates from the package, everything escaped, an unknown name is an error."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

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
    return made


def render(template: str, **context: object) -> Markup:
    """A template filled in; the result is markup that another template may take as it is."""
    return Markup(environment().get_template(template).render(**context).strip())  # noqa: S704 - escaped by the template


def style(*more: str) -> Markup:
    """The style sheet of the report, part of the package, and further ones of the folder of templates after it."""
    folder = files("reports").joinpath("templates")
    css = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("report.css", *more))
    return Markup(css)  # noqa: S704 - files of this package, no post text in them
