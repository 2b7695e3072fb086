"""What a section is, and how the folder `sections/` becomes the report: by listing it, never by a hand-kept registry.

A section file declares TITLE (zh and en), ORDER, QUERIES (name -> SQL with $first and $last) and
`build(rows, page) -> context`; its markup is `templates/<file name>.html`. One that lacks any of these does not load.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, TypeAlias

from contract.errors import ReportError
from reports.cells import addressed
from reports.page import Page
from reports.published import Published, Row
from reports.wording import LANGUAGES

Rows: TypeAlias = Mapping[str, list[Row]]
Answers: TypeAlias = dict[str, list[Row]]
Context: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: what it is called, where it stands, what it asks, what it makes of the answer."""

    name: str
    title: Mapping[str, str]
    order: int
    queries: Mapping[str, str]
    build: Callable[[Rows, Page], Context]

    def answers(self, published: Published, page: Page) -> Answers:
        """What the warehouse says to each query; every number and day with its address."""
        asked = {"first": page.first, "last": page.last}
        told = {name: published.rows(sql, asked) for name, sql in self.queries.items()}
        cells = {name: addressed(rows, f"{self.name}.{name}") for name, rows in told.items()}
        return {name: [row for row in rows if page.is_asked(row)] for name, rows in cells.items()}


def section_of(module: ModuleType) -> Section:
    """A module as a section; ReportError names what it lacks."""
    name = module.__name__.rpartition(".")[2]
    title, order = getattr(module, "TITLE", None), getattr(module, "ORDER", None)
    queries, build = getattr(module, "QUERIES", None), getattr(module, "build", None)
    faults = {
        f"TITLE with {' and '.join(LANGUAGES)}": isinstance(title, dict) and all(title.get(lang) for lang in LANGUAGES),
        "ORDER, a whole number": isinstance(order, int),
        "QUERIES, at least one": isinstance(queries, dict) and any(str(sql).strip() for sql in queries.values()),
        "build(rows, page)": callable(build),
        f"templates/{name}.html": files("reports").joinpath("templates", f"{name}.html").is_file(),
    }
    lacking = [what for what, there in faults.items() if not there]
    if lacking:
        raise ReportError(f"report section {name} does not load, it lacks {'; '.join(lacking)}: see {module.__file__}")
    return Section(name, module.TITLE, module.ORDER, module.QUERIES, module.build)


def discover(package: str = "reports.sections") -> list[Section]:
    """All sections of a package, in their order."""
    found = iter_modules(import_module(package).__path__)
    sections = [section_of(import_module(f"{package}.{module.name}")) for module in found]
    return sorted(sections, key=lambda section: (section.order, section.name))
