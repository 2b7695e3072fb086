"""Writes the archive after a week's report: the week's page, the pages of its topics and themes, the index.

What was there stays: pages of earlier weeks as people were told them, pages of topics that were over long ago. The
order is such that a run that is killed and run again ends in the same folder, and the index, written last, never leads
to a page that is not there yet.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from reports.archive.pages import Site, write_pages
from reports.archive.week import page_html
from reports.archive.writing import Folder
from reports.edition import PLAIN, Edition
from reports.inside import Inside, look
from reports.page import open_page
from reports.published import Published
from reports.site_names import FOLDER


@dataclass(frozen=True, slots=True)
class SiteWritten:
    """Where the archive lies, which of its files were written, and how many stood there already as they should."""

    folder: Path
    written: tuple[Path, ...]
    same: int


def write_site(
    warehouse: Path,
    home: Path,
    week: Week,
    language: str,
    as_of: datetime,
    edition: Edition = PLAIN,
    inside: Inside | None = None,
    under: str = FOLDER,
) -> SiteWritten:
    """Write `reports/site/` under `home` for a week; what is there of other weeks stays.

    `inside` is the week's report where it has been made already, so that nothing is asked twice; `under` the folder
    below `reports/`, for an archive in a second language. Errors are those of `look`.
    """
    folder = Folder(home / "reports" / under)
    told = inside or look(warehouse, week, language, as_of, edition)
    folder.begin(edition)
    weeks = folder.turn(week, page_html(told), home / "reports")
    with Published(warehouse) as published:
        page = open_page(published, max(weeks), as_of, language, edition)
        write_pages(Site(folder, published, page, weeks))
    return SiteWritten(folder.path, tuple(folder.written), folder.same)
