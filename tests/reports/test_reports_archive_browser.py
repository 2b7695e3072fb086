"""The archive in a real browser, from its folder and from a static server: styled, quiet, searchable, in reach."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_world import LONG, topics, write
from axe_playwright_python.sync_playwright import Axe
from mail_views import CHROMIUM
from playwright.sync_api import Browser, Page, sync_playwright
from small_warehouse import WEEK

from reports.site_names import theme_file

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")
PAGES = ("index.html", "weeks/2026-W47.html", f"topics/{LONG}.html", theme_file("星野手机"))
SERIOUS = ("serious", "critical")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write(topics().write(home / "warehouse.duckdb"), home, WEEK, "en")
    return home / "reports" / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture(scope="module", params=["file", "server"])
def root(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    if request.param == "file":
        yield site.as_uri()
        return
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def told_by(page: Page) -> list[str]:
    """What a page complains of: to the console, or as a request that failed."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("requestfailed", lambda request: told.append(request.url))
    return told


def test_style_and_script_are_allowed_and_nothing_else_is_asked_for(browser: Browser, root: str) -> None:
    page = browser.new_page()
    told, asked = told_by(page), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    for name in PAGES:
        page.goto(f"{root}/{name}")
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", name
    assert told == [] and all(address.startswith(root) for address in asked)
    assert {address.rpartition("/")[2] for address in asked} >= {"style.css", "site.js"}
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.broke = 1'; document.body.append(s) }"
    )
    assert page.evaluate("window.broke") is None
    page.close()


def test_the_search_finds_topics_and_themes_as_one_types(browser: Browser, root: str) -> None:
    page = browser.new_page()
    page.goto(f"{root}/index.html")
    assert page.locator("#weeks").is_visible()
    page.fill("#find", "FAST charg")
    seen = [one.inner_text() for one in page.locator("[data-find]:visible .name").all()]
    assert set(seen) == {"fast charging"} and len(seen) == 3 and not page.locator("#weeks").is_visible()
    page.fill("#find", "快充")  # a theme is found by its id, too
    assert page.locator("#themes [data-find]:visible").count() == 1
    page.fill("#find", "zzz")
    assert page.locator("[data-find]:visible").count() == 0 and "No topic" in page.inner_text(".finder [role=status]")
    page.fill("#find", "")
    assert page.locator("#weeks").is_visible()
    assert page.locator("[data-find]:visible").count() == 3 + 7 + 3  # rising, themes, topics
    page.close()


def test_without_a_script_the_lists_stand_there_whole(browser: Browser, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}/index.html")
    assert not page.locator(".finder").is_visible() and page.locator("[data-find]").last.is_visible()
    page.locator(f"#rising a[href*='{LONG}']").click()
    page.locator("nav a[href='#posts']").click()
    assert page.locator("#posts blockquote").count() == 3
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (800, "light"), (1440, "light")])
def test_nothing_overflows_and_nothing_serious_stands_in_the_way(
    browser: Browser, site: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{site.as_uri()}/{name}")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, name
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name
    context.close()
