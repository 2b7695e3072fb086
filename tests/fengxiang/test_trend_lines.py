"""`fengxiang trends`: everything that a row knows is said, what it does not know is left out, text is made harmless."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from contract.clock import Week
from contract.errors import FengxiangError
from fengxiang.trend_lines import trends
from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect

WEEK = Week.parse("2026-W47")
BARE = {
    "dt": date(2026, 11, 22), "scope": "all", "subject_kind": "term", "subject": "露营", "score": 5.0, "ratio": 2.0,
    "ratio_low": 1.2, "ratio_high": 3.0, "authors": 1200, "posts": 1300, "expected": 9.0, "phase": "watch",
    "verdict": "organic", "reasons": ["many_authors"], "since": date(2026, 11, 20), "first_platform": "weibo",
    "platforms": ["weibo"],
}  # fmt: skip
FULL = BARE | {
    "subject": "双11\x1b[31m清单", "verdict": "calendar", "event": "双11", "began": date(2026, 11, 4),
    "began_low": date(2026, 11, 1), "began_high": date(2026, 11, 6), "lead_days": 3, "kol_share": 0.02,
    "koc_share": 0.34, "mood_posts": 50, "negative_share": 0.28, "positive_share": 0.67, "negative_change": -0.04,
    "aspects": ["价格"], "aspects_negative": [2], "aspects_neutral": [0], "aspects_positive": [9], "author_days": 319.0,
    "outlook_7": 1242.0, "outlook_7_low": 803.0, "outlook_7_high": 2458.0, "outlook_14": 2403.0,
    "outlook_14_low": 1183.0, "outlook_14_high": 4775.0,
}  # fmt: skip


@pytest.fixture
def published(tmp_path: Path) -> Path:
    none = pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")})
    path = tmp_path / "warehouse.duckdb"
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, none)
        names = {*BARE, *FULL}
        con.register("rows", pa.Table.from_pylist([{n: row.get(n) for n in names} for row in (BARE, FULL)]))
        con.execute("INSERT INTO trend BY NAME FROM rows")
        con.execute(
            "INSERT INTO alert_level VALUES ('2026-11-22', 'all', 2.4, 3, 12, 6.0), ('2026-11-23', 'all', 9, 9, 9, 9)"
        )
        con.execute(f"ATTACH '{path}' AS p")
        for table in ("trend", "quality_daily", "topic_daily", "topic_member", "alert_level", "theme", "aspect"):
            con.execute(f"CREATE TABLE p.{table} AS FROM {table}")
    return path


def test_it_says_what_a_row_knows(published, capsys):
    trends(published, WEEK, 20, False)
    told = capsys.readouterr().out
    assert "\x1b[31m" not in told
    for line in (
        "calendar (双11), watch; 2.0 times usual (1.2-3.0), 1,200 authors",
        "began 2026-11-04 (11-01 to 11-06); first on weibo, 3 days ahead",
        "response: KOL 2%, KOC 34%; mood: negative 28% (-4 points), positive 67%; aspects: 价格 +9 -2",
        "next 7 days 1,242 (803-2,458), 14 days 2,403 (1,183-4,775); last 7: 319",
        "Rising from a score of 2.4 on (a budget of 3 new flags a week); in the 6 weeks before there were 2.0 a week.",
    ):
        assert line in " ".join(told.split()), told


def test_it_leaves_out_what_a_row_does_not_know(published, capsys):
    trends(published, WEEK, 1, False)
    told = capsys.readouterr().out
    assert "露营 [term]" in told and "flagged since 2026-11-20; first on weibo" in told
    assert "None" not in told and "response" not in told and "next 7 days" not in told


def test_programs_get_every_column(published, capsys):
    trends(published, WEEK, 20, True)
    told = json.loads(capsys.readouterr().out)["trends"]
    assert {n: told[1][n] for n in ("began", "lead_days", "event", "outlook_14")} == {
        "began": "2026-11-04", "lead_days": 3, "event": "双11", "outlook_14": 2403.0,
    }  # fmt: skip
    assert told[0]["kol_share"] is None and told[1]["aspects"] == FULL["aspects"]


def test_a_file_of_an_earlier_version_is_told_as_such(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE trend (dt DATE, subject VARCHAR)")
    with pytest.raises(FengxiangError, match="fengxiang rebuild"):
        trends(path, WEEK, 20, False)
