"""What stands around a page of the archive: the sections with their queries, the way back, names of weeks."""

from collections.abc import Mapping
from dataclasses import replace

from contract.clock import Week
from reports.page import Page
from reports.published import Row
from reports.section import Context
from reports.site_names import CHARTS, INDEX, SCRIPT, STYLE, week_file
from reports.templating import render

BELOW = ".."  # the archive's beginning, seen from a page in one of its folders
ABOVE = "."  # and from the index


def week_link(week: Week, page: Page) -> str:
    """Where the page of a week is, seen from a page of the archive."""
    return f"{page.site}/{week_file(week)}"


def standing_at(page: Page, root: str) -> Page:
    """The page as it stands in the archive: its links lead to the archive's own files."""
    return replace(page, site=root)


def lived(row: Row, page: Page) -> str:
    """From the first to the last day of a topic; the day alone where it is one."""
    first, last = page.figures.day(row["first_day"]), page.figures.day(row["last_day"])
    return last if row["first_day"] == row["last_day"] else page.words("archive.lived", first=first, last=last)


def addresses(page: Page) -> Context:
    """What every template of the archive links: index, style sheet, script, and what draws charts."""
    files = {"home": INDEX, "sheet": STYLE, "script": SCRIPT, "drawing": CHARTS}
    return {name: f"{page.site}/{file}" for name, file in files.items()}


def filled(kind: str, page: Page, title: str, queries: Mapping[str, Mapping[str, str]], told: Context) -> str:
    """The HTML of a page. `kind` names its template and its table of words; each of its sections has queries."""
    html = render(
        f"{kind}.html", kind=kind, page=page, words=page.words, brand=page.brand, title=title, queries=queries,
        parts=list(queries), **addresses(page), **told,
    )  # fmt: skip
    return str(html) + "\n"
