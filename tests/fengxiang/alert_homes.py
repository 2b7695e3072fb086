"""A home with a small published warehouse whose alerts are known: one open, one escalated, one over."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from contract.clock import start_of
from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.sql_files import published_tables

DAY = date(2026, 11, 22)
PHONE, ASPECT, OVER = "aaaa0001aaaaaaaa", "aaaa0002bbbbbbbb", "bbbb0003cccccccc"
HOSTILE = "\x1b[2J太差\u202e了[red]<b>\n" + "x" * 400
VERSION = """CREATE TABLE publishing.version AS SELECT 'v' AS name, ?::DATE AS through, 1::BIGINT AS generation,
    's' AS stamp, 's' AS shape, 1::BIGINT AS posts, 1::BIGINT AS rows"""
ROW = {
    "dt": date(2026, 11, 18), "step": 1, "status": "open", "rule": "sentiment_drop", "metric": "negative_share",
    "scope": "weibo", "theme": "phones", "aspect": "", "detail": "", "severity": "warning", "value": 0.54,
    "baseline": 0.15, "change": 0.39, "change_low": 0.24, "change_high": 0.5, "days": 2, "authors": 63, "posts": 70,
    "opened": date(2026, 11, 18), "hour": None, "actor": "",
}  # fmt: skip


@cache
def shapes() -> dict[str, pa.Schema]:
    """The published tables as they are, from the SQL files."""
    no_themes = pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")})
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, no_themes)
        return {file.name: con.sql(f"FROM {file.name} LIMIT 0").to_arrow_table().schema for file in published_tables()}


def write(home: Path, tables: dict[str, list[dict[str, Any]]]) -> Path:
    """The published file of a home; returns the home."""
    path = home / "warehouse" / "warehouse.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as con:
        for table, schema in shapes().items():
            con.register("rows", pa.Table.from_pylist(tables.get(table, []), schema))
            con.execute(f"CREATE TABLE {table} AS FROM rows")
            con.unregister("rows")
        con.execute("CREATE SCHEMA publishing")
        con.execute(VERSION, [DAY])
    return home


def alerts() -> list[dict[str, Any]]:
    """Rows of `alert`."""
    worse = {"dt": date(2026, 11, 21), "step": 2, "status": "escalated", "value": 0.7, "change": 0.6}
    quiet = {"theme": "soap", "scope": "all", "opened": date(2026, 11, 1), "dt": date(2026, 11, 1)}
    battery = {"aspect": "续航", "severity": "critical", "scope": "all"}
    return [
        ROW | {"alert_id": PHONE},
        ROW | battery | {"alert_id": ASPECT},
        ROW | battery | {"alert_id": ASPECT} | worse,
        ROW | quiet | {"alert_id": OVER},
        ROW | quiet | {"alert_id": OVER, "dt": date(2026, 11, 9), "step": 2, "status": "recovered", "value": 0.16},
    ]


def made(home: Path) -> Path:
    """The whole story."""
    days = [DAY - timedelta(days=back) for back in range(70)]
    counts = [
        {"dt": day, "platform": "weibo", "theme": "phones", "posts": 20, "negative": 12 if day >= ROW["dt"] else 3,
         "neutral": 4, "positive": 4} for day in days
    ]  # fmt: skip
    hot = [row | {"aspect": "发热", "authors": 20, "negative": row["negative"] - 3} for row in counts]
    post = {
        "post_id": "weibo:1", "platform": "weibo", "kind": "post", "dt": DAY, "title": None, "text": HOSTILE,
        "url": "javascript:alert(1)", "likes": 7, "comments": 1, "shares": None, "organic": True, "themes": ["phones"],
        "sentiment": "negative",
    }  # fmt: skip
    first_told = {
        "known_from": start_of(ROW["dt"]) + timedelta(hours=33),
        "known_to": datetime(2026, 11, 20, 1, tzinfo=UTC),
    }
    now = {"known_from": first_told["known_to"], "known_to": None}
    vintages = [ROW | {"alert_id": PHONE, "value": 0.44, "change": 0.29} | first_told, ROW | {"alert_id": PHONE} | now]
    return write(home, {
        "alert": alerts(), "alert_vintage": vintages, "sentiment_daily": counts, "aspect_daily": hot, "post": [post],
        "theme": [{"theme": "phones", "zh": "手机", "en": "Phones"}, {"theme": "soap", "zh": "肥皂", "en": "Soap"}],
        "aspect": [{"aspect": name, "zh": name, "en": en} for name, en in (("发热", "heat"), ("续航", "battery life"))],
        "platform": [{"platform": "weibo", "zh": "微博", "en": "Weibo"}],
    })  # fmt: skip
