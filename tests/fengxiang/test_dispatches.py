"""What was mailed reaches the warehouse with the next build."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from fengxiang import home, stages
from fengxiang.settings import Settings
from reports.ledger import SENDING, SENT, open_ledger
from warehouse.database import BUILD

AT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def mailed(settings: Settings) -> list[tuple]:
    with duckdb.connect(str(settings.home / BUILD), read_only=True) as con:
        return con.execute("SELECT dt::VARCHAR, kind, week, recipients, sent FROM dispatch").fetchall()


def test_the_ledger_is_in_the_tables_after_build_and_rebuild(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    stages.build(settings)
    assert mailed(settings) == []
    with open_ledger(home.ledger(tmp_path)) as book:
        for person in ("aa", "bb"):
            book.record(("weekly", "2026-W47", person), SENDING, AT)
        book.record(("weekly", "2026-W47", "aa"), SENT, AT)
    stages.build(settings)
    told = [("2026-11-23", "weekly", "2026-W47", 2, 1)]
    assert mailed(settings) == told
    stages.rebuild(settings, AT)
    assert mailed(settings) == told
