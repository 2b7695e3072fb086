"""The PDF: printed alone, in time, whole or not at all, the same bytes each time; by the browser that is at hand."""

import os
import re
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from lxml import html as lxml_html
from markupsafe import Markup
from small_warehouse import AS_OF, WEEK

from contract.errors import ReportError
from reports import browser, weekly
from reports.edition import Edition
from reports.pdf import dated, write_pdf
from reports.templating import css_string
from reports.text import Text


def _there() -> bool:
    try:
        return bool(browser.find_browser())
    except ReportError:
        return False


prints = pytest.mark.skipif(not _there(), reason="no Chromium or Chrome on PATH")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><title>一页</title><h1>风向</h1><p>正文</p>", "utf-8")
    return path


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made during a test, so that one sees what is left."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def program(path: Path, lines: str) -> Path:
    path.write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    path.chmod(0o755)
    return path


def pages(pdf: bytes) -> list[bytes]:
    """What each page draws, unpacked."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S))
    drawn = []
    for told in objects.values():
        if re.match(rb"<<[^>]*/Type /Page\b", told):
            stream = objects[re.search(rb"/Contents (\d+) 0 R", told)[1]]
            packed = re.search(rb"stream\r?\n(.*)\r?\nendstream", stream, re.S)[1]
            drawn.append(zlib.decompress(packed) if b"/FlateDecode" in stream else packed)
    return drawn


@prints
def test_the_report_prints_whole_and_the_same_each_time(told_warehouse: Path, tmp_path: Path, scratch: Path) -> None:
    report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, Edition(brand="安禾"))
    html = weekly.write(report, tmp_path)
    first = write_pdf(html, tmp_path / "a.pdf", as_of=AS_OF).read_bytes()
    time.sleep(1.1)  # Chromium's own dates have seconds
    assert write_pdf(html, tmp_path / "b.pdf", as_of=AS_OF).read_bytes() == first
    assert set(re.findall(rb"\(D:[^)]*\)", first)) == {b"(D:20261122163000+00'00')"}
    drawn = pages(first)
    assert 3 <= len(drawn) <= 20 and len(drawn) == len(re.findall(rb"/Type /Page\b", first))
    # The page number alone is one text, the running title another: each page has more than these.
    assert min(len(re.findall(rb"\bT[jJ]\b", page)) for page in drawn) > 8
    boxes = {tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]*)\]", first)}
    assert boxes == {(0, 0, 595, 842)}
    title = lxml_html.fromstring(report.html).findtext(".//title")
    assert title.encode("utf-16-be").hex().upper().encode() in first
    for part in (b"/Outlines", b"/StructTreeRoot", b"/MarkInfo", b"/Lang"):
        assert part in first, part
    assert list(scratch.iterdir()) == []


@prints
def test_it_asks_nothing_of_any_network(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *told: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = tmp_path / "page.html"
    there = f"127.0.0.1:{server.server_port}"
    page.write_text(
        f'<link rel=stylesheet href="http://{there}/a.css"><img src="http://{there}/b.png">'
        f'<img src="http://localhost:{server.server_port}/c.png"><p>正文',
        "utf-8",
    )
    write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF)
    server.shutdown()
    server.server_close()
    assert asked == []


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_one_that_hangs_is_ended_with_all_it_started_and_the_old_file_stays(
    page: Path, tmp_path: Path, scratch: Path
) -> None:
    old = tmp_path / "report.pdf"
    old.write_bytes(b"old")
    hanging = program(tmp_path / "hanging", f'sleep 300 &\necho $$ $! > "{tmp_path}/ids"\nwait')
    with pytest.raises(ReportError, match=r"hanging had not finished after 1\.5 s"):
        write_pdf(page, old, as_of=AS_OF, browser=hanging, timeout=1.5)
    ids = [int(number) for number in (tmp_path / "ids").read_text().split()]
    until = time.monotonic() + 5
    while any(map(_alive, ids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(ids) == 2 and not any(map(_alive, ids))
    assert old.read_bytes() == b"old" and list(scratch.iterdir()) == []


@prints
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_real_browser_that_takes_too_long_leaves_no_process(page: Path, tmp_path: Path, scratch: Path) -> None:
    with pytest.raises(ReportError, match="had not finished"):
        write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, timeout=0.25)
    until, left = time.monotonic() + 5, [""]
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = [line for line in _commands() if str(scratch) in line]
    assert left == [] and not (tmp_path / "o.pdf").exists()


def _commands() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_text("utf-8", "replace").replace("\0", " ")
        except OSError:
            continue


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("echo 'no usable sandbox' >&2; exit 3", r"failed with exit code 3: no usable sandbox"),
        ("echo 'dbus/bus.cc: failed'; exit 3", r"failed with exit code 3: it said nothing"),
        ("echo 'Page load failed'", r"made no whole PDF: Page load failed"),
        (
            'for a; do case $a in --print-to-pdf=*) printf "%%PDF-1.4 half" > "${a#*=}";; esac; done',
            "made no whole PDF",
        ),
        ("printf 'a\\033[2Jb\\n'; exit 1", r"exit code 1: a \[2Jb"),
    ],
)
def test_one_that_fails_is_one_sentence(page: Path, tmp_path: Path, lines: str, sentence: str) -> None:
    failing = program(tmp_path / "failing", lines)
    with pytest.raises(ReportError, match=sentence) as told:
        write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, browser=failing)
    assert "\n" not in str(told.value) and not (tmp_path / "o.pdf").exists()


def test_no_browser_no_program_no_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReportError, match="nowhere is no program that can be started"):
        write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, browser=tmp_path / "nowhere")
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF nothing")
    broken.chmod(0o755)
    with pytest.raises(ReportError, match="cannot be started"):
        write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, browser=broken)
    with pytest.raises(ReportError, match=r"there is no page at .*fengxiang report"):
        write_pdf(tmp_path / "none.html", tmp_path / "o.pdf", as_of=AS_OF, browser=program(tmp_path / "b", ""))
    monkeypatch.setattr(browser, "_APPLICATIONS", ())
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(ReportError, match="apt-get install chromium fonts-noto-cjk"):
        write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF)


def test_the_first_known_browser_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("google-chrome", "chromium-browser"):
        program(tmp_path / name, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_browser() == tmp_path / "chromium-browser"
    assert browser.find_browser(Path("google-chrome")) == tmp_path / "google-chrome"


def test_without_a_chinese_font_there_is_no_pdf_of_boxes(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    printing = program(tmp_path / "printing", f'touch "{tmp_path}/printed"')
    monkeypatch.setenv("PATH", str(folder))
    if not Path("/System/Library/Fonts").is_dir():
        with pytest.raises(ReportError, match=r"fc-list is missing: .*fontconfig fonts-noto-cjk"):
            write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, browser=printing)
    program(folder / "fc-list", "exit 0")
    with pytest.raises(ReportError, match=r"no font with Chinese .*fonts-noto-cjk"):
        write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, browser=printing)
    assert not (tmp_path / "printed").exists()


def test_only_root_goes_without_a_sandbox(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    telling = program(tmp_path / "telling", f'echo "$@" > "{tmp_path}/told"; exit 1')
    for user, without in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        with pytest.raises(ReportError):
            write_pdf(page, tmp_path / "o.pdf", as_of=AS_OF, browser=telling)
        assert ("--no-sandbox" in (tmp_path / "told").read_text()) is without


def test_dates_are_replaced_in_place_and_nothing_else() -> None:
    raw = b"%PDF-1.4\n/CreationDate (D:20990101000000+08'00')\n/ModDate (D:20990101000000+08'00')>>\n(\\(D:2\\))"
    told = dated(raw, datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    assert len(told) == len(raw) and told.count(b"(D:20261123083000+00'00')") == 2 and b"2099" not in told
    assert told.endswith(b"(\\(D:2\\))")


def test_a_brand_cannot_leave_its_string_in_the_style(told_warehouse: Path) -> None:
    brand = "\"};*{display:none}\\ ' </style>&"
    page = lxml_html.document_fromstring(weekly.render(told_warehouse, WEEK, "en", AS_OF, Edition(brand=brand)).html)
    style = page.get("style")
    assert re.fullmatch(r'--running:"(?:[\w ·-]|\\[0-9a-f]+ )*"', style)
    unescaped = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), style)
    assert brand in unescaped
    assert css_string(Text("a", Markup("<b>a</b>"))) == '"a"'
