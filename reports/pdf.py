"""The report as a PDF, printed by a browser from the HTML file: the same page, no second layout to keep.

A browser writes into a PDF when it was made; here that is the instant the report stands for, so that the same page
printed by the same browser with the same fonts gives the same bytes.
"""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from contract.errors import ReportError
from reports.atomic import write_whole
from reports.browser import find_browser, last_words, run

TIMEOUT = 120.0  # seconds; a report of 25 pages takes 2
_HOW = ("--no-pdf-header-footer", "--generate-pdf-document-outline", "--export-tagged-pdf")
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \()D:\d{14}[+-]\d\d'\d\d'(\))")
_INSTALL = "on Debian `apt-get install fontconfig fonts-noto-cjk`"


def write_pdf(html: Path, pdf: Path, *, as_of: datetime, browser: Path | None = None, timeout: float = TIMEOUT) -> Path:
    """Print the file `html` to `pdf`, whole or not at all; returns `pdf`.

    `as_of` is the aware instant that the file names as its date; `browser` a Chromium or Chrome (None: the first on
    PATH); `timeout` in seconds. ReportError if there is no browser, no Chinese font, or no PDF came of it.
    """
    found = find_browser(browser)
    if not html.is_file():
        raise ReportError(f"there is no page at {html} to print: run `fengxiang report` first")
    _need_chinese()
    # Chromium may still be tidying its profile when it has ended.
    with TemporaryDirectory(prefix="fengxiang-pdf-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        printed = folder / "printed.pdf"
        run(found, [*_HOW, f"--print-to-pdf={printed}", html.resolve().as_uri()], folder, timeout)
        return write_whole(pdf, dated(_read(printed, found), as_of))


def dated(content: bytes, as_of: datetime) -> bytes:
    """The PDF with `as_of` as its dates, of the same length: every offset in it still holds.

    Brackets within a PDF's texts are escaped, so no text of a post can look like a date.
    """
    stamp = as_of.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'").encode()
    return _DATE.sub(rb"\g<1>" + stamp + rb"\g<2>", content)


def _read(printed: Path, browser: Path) -> bytes:
    content = printed.read_bytes() if printed.is_file() else b""
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        raise ReportError(f"{browser} made no whole PDF: {last_words(printed.parent)}")
    return content


def _need_chinese() -> None:
    """ReportError if no font on this machine has Chinese: the PDF would show a box for every character."""
    lister = shutil.which("fc-list")
    if lister is None:
        if Path("/System/Library/Fonts").is_dir():  # macOS has no fontconfig, and comes with Chinese fonts
            return
        raise ReportError(f"whether a font has Chinese cannot be told, fc-list is missing: {_INSTALL}")
    fonts = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, timeout=60, check=False)  # noqa: S603
    if not fonts.stdout.strip():
        raise ReportError(f"no font with Chinese is installed, a PDF would be full of boxes: {_INSTALL}")
