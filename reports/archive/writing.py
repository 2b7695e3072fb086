"""The folder of the archive: files are written whole, and only those whose bytes have changed."""

import filecmp
import os
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from contract.clock import Week
from contract.errors import ReportError
from reports.archive.week import turned
from reports.atomic import write_whole
from reports.edition import Edition
from reports.page_script import script
from reports.site_names import CHARTS, FILES, SCRIPT, STYLE, WEEKS, week_file, week_of
from reports.templating import style

CARRIED = ("report.html", "report.pdf", "report.xlsx", "report.json")  # of a week's folder, where they are there


@dataclass(slots=True)
class Folder:
    """An archive on disk. `written` are the files that this run changed, `same` how many stood there already."""

    path: Path
    written: list[Path] = field(default_factory=list)
    same: int = 0
    _seen: set[str] = field(default_factory=set)

    def begin(self, edition: Edition) -> None:
        """Take away what a killed writer left, and put style sheet and scripts there."""
        for left in self.path.rglob(".*.part"):
            left.unlink(missing_ok=True)
        self.put(STYLE, str(style("archive.css", edition=edition)))
        self.put(CHARTS, str(script()))
        self.put(SCRIPT, files("reports").joinpath("templates", "site.js").read_text(encoding="utf-8"))

    def put(self, name: str, content: str) -> None:
        """Write a file of this run; ReportError if two pages would be one file."""
        if name in self._seen:
            raise ReportError(f"two pages of the archive would have one name, {name}: please report this")
        self._seen.add(name)
        self.replace(name, content)

    def replace(self, name: str, content: str) -> None:
        """Write a file, unless it stands there already."""
        path, told = self.path / name, content.encode("utf-8")
        if path.is_file() and path.read_bytes() == told:
            self.same += 1
            return
        self.written.append(write_whole(path, told))

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).is_file()

    def weeks(self) -> dict[Week, str]:
        """The pages of weeks that are there, the oldest first."""
        found = {week_of(path.name): path for path in (self.path / WEEKS).glob("*.html")}
        return {week: found[week].read_text("utf-8") for week in sorted(week for week in found if week)}

    def turn(self, week: Week, html: str, reports: Path) -> dict[Week, str]:
        """Write the page of a week, and the ways between all weeks again; returns the pages, the oldest first.

        `reports` has the files of each week, which are carried along. The new page is written first, so that no other
        leads to it before it is there.
        """
        pages = self.weeks() | {week: html}
        weeks = sorted(pages)
        for one in sorted(weeks, key=lambda one: one != week):
            carried = [name for name in CARRIED if self._carry(reports / str(one) / name, f"{FILES}/{one}/{name}")]
            pages[one] = turned(pages[one], one, weeks, carried)
            self.replace(week_file(one), pages[one])
        return {one: pages[one] for one in weeks}

    def _carry(self, origin: Path, name: str) -> bool:
        """One more name of a file, or a copy where the disk knows no such names; whether there is one now."""
        path = self.path / name
        if not origin.is_file():
            path.unlink(missing_ok=True)
            return False
        if path.is_file() and (path.samefile(origin) or filecmp.cmp(path, origin, shallow=False)):
            return True
        _name_again(origin, path)
        self.written.append(path)
        return True


def _name_again(origin: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with suppress(OSError):
            os.link(origin, beside)
            beside.replace(path)
            return
        write_whole(path, origin.read_bytes())
    finally:
        beside.unlink(missing_ok=True)
