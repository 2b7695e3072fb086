"""The JSON of a report: as documented, the page's own paths lead into it, and the same report is the same bytes."""

import json
import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
from lxml import html as lxml_html
from report_inside import inside_of
from small_warehouse import AS_OF, WEEK, empty

from reports import weekly
from reports.as_json import as_json, value_of
from reports.edition import Edition
from reports.inside import Inside
from reports.text import UNKNOWN, plain

PAGE = Path(__file__).resolve().parents[2] / "docs" / "report-files.md"


@pytest.fixture(scope="module")
def inside(told_warehouse: Path) -> Inside:
    return inside_of(told_warehouse)[0]


def schema() -> dict[str, object]:
    (text,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    return json.loads(text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_as_the_documented_schema_says(told_warehouse: Path, language: str) -> None:
    told = json.loads(as_json(inside_of(told_warehouse, language)[0]))
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(told, schema())
    for broken in ({"week": "47"}, {"more": 1}, {"sections": {"s": {"title": "t"}}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(told | broken, schema())


def test_the_head_of_it(inside: Inside) -> None:
    told = json.loads(as_json(inside))
    assert (told["week"], told["first"], told["last"]) == ("2026-W47", "2026-11-16", "2026-11-22")
    assert told["as_of"] == "2026-11-23T00:30:00+08:00" and told["language"] == "zh" and told["brand"] == "风向 · 安禾"
    assert told["sentences"] == [{"text": plain(s.text), "evidence": s.href} for s in inside.sentences]
    assert "<" not in str(told["sentences"])


def test_a_path_of_the_page_leads_to_its_cell(inside: Inside) -> None:
    told = json.loads(as_json(inside))
    seen = 0
    for section in inside.sections:
        for query, rows in inside.answers[section.name].items():
            kept = told["sections"][section.name]["queries"][query]
            assert len(kept["rows"]) == len(rows) and kept["columns"] == (list(rows[0]) if rows else [])
            for number, row in enumerate(rows):
                for column, value in row.items():
                    assert kept["rows"][number][column] == value_of(value)
                    seen += 1
    assert seen > 1_000
    row = inside.answers["sentiment"]["shares"][3]
    assert told["sections"]["sentiment"]["queries"]["shares"]["rows"][3]["share_low"] == row["share_low"]


def test_each_query_in_it_gives_its_rows(inside: Inside, told_warehouse: Path) -> None:
    told = json.loads(as_json(inside))
    with duckdb.connect(str(told_warehouse), read_only=True) as con:
        for section in told["sections"].values():
            for query in section["queries"].values():
                assert len(con.execute(query["sql"]).fetchall()) == len(query["rows"])


def test_the_same_report_is_the_same_bytes_in_whatever_zone_it_is_asked(told_warehouse: Path, inside: Inside) -> None:
    told = as_json(inside)
    assert as_json(inside_of(told_warehouse, as_of=AS_OF.astimezone(UTC))[0]) == told
    assert told.endswith(b"}\n") and "快充".encode() in told
    tree = json.loads(told)
    assert list(tree) == sorted(tree) and list(tree["sections"]) == sorted(tree["sections"])


def test_values_of_the_warehouse_as_json_has_them() -> None:
    values = [math.nan, math.inf, -math.inf, Decimal("1.5"), date(2026, 1, 2), None, True, 2**63, b"\x01"]
    assert value_of(values) == [None, None, None, 1.5, "2026-01-02", None, True, 2**63, "01"]
    assert value_of(datetime(2026, 1, 2, 8, tzinfo=AS_OF.tzinfo)) == "2026-01-02T00:00:00+00:00"
    assert value_of({"a": [{"b": math.nan}]}) == {"a": [{"b": None}]}


def test_what_is_no_number_is_null_in_the_document(inside: Inside) -> None:
    answers = dict(inside.answers) | {"sentiment": {"shares": [{"theme": "\ud800坏", "share": math.nan}], "moved": []}}
    told = as_json(Inside(inside.page, inside.sections, answers, inside.contexts))
    (row,) = json.loads(told)["sections"]["sentiment"]["queries"]["shares"]["rows"]
    assert row == {"theme": "?坏", "share": None}


def cell_of(sections: dict[str, Any], address: str) -> Any:
    section, query, row, *rest = address.split(".")
    cell = sections[section]["queries"][query]["rows"][int(row)]
    for part in rest:
        cell = cell[int(part)] if isinstance(cell, list) else cell[part]
    return cell


def test_each_number_on_the_page_is_found_by_its_path(told_warehouse: Path) -> None:
    """Also where only some themes are asked for, and rows of the others are left out."""
    for edition in (Edition(), Edition(themes=("星野手机", "快充"))):
        report = weekly.render(told_warehouse, WEEK, "zh", AS_OF, edition)
        sections = json.loads(as_json(report.inside))["sections"]
        numbers = lxml_html.document_fromstring(report.html).xpath("//data")
        for number in numbers:
            addresses = number.get("data-from").split()
            cells = [cell_of(sections, address) for address in addresses if address != UNKNOWN]
            if number.get("data-as") == "rows":
                assert all(isinstance(row, dict) for row in cells)
            else:
                values = [value for value in number.get("value").split() if value != UNKNOWN]
                assert [f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in cells] == values, addresses
        assert len(numbers) > 50
    assert None in sections["sentiment"]["queries"]["shares"]["rows"]


def test_a_week_without_anything_is_a_whole_document(tmp_path: Path) -> None:
    made = empty()
    made.rows.clear()
    told = json.loads(as_json(inside_of(made.write(tmp_path / "bare.duckdb"))[0]))
    jsonschema.validate(told, schema())
    assert told["sections"]["sentiment"]["queries"]["shares"]["rows"] == []
