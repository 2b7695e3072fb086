"""A made-up warehouse with one alert, for a sample mail where nothing has happened yet; every text in it says so."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from contract.clock import start_of

THEME, ASPECT, PLATFORM = "sample", "sample-aspect", "weibo"
ALERT_ID = "sample0000000000"
_MARK = "样例 sample"
_TEXTS = (
    "新手机发烫，边充边玩拿不住 · runs hot, cannot be held while it charges",
    "打两局游戏就烫手，售后说正常 · hot after two games, and support calls that normal",
    "夏天根本没法用，想退货 · of no use in summer, I want to return it",
    "烫到自动关机，第三次了 · so hot that it switches itself off, for the third time",
)


def write(path: Path, day: date) -> Path:
    """Write it: on `day` (Asia/Shanghai) the share of negative posts about a made-up theme has jumped."""
    from warehouse import changes
    from warehouse.build import make_tables
    from warehouse.database import Engine, connect
    from warehouse.sql_files import published_tables

    named = {"theme": [THEME], "zh": [f"某品牌手机（{_MARK}）"], "en": [f"A phone ({_MARK})"]}
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, pa.table({name: pa.array([], pa.string()) for name in named}))
        shapes = {
            file.name: con.sql(f"FROM {file.name} LIMIT 0").to_arrow_table().schema for file in published_tables()
        }
    rows = _rows(day) | {"theme": pa.table(named).to_pylist()}
    with duckdb.connect(str(path)) as con:
        for table, shape in shapes.items():
            con.register("told", pa.Table.from_pylist(rows.get(table, []), shape))
            con.execute(f'CREATE TABLE "{table}" AS FROM told')
            con.unregister("told")
    return path


def _rows(day: date) -> dict[str, list[dict[str, Any]]]:
    days = [day - timedelta(days=back) for back in range(44, -1, -1)]
    moods = [_mood(dt, dt > day - timedelta(days=2)) for dt in days]
    return {
        "alert": [alert(day)],
        "platform": [{"platform": PLATFORM, "zh": "微博", "en": "Weibo"}],
        "aspect": [{"aspect": ASPECT, "zh": "发热", "en": "heat"}],
        "sentiment_daily": moods,
        "aspect_daily": [mood | {"aspect": ASPECT, "authors": mood["posts"]} for mood in moods],
        "post": [_post(number, text, day) for number, text in enumerate(_TEXTS, 1)],
    }


def alert(day: date) -> dict[str, Any]:
    """The row of `alert`."""
    return {
        "alert_id": ALERT_ID, "dt": day, "step": 1, "status": "open", "rule": "sentiment_drop",
        "metric": "negative_share", "scope": PLATFORM, "theme": THEME, "aspect": "", "detail": "",
        "severity": "warning", "value": 0.54, "baseline": 0.15, "change": 0.39, "change_low": 0.24, "change_high": 0.5,
        "days": 2, "authors": 63, "posts": 80, "opened": day, "hour": None, "actor": "",
    }  # fmt: skip


def _mood(dt: date, bad: bool) -> dict[str, Any]:
    posts, negative = (40, 22) if bad else (20 + dt.day % 4, 3)
    neutral = (posts - negative) // 2
    return {"dt": dt, "platform": PLATFORM, "theme": THEME, "posts": posts, "negative": negative, "neutral": neutral,
            "positive": posts - negative - neutral}  # fmt: skip


def _post(number: int, text: str, day: date) -> dict[str, Any]:
    at = start_of(day) + timedelta(hours=number)
    return {
        "post_id": f"{PLATFORM}:{_MARK.split()[1]}-{number}", "platform": PLATFORM, "kind": "post", "dt": day,
        "published_at": at, "first_observed_at": at, "observed_at": at, "text": f"[{_MARK}] {text}",
        "likes": 90 // number, "comments": 9, "shares": 1, "themes": [THEME], "theme_starts": [0],
        "theme_lengths": [0], "words": [], "word_starts": [], "word_lengths": [], "hashtags": [],
        "intents": ["complaint"], "sentiment": "negative",
        "negative": 0.95, "neutral": 0.04, "positive": 0.01, "organic": True,
    }  # fmt: skip
