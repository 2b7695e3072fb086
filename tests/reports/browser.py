"""Pages in Debian's Chromium through Playwright: how wide they are, what axe-core says of them, how they look.

`python tests/reports/browser.py report.html FOLDER` writes pictures of a page.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
WIDTHS = (360, 800, 1440)
Scheme = Literal["light", "dark"]

# What reaches beyond the window, except inside a box that scrolls by itself
_WIDE = """() => {
  const seen = document.documentElement.clientWidth;
  const scrolls = one => { for (let up = one.parentElement; up; up = up.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true; return false; };
  return [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > seen + 1
    && one.getBoundingClientRect().width > 0 && !scrolls(one)).map(one => one.outerHTML.slice(0, 160));
}"""
_THROUGH = """async () => { document.documentElement.style.scrollBehavior = "auto";
  for (let y = 0; y < document.body.scrollHeight; y += 600) {
  scrollTo(0, y); await new Promise(done => setTimeout(done, 30)); } scrollTo(0, 0); }"""
# Letters, digits and marks (not emoji) that no font here can show are drawn as boxes, like one that surely has no glyph
_BOXES = r"""() => {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
  canvas.width = canvas.height = 40;
  pen.font = "24px " + getComputedStyle(document.body).fontFamily;
  const drawn = text => { pen.clearRect(0, 0, 40, 40); pen.fillText(text, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join(); };
  const none = drawn("\u{10fffd}");
  return [...new Set(document.body.innerText)].filter(one => /[\p{L}\p{N}\p{P}]/u.test(one) && drawn(one) === none);
}"""


@dataclass
class Seen:
    """One page at one width: what is wrong with it."""

    wide: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of scripts and of the policy
    asked: list[str] = field(default_factory=list)  # addresses beyond the file
    access: list[str] = field(default_factory=list)  # serious or critical by axe-core


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield running
        finally:
            running.close()


@contextmanager
def opened(running: Browser, address: str, width: int, scheme: Scheme, seen: Seen | None = None) -> Iterator[Page]:
    """The page at a width, scrolled through once so that every chart is drawn."""
    told = seen or Seen()
    context = running.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.on("console", lambda said: told.faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: told.faults.append(str(fault)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else told.asked.append(asked.url))
    try:
        page.goto(address)
        page.evaluate(_THROUGH)
        page.wait_for_timeout(300)
        yield page
    finally:
        context.close()


def look(running: Browser, file: Path, width: int, scheme: Scheme = "light", *, access: bool = False) -> Seen:
    """Measure a page; `access` runs axe-core as well (seconds)."""
    seen = Seen()
    with opened(running, file.as_uri(), width, scheme, seen) as page:
        seen.wide, seen.boxes = page.evaluate(_WIDE), page.evaluate(_BOXES)
        if access:
            seen.access = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in _axe(page)]
    return seen


def _axe(page: Page) -> list[dict[str, Any]]:
    from axe_playwright_python.sync_playwright import Axe

    # the page's policy lets no second script in; axe comes by the browser's own door
    found = Axe().run(page).response["violations"]
    return [one for one in found if one["impact"] in ("serious", "critical")]


def picture(running: Browser, file: Path, to: Path, width: int, scheme: Scheme = "light", height: int = 0) -> Path:
    """A picture of the whole page, or of its first `height` points."""
    with opened(running, file.as_uri(), width, scheme) as page:
        if height:
            page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=to, full_page=not height)
    return to


def main() -> None:
    """Pictures of a page at all widths, and what is wrong with it."""
    file, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    with browser() as running:
        for width in WIDTHS:
            for scheme in get_args(Scheme):
                picture(running, file, folder / f"{file.stem}-{width}-{scheme}.png", width, scheme)
                sys.stdout.write(f"{width} {scheme} {look(running, file, width, scheme, access=True)}\n")


if __name__ == "__main__":
    main()
