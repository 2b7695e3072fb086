"""A run too late for a vintage says so, and how `fengxiang backfill` gives it; wrong days are one sentence."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from contract.errors import SettingsError, WarehouseError
from fengxiang import console
from fengxiang.cli import app

END = date(2026, 11, 22)
CUTOFF = datetime(2026, 11, 23, 1, tzinfo=UTC)  # nine in the morning in Beijing
AFTER = "2026-11-23T10:00"


def fengxiang(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)], env={"COLUMNS": "200"})


def made(number: int, day: date, seen: datetime | None = None) -> dict[str, object]:
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    told = {"post_id": f"weibo:{number}", "platform": "weibo", "kind": "post", "author_id": f"a{number}"}
    seen = seen or at + timedelta(hours=1)
    return told | {"text": f"第{number}次去爬山", "published_at": at.isoformat(), "observed_at": seen.isoformat()}


def land(home: Path, run: str, posts: list[dict[str, object]]) -> None:
    file = home / "landing" / "weibo" / f"{run}.jsonl.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(post, ensure_ascii=False) + "\n" for post in posts)
    record = home / "landing" / "runs" / "weibo" / f"{run}.jsonl"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text("")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Three days of posts, one of them seen after the last day's cutoff."""
    monkeypatch.chdir(tmp_path)
    posts = [made(10 * back + i, END - timedelta(days=back)) for back in range(3) for i in range(4)]
    land(tmp_path / "home", "import-a", posts)
    land(tmp_path / "home", "import-late", [made(99, END, CUTOFF + timedelta(minutes=1))])
    return tmp_path / "home"


def test_a_run_that_comes_too_late_says_so_and_how_backfill_gives_it(home, monkeypatch):
    monkeypatch.setattr(console, "LINE_EVERY", 0.0)
    for stage in ("ingest", "enrich", "build"):
        assert fengxiang(home, stage).exit_code == 0
    told = fengxiang(home, "detect", "--as-of", AFTER).stderr
    assert f"what was known of {END} is not recorded" in told
    assert f"fengxiang backfill --from {END} --to {END}" in told
    days = ("--from", str(END - timedelta(days=1)), "--to", str(END), "--as-of", AFTER)
    done = fengxiang(home, "backfill", *days)
    assert f"2 days recorded: {END - timedelta(days=1)} {END}" in done.stdout
    assert "backfill: 2 of 2 days" in done.stderr
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM trends_as_of(?)", [END]).fetchone() == (0,)
    assert "every day was recorded already" in fengxiang(home, "backfill", *days).stdout
    assert "not recorded" not in fengxiang(home, "detect", "--as-of", AFTER).stderr


def test_nothing_is_said_where_there_is_nothing_to_record(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fengxiang(tmp_path, "build").exit_code == 0
    assert "not recorded" not in fengxiang(tmp_path, "detect", "--as-of", AFTER).stderr


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-20", "2026-11-23", "--to: 2026-11-23 is not over.* choose 2026-11-22 or an earlier day"),
        ("2026-11-22", "2026-11-20", "--to: 2026-11-20 is before --from 2026-11-22"),
    ],
)
def test_days_that_cannot_be(home, first, last, said):
    fault = fengxiang(home, "backfill", "--from", first, "--to", last, "--as-of", AFTER).exception
    with pytest.raises(SettingsError, match=said):
        raise fault


def test_an_empty_lake_and_days_before_it(home):
    days = ("--from", "2026-11-01", "--to", "2026-11-02", "--as-of", AFTER)
    with pytest.raises(WarehouseError, match=r"up to 2026-11-02: it is empty; crawl or import posts first"):
        raise fengxiang(home, "backfill", *days).exception
    assert fengxiang(home, "ingest").exit_code == 0
    with pytest.raises(WarehouseError, match=r"its first day is 2026-11-20; choose a later --to"):
        raise fengxiang(home, "backfill", *days).exception
