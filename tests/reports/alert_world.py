"""A made-up phone that overheats: posts whose daily tables are counted from them, and alerts of every kind about it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
from small_warehouse import LAST, Made, empty

from reports.published import Row

THEME, OTHER = "星野手机", "快充"
TURNED = LAST - timedelta(days=2)
DAYS = 46
SIZES = {"weibo": 16, "xiaohongshu": 10, "zhihu": 5}
BAD = [
    "打两局游戏就烫得拿不住，冬天暖手倒是够用",
    "充着电续航都往下掉，一上午就得找插座",
    "售后让我恢复出厂设置，恢复完还是掉电",
    "更新以后待机一晚上掉了三成电",
    "买了半个月，后盖热得能煎蛋，客服说正常现象",
    "续航缩水太明显了，通勤路上刷会儿视频就红了",
    "屏幕边上发黄，换了一台还是一样",
    "价格刚买完就降了三百，心态崩了",
]
GOOD = ["手感挺舒服的", "拍照比上一代好", "用了一个月没什么毛病", "屏幕看着舒服", "系统挺流畅"]
SPAN_SQL = """
INSERT INTO sentiment_daily BY NAME
SELECT dt, platform, theme, count(*) AS posts, count(*) FILTER (sentiment = 'negative') AS negative,
    count(*) FILTER (sentiment = 'neutral') AS neutral, count(*) FILTER (sentiment = 'positive') AS positive
FROM (SELECT *, unnest(list_append(themes, '')) AS theme FROM post) GROUP BY dt, platform, theme;
INSERT INTO aspect_daily BY NAME
SELECT p.dt, p.platform, p.theme, m.aspect, count(*) AS posts, count(*) AS authors,
    count(*) FILTER (m.polarity = 'negative') AS negative, count(*) FILTER (m.polarity = 'neutral') AS neutral,
    count(*) FILTER (m.polarity = 'positive') AS positive
FROM (SELECT *, unnest(themes) AS theme FROM post) p JOIN post_aspect m USING (post_id) GROUP BY ALL;
INSERT INTO intent_daily BY NAME
SELECT dt, platform, theme, intent, count(*) AS posts, count(*) AS organic_posts, count(DISTINCT author_id) AS authors
FROM (SELECT *, unnest(themes) AS theme, unnest(intents) AS intent FROM post) GROUP BY ALL;
INSERT INTO volume_daily BY NAME
SELECT dt, platform, count(*) AS posts, count(*) AS organic_posts, count(DISTINCT author_id) AS authors,
    0 AS duplicates, 0 AS ads FROM post GROUP BY ALL;
INSERT INTO author BY NAME
SELECT author_id, min(platform) AS platform, count(*) AS posts, min(dt) AS first_dt, max(dt) AS last_dt
FROM post GROUP BY author_id;
"""


def world(path: Path, alerts: list[dict[str, Any]]) -> Path:
    """The warehouse with these rows of `alert`."""
    made, random = empty(), Random(3)
    made.rows["aspect"] = [{"aspect": zh, "zh": zh, "en": en} for zh, en in
                           (("续航", "battery life"), ("售后", "after-sales"), ("价格", "price"))]  # fmt: skip
    for back in range(DAYS):
        for platform, size in SIZES.items():
            for number in range(size + (back * 7) % 3):
                _post(made, random, platform, LAST - timedelta(days=back), number)
            _quality(made, platform, LAST - timedelta(days=back), size)
    _quality(made, "all", LAST, 31, missing=["zhihu"])
    for row in alerts:
        made.add("alert", **row)
    made.write(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(SPAN_SQL)
    return path


def _post(made: Made, random: Random, platform: str, day: date, number: int) -> None:
    turned = day >= TURNED and platform == "weibo"
    bad = random.random() < (0.62 if turned else 0.15)
    text = BAD[min(number % len(BAD), len(BAD) - 1)] if bad else GOOD[number % len(GOOD)]
    if turned and bad and number % 3:
        text = BAD[(0, 1, 3, 5)[number % 4]]
    text = f"星野手机{'，' if number % 2 else '用了几天，'}{text}，{'求解决' if number % 3 else '有一样的吗'}{number}"
    post_id = f"{platform}:{day:%m%d}{number}"
    at = datetime.fromisoformat(f"{day}T{number % 24:02}:20:00+08:00")
    fresh = turned and number % 4 == 0
    made.post(
        post_id, dt=day, text=text, themes=[THEME], published_at=at, sentiment="negative" if bad else "positive",
        intents=["complaint"] if bad else [], author_id=f"{platform}{day if fresh else ''}{number}",
        author_followers=[120, 800, 5_000, 240_000][random.choice([0, 0, 0, 1, 1, 2, 2, 3]) if bad else 0],
        author_verified="person" if number == 7 else "none", words=list(text), likes=random.randrange(400),
        region=random.choice(["广东", "广东", "北京", "上海", "四川"]), title=None,
    )  # fmt: skip
    for aspect, cue in (("续航", "电"), ("续航", "续航"), ("售后", "客服"), ("售后", "售后"), ("价格", "价格")):
        if cue in text and not any(r["post_id"] == post_id for r in made.rows.get("post_aspect", [])[-3:]):
            start = text.index(cue)
            made.add("post_aspect", post_id=post_id, dt=day, platform=platform, aspect=aspect, start=start,
                     polarity="negative" if bad else "positive", probability=0.9, end=start + len(cue))  # fmt: skip


def _quality(made: Made, scope: str, day: date, size: int, missing: list[str] | None = None) -> None:
    made.add("quality_daily", dt=day, scope=scope, status="ok", reasons=[], missing=missing or [],
             missing_share=0.1 if missing else None, exposure=1.0, observed=float(size), expected=float(size),
             usual=float(size), trust=1.0, newest=day, history=200)  # fmt: skip


def alert(**values: Any) -> dict[str, Any]:
    """A row of `alert`, a drop of the theme on Weibo unless told otherwise."""
    row = {
        "alert_id": "5f1c0a9be2d47c88", "dt": LAST, "step": 1, "status": "open", "rule": "sentiment_drop",
        "metric": "negative_share", "scope": "weibo", "theme": THEME, "aspect": "", "detail": "",
        "severity": "critical", "value": 0.54, "baseline": 0.15, "change": 0.39, "change_low": 0.28,
        "change_high": 0.47, "days": 3, "authors": 48, "posts": 51, "opened": LAST, "hour": None, "actor": "",
    }  # fmt: skip
    return row | values


def one(path: Path, row: Row) -> Path:
    """The same world with one more row."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM alert")
        names = ", ".join(row)
        connection.execute(f"INSERT INTO alert ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    return path
