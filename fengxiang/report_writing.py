"""The stage `report`: the week's page, and beside it the same as workbook, JSON and PDF, as the settings ask for.

Only the page must succeed. What else could not be made is told in a note, so that the mail still goes out; a file of an
earlier run that would not be made again is taken away, so that nothing old stands beside a new page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from contract.errors import FengxiangError
from contract.progress import OnProgress, Progress
from fengxiang import home as place
from fengxiang import summarising
from fengxiang.settings import Settings
from reports import weekly
from reports.archive import write_site
from reports.as_json import as_json
from reports.atomic import write_whole
from reports.column_words import catalogue_of
from reports.inside import Inside
from reports.pdf import write_pdf
from reports.published import Published
from reports.report_tables import write_tables


@dataclass(frozen=True, slots=True)
class Written:
    """The week's page, and what could not be made beside it, in words."""

    page: Path
    notes: tuple[str, ...] = ()


def write(settings: Settings, week: Week, as_of: datetime, on_progress: OnProgress) -> Written:
    """Write the week's report in the language of the settings. ReportError if there is nothing to report from."""
    inside, note = summarising.inside_of(settings, week, settings.language, as_of)
    page = weekly.write(weekly.report_of(inside), settings.home)
    notes = [note] if note else []
    forms = _forms(settings, inside, page, as_of)
    for number, (name, (wanted, make)) in enumerate(forms.items(), 1):
        on_progress(Progress(number, len(forms), "files", name))
        file = page.with_name(name)
        if not wanted:
            file.unlink(missing_ok=True)
            continue
        try:
            make(file)
        except FengxiangError as fault:
            file.unlink(missing_ok=True)
            notes.append(f"no {name}: {fault}")
    if settings.report.site:
        _write_site(settings, inside, as_of)
    return Written(page, tuple(notes))


def _write_site(settings: Settings, inside: Inside, as_of: datetime) -> None:
    """The archive around the week, which carries its files; after them, so that it has all that were made."""
    shown = inside.page
    write_site(place.published(settings.home), settings.home, shown.week, shown.language, as_of, shown.edition, inside)


def _forms(
    settings: Settings, inside: Inside, page: Path, as_of: datetime
) -> dict[str, tuple[bool, Callable[[Path], object]]]:
    asked = settings.report
    browser = Path(asked.browser) if asked.browser else None

    def tables(file: Path) -> None:
        with Published(place.published(settings.home)) as published:
            catalogue = catalogue_of(published, inside.sections)
        write_tables(inside, catalogue, file)

    return {
        "report.json": (asked.as_json, lambda file: write_whole(file, as_json(inside))),
        "report.xlsx": (asked.xlsx, tables),
        "report.pdf": (asked.pdf, lambda file: write_pdf(page, file, as_of=as_of, browser=browser)),
    }
