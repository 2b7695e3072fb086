"""Every number in the report is what its query says: all of them are walked, and none comes from elsewhere."""

from pathlib import Path

import pytest
from number_walk import Walk, days_of
from small_warehouse import AS_OF, FIRST, LAST, WEEK

from reports import weekly
from reports.cells import DayCell, RealCell, WholeCell, addressed
from reports.figures import Figures
from reports.text import plain, unmarked
from reports.wording import wording

CONSTANTS = {"20", "3"}  # posts below which nothing is told; standard errors that make a difference clear


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_is_what_its_query_says(told_warehouse: Path, language: str) -> None:
    walk = Walk(weekly.render(told_warehouse, WEEK, language, AS_OF).html, language, told_warehouse)
    assert len(walk.numbers()) > 200
    assert list(walk.wrong()) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_comes_from_elsewhere(told_warehouse: Path, language: str) -> None:
    walk = Walk(weekly.render(told_warehouse, WEEK, language, AS_OF).html, language, told_warehouse)
    assert list(walk.strays(CONSTANTS | days_of(FIRST, LAST, walk.figures))) == []


def test_a_changed_number_and_a_number_from_nowhere_are_found(told_warehouse: Path) -> None:
    html = weekly.render(told_warehouse, WEEK, "zh", AS_OF).html
    assert ">1,234</data>" in html
    changed = Walk(html.replace(">1,234</data>", ">1,235</data>"), "zh", told_warehouse)
    assert any("'1,235' is '1,234'" in line for line in changed.wrong())
    added = html.replace('</ol>\n<dl class="tiles">', '</ol><p>共 77 个</p>\n<dl class="tiles">')
    assert added != html
    assert any("77" in line for line in Walk(added, "zh", told_warehouse).strays(CONSTANTS))


def test_values_keep_their_cells_and_what_is_computed_does_not() -> None:
    (row,) = addressed([{"posts": 1234, "share": 0.54, "dt": LAST, "name": "快充", "ok": True, "of": [3, None]}], "s.q")
    figures = Figures(wording("zh"))
    assert (type(row["posts"]), type(row["share"]), type(row["dt"])) == (WholeCell, RealCell, DayCell)
    assert row["posts"] == 1234 and row["dt"] == LAST and row["ok"] is True and row["of"] == [3, None]
    marked = figures.share(row["share"])
    assert plain(marked) == "54%" and 'data-from="s.q.0.share"' in marked.__html__()  # type: ignore[attr-defined]
    assert 'data-from="s.q.0.of.0"' in figures.count(row["of"][0]).__html__()  # type: ignore[attr-defined]
    assert not hasattr(figures.share(row["share"] - 0.1), "__html__")
    rows = figures.rows(addressed([{"text": "<b>"}, {"text": "x"}], "s.q"))
    assert 'data-from="s.q.0 s.q.1" value="2">2<' in rows.__html__()  # type: ignore[attr-defined]
    said = wording("zh")("rising.interval", interval=marked)
    assert said.endswith("54%") and "<data" not in said and unmarked(said.__html__()) == said  # type: ignore[attr-defined]
