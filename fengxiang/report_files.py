"""The other forms of a week's report that the stage `report` left in the home: they go along with the mail."""

import re
from pathlib import Path

from reports.mail import Attachment
from reports.weekly import FILE, Report

_TYPES = {
    "report.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "report.pdf": "application/pdf",
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")  # as the page says when its data is of


def beside(report: Report, home: Path) -> tuple[Attachment, ...]:
    """Workbook and PDF of this very report; none if what lies there is of another language, edition or warehouse.

    Whether they are is told by the page beside them: it must say the same, but for the instant.
    """
    folder = home / "reports" / str(report.week)
    page = _read(folder / FILE)
    if page is None or _timeless(page.decode("utf-8", "replace")) != _timeless(report.html):
        return ()
    found = ((name, kind, _read(folder / name)) for name, kind in _TYPES.items())
    return tuple(Attachment(name, content, kind) for name, kind, content in found if content)


def _timeless(html: str) -> str:
    return _INSTANT.sub("", html)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
