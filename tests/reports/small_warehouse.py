"""A small published warehouse with a known story, in the tables that reports read: the words must match its numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import small_crowd
import told_more

from contract.clock import Week
from warehouse import changes
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.sql_files import published_tables

WEEK = Week.parse("2026-W47")
FIRST, LAST = WEEK.window.first, WEEK.window.last  # 16 to 22 November
AS_OF = datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=8)))
PLATFORMS = {"weibo": ("微博", "Weibo"), "xiaohongshu": ("小红书", "Xiaohongshu"), "zhihu": ("知乎", "Zhihu")}
THEMES = {
    "长续航": "long battery life",
    "快充": "fast charging",
    "极简主义": "minimalism",
    "星野手机": "Xingye phone",
    "安禾宝贝": "Anhe baby",
    "产品安全": "product safety",
    "使用体验": "use experience",
}


@cache
def _shapes() -> tuple[str, ...]:
    """Statements that make the published tables as they are, from the SQL files, empty."""
    no_themes = pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")})
    with connect(":memory:", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, no_themes)
        described = {file.name: con.execute(f"FROM {file.name} LIMIT 0").description for file in published_tables()}
    columns = {table: ", ".join(f'"{name}" {kind}' for name, kind, *_ in told) for table, told in described.items()}
    return tuple(f"CREATE TABLE {table} ({told})" for table, told in columns.items())


@dataclass
class Made:
    """Rows a table, written in one go; `add` fills what a test does not care about."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def trend(self, subject: str, **values: Any) -> None:
        row = {
            "dt": LAST, "scope": "all", "subject_kind": "theme", "score": 9.0, "ratio": 3.0, "ratio_low": 2.5,
            "ratio_high": 3.6, "authors": 300, "posts": 340, "expected": 100.0, "phase": "rising",
            "verdict": "organic", "reasons": ["ratio"], "since": LAST - timedelta(days=9), "first_platform": "weibo",
            "platforms": ["weibo", "xiaohongshu", "zhihu"], "part_of": None,
        }  # fmt: skip
        self.add("trend", subject=subject, **(row | values))

    def post(self, post_id: str, **values: Any) -> None:
        platform = post_id.partition(":")[0]
        dt = values.get("dt", LAST - timedelta(days=2))
        at = datetime(dt.year, dt.month, dt.day, 4, tzinfo=timezone.utc)  # noqa: UP017
        row = {
            "platform": platform, "kind": "post", "author_id": "a" + "0" * 20, "published_at": at, "dt": dt,
            "first_observed_at": at, "observed_at": at, "text": "一条帖子", "url": f"https://{platform}.example/{len(self.rows)}",
            "likes": 10, "comments": 2, "shares": 1, "themes": [], "words": [], "hashtags": [], "sentiment": "neutral",
            "organic": True,
        }  # fmt: skip
        full = row | values
        written = full["text"] if full.get("title") is None else f"{full['title']}\n{full['text']}"
        for name in ("word", "theme"):
            full[f"{name}_starts"] = [max(written.find(x), 0) for x in full[f"{name}s"]]
            full[f"{name}_lengths"] = [len(x) if x in written else 0 for x in full[f"{name}s"]]
        self.add("post", post_id=post_id, **full)
        for theme in full["themes"]:
            self.add("post_theme", post_id=post_id, dt=dt, platform=platform, theme=theme)

    def evidence(self, subject: str, post_id: str, rank: int = 1, kind: str = "theme", scope: str = "all") -> None:
        self.add("trend_evidence", dt=LAST, scope=scope, subject_kind=kind, subject=subject, rank=rank, post_id=post_id)

    def write(self, path: Path) -> Path:
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            for statement in _shapes():
                connection.execute(statement)
            for table, rows in self.rows.items():
                names = dict.fromkeys(name for row in rows for name in row)
                told = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
                connection.register("told", told)
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM told")
                connection.unregister("told")
        return path


