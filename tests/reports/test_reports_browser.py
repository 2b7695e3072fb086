"""The report in Debian's Chromium: on a phone, a tablet and a desk, light, dark and on paper, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, WIDTHS, Scheme, browser, look, opened
from playwright.sync_api import Browser
from small_warehouse import AS_OF, WEEK

from reports import weekly

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module", params=["zh", "en"])
def page(request: pytest.FixtureRequest, told_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    file.write_text(weekly.render(told_warehouse, WEEK, request.param, AS_OF).html, encoding="utf-8")
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows_breaks_or_is_fetched(running: Browser, page: Path, width: int, scheme: Scheme) -> None:
    seen = look(running, page, width, scheme, access=width != 800)
    assert (seen.wide, seen.boxes, seen.faults, seen.asked, seen.access) == ([], [], [], [], [])


def test_charts_are_drawn_from_their_tables_and_tell_what_is_under_the_pointer(running: Browser, page: Path) -> None:
    with opened(running, page.as_uri(), 1440, "light") as one:
        figure = one.locator("figure[data-draw]").first
        assert figure.locator(".live svg path").count() > 3
        assert not figure.locator(".drawn > svg.spark").is_visible()
        figure.scroll_into_view_if_needed()
        box = figure.locator(".live").bounding_box()
        assert box is not None
        one.mouse.move(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
        last = figure.locator("tbody tr").last
        named = [name.strip() for name in figure.locator("thead th").all_text_contents()][1:]
        values = [value.strip() for value in last.locator("td").all_text_contents()]
        readout = figure.locator(".readout")
        readout.filter(has_text=values[0]).wait_for(timeout=3000)
        day = (last.locator("th").text_content() or "").strip()
        assert readout.text_content() == "   ".join(
            [day, *(f"{name} {value}" for name, value in zip(named, values, strict=True))]
        )


def test_a_number_leads_to_its_query(running: Browser, page: Path) -> None:
    with opened(running, page.as_uri(), 1440, "light") as one:
        number = one.locator("#rising_topics .big data").first
        number.click()
        code = one.locator("#rising_topics code[data-query='topics']")
        code.wait_for(state="visible", timeout=3000)
        assert one.evaluate("document.activeElement.querySelector('code')?.dataset.query") == "topics"


def test_paper_has_the_still_pictures_and_no_controls(running: Browser, page: Path) -> None:
    with opened(running, page.as_uri(), 800, "light") as one:
        one.emulate_media(media="print")
        figure = one.locator("figure[data-draw]").first
        assert figure.locator(".drawn > svg.spark").is_visible()
        for hidden in (".live", ".behind", ".readout", "nav", ".query"):
            assert not one.locator(hidden).first.is_visible(), hidden
        assert one.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_script_the_page_is_whole(running: Browser, page: Path) -> None:
    context = running.new_context(java_script_enabled=False, viewport={"width": 800, "height": 900})
    one = context.new_page()
    one.goto(page.as_uri())
    figure = one.locator("figure[data-draw]").first
    assert figure.locator(".drawn > svg.spark").is_visible()
    figure.locator("summary").click()
    assert figure.locator("tbody tr").count() == 56
    context.close()