def empty() -> Made:
    made = Made()
    for platform, (zh, en) in PLATFORMS.items():
        made.add("platform", platform=platform, zh=zh, en=en)
    for theme, en in THEMES.items():
        made.add("theme", theme=theme, zh=theme, en=en)
    return made


SIZES = {"weibo": 400, "xiaohongshu": 300, "zhihu": 100}
CLIMB = {"长续航": 16, "快充": 9, "极简主义": 50}  # days before the end on which they begin to rise


def _said(theme: str, platform: str, back: int) -> int:
    usual = SIZES[platform] // 20 + (back * 7 + len(theme)) % 4
    start = CLIMB.get(theme, 0)
    if back >= start:
        return usual
    if theme == "快充":
        return usual * 3
    return int(usual * (1 + 2.6 * (start - back) / start))


def told() -> Made:
    """The whole story: two rises, a slow one on watch, a campaign, a flood, a drop, a failed day, two unlike crowds."""
    made = empty()
    for back in range(70):
        day = LAST - timedelta(days=back)
        for platform, size in SIZES.items():
            posts = size + (back * 13) % 17
            made.add("volume_daily", dt=day, platform=platform, posts=posts, organic_posts=posts - 40,
                     authors=posts - 60, duplicates=25, ads=15)  # fmt: skip
            made.add("sentiment_daily", dt=day, platform=platform, theme="", posts=posts - 40, negative=size // 6,
                     neutral=size // 3, positive=posts - 40 - size // 6 - size // 3)  # fmt: skip
            for theme in THEMES:
                said = _said(theme, platform, back)
                made.add("theme_daily", dt=day, platform=platform, theme=theme, posts=said + 2, organic_posts=said,
                         authors=said)  # fmt: skip
                bad = 0.55 if (theme, platform) == ("星野手机", "weibo") and back < 6 else 0.15
                few = said if (theme, platform) != ("极简主义", "zhihu") else 2
                made.add("sentiment_daily", dt=day, platform=platform, theme=theme, posts=few,
                         negative=round(few * bad), neutral=few - 2 * round(few * bad * 0.8),
                         positive=2 * round(few * bad * 0.8) - round(few * bad))  # fmt: skip
            _cover(made, platform, day, failed=platform == "weibo" and day == FIRST + timedelta(days=2))
    _findings(made)
    _posts(made)
    small_crowd.campaign(made)
    small_crowd.voices(made)
    small_crowd.faded(made)
    told_more.add_to(made)
    return made


def _cover(made: Made, platform: str, day: date, failed: bool) -> None:
    for query in ("手机", "快充", "防晒"):
        cut = query == "防晒" and platform != "zhihu"
        broke = failed and query != "手机"
        exposure = 0.4 if broke else 0.7 if cut else 1.0
        made.add("coverage_daily", dt=day, platform=platform, query=query, exposure=exposure, saturated=cut,
                 failed=broke, outcome="captcha" if broke else None, pages=20, entries=390, landed=380, rejected=3,
                 detail="503 Service Unavailable after 4 tries" if broke else None)  # fmt: skip


def _findings(made: Made) -> None:
    made.trend("长续航", score=14.2, ratio=3.42, ratio_low=2.91, ratio_high=4.04, authors=1234, posts=1402,
               expected=360.8, since=date(2026, 11, 7), began=date(2026, 11, 4), began_low=date(2026, 11, 1),
               began_high=date(2026, 11, 6), lead_days=3, kol_share=0.02, koc_share=0.34, negative_change=0.04,
               outlook_7=1250.0, outlook_7_low=830.0, outlook_7_high=1900.0, outlook_14=2300.0)  # fmt: skip
    made.trend("长续航", dt=LAST - timedelta(days=1), score=12.0, ratio=3.1, authors=1100)
    made.trend("长续航", scope="weibo", score=20.0, ratio=9.9)
    made.trend("长续航", subject_kind="term", score=15.0, part_of="长续航")
    made.trend("续航焦虑", subject_kind="term", score=6.0, part_of="长续航")
    made.trend("快充", score=11.0, ratio=2.96, ratio_low=2.5, ratio_high=3.4, authors=812, since=date(2026, 11, 13))
    made.trend("极简主义", score=3.1, ratio=1.8, ratio_low=1.2, ratio_high=2.5, phase="watch", authors=212)
    made.trend("早C晚A", subject_kind="hashtag", score=2.2, ratio=1.6, ratio_low=1.1, ratio_high=2.4, phase="fading",
               scope="xiaohongshu", platforms=["xiaohongshu"], authors=61)  # fmt: skip
    made.trend("演唱会", subject_kind="term", dt=date(2026, 11, 18), score=25.0, since=date(2026, 11, 12))
    made.trend("素颜挑战", subject_kind="hashtag", verdict="campaign", score=30.0, ratio=8.0, authors=640, posts=900,
               reasons=["hashtag_led", "big_accounts"])  # fmt: skip
    made.trend("零食盲盒", subject_kind="term", verdict="suspected_flood", score=18.0, ratio=41.0, authors=6, posts=400,
               reasons=["few_authors", "near_duplicates", "odd_hours"], platforms=["weibo"])  # fmt: skip
    made.trend("黑五清单", subject_kind="term", verdict="calendar", score=5.0, ratio=4.0, reasons=["calendar_name"])
    made.trend("防晒", subject_kind="term", verdict="artefact", score=4.0, ratio=2.0, reasons=["coverage_changed"])
    made.add("alert", alert_id="drop-1", dt=date(2026, 11, 18), scope="weibo", theme="星野手机",
             metric="negative_share", status="open", step=1, rule="sentiment_drop", aspect="", detail="",
             severity="critical", value=0.54, baseline=0.15, change=0.39,
             change_high=0.47, days=3, actor="",
             change_low=0.28, authors=48, posts=60, opened=date(2026, 11, 18))  # fmt: skip
    made.add("check_result", name="rows_near_past_mean(0.5)", table_name="volume_daily", level="warn", ok=False,
             failing=1, detail="2026-11-18 weibo: 240 rows, 400 usual")  # fmt: skip
    made.add("check_result", name="unique(post_id)", table_name="post", level="fail", ok=True, failing=0, detail=None)


def _posts(made: Made) -> None:
    texts = [
        "出差三天没带充电器，这手机的长续航真的救命。",
        "求推荐长续航的机型，玩游戏也不掉电的那种。",
        "长续航和轻薄真的不能兼得吗？",
    ]
    for rank, text in enumerate(texts, 1):
        platform = list(PLATFORMS)[rank - 1]
        made.post(
            f"{platform}:{rank}", text=text, themes=["长续航"], sentiment=["positive", "neutral", "negative"][rank - 1]
        )
        made.evidence("长续航", f"{platform}:{rank}", rank)
    made.post(
        "weibo:9",
        title="快充",
        text="十分钟快充到一半，通勤路上就够了",
        themes=["快充"],
        url=None,
        sentiment="positive",
    )
    made.evidence("快充", "weibo:9")
    made.post("weibo:10", text="#素颜挑战# 今天你素颜了吗", hashtags=["素颜挑战"])
    made.evidence("素颜挑战", "weibo:10", kind="hashtag")
    made.post("weibo:11", text="星野手机又发烫了，拿着都烫手，售后还说正常", themes=["星野手机"], sentiment="negative",
              dt=date(2026, 11, 18), likes=900)  # fmt: skip
    for number in range(40):
        safe, nice = number % 2 == 0, number % 10 == 0
        made.post(
            f"weibo:b{number}", themes=["安禾宝贝", *(["产品安全"] if safe else []), *(["使用体验"] if nice else [])]
        )
        made.post(
            f"xiaohongshu:b{number}",
            themes=["安禾宝贝", *(["产品安全"] if nice else []), *(["使用体验"] if safe else [])],
        )
