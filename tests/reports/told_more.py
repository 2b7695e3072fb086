"""More of the small warehouse's story: aspects, what drives its drop, wishes and complaints, and earlier calls."""

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from small_warehouse import Made

LAST = date(2026, 11, 22)
WEEK_AGO, FORTNIGHT_AGO = LAST - timedelta(days=7), LAST - timedelta(days=14)
SIX_WEEKS_AGO = LAST - timedelta(days=42)
ASPECTS = {"续航": "battery life", "价格": "price", "充电": "charging", "发热": "heat", "售后": "after-sales"}
WISHES = [  # author, likes, text, aspect's words, organic
    ("w1", 300, "长续航有了，要是无线充电也有就好了", "充电", True),
    ("w2", 50, "希望能增加充电提醒，长续航才用得放心", "充电", True),
    ("w1", 200, "还是我，要是充电再快点就好了，长续航也等不起", "充电", True),
    ("w3", 9000, "希望增加充电优惠，长续航手机扫码领券", "充电", False),
    ("w4", 5, "长续航要是再便宜点就好了", "便宜", True),
]
ANGRY = ["烫手得拿不住", "烫手又卡", "打个电话就烫手", "烫手，售后不管", "充电时烫手", "冬天也烫手"]


def add_to(made: "Made") -> None:
    """All of it."""
    for zh, en in ASPECTS.items():
        made.add("aspect", aspect=zh, zh=zh, en=en)
    _card(made)
    _drivers(made)
    _wishes(made)
    _complaints(made)
    _earlier(made)


def _card(made: "Made") -> None:
    (row,) = [r for r in made.rows["trend"] if (r["subject"], r["subject_kind"], r["scope"], r["dt"]) == (
        "长续航", "theme", "all", LAST)]  # fmt: skip
    row |= {
        "aspects": ["续航", "价格", "充电"], "aspects_negative": [12, 30, 4], "aspects_neutral": [20, 4, 0],
        "aspects_positive": [180, 5, 3], "kols": 1, "kocs": 17, "author_days": 1290.0, "outlook_14_low": 1500.0,
        "outlook_14_high": 3600.0, "mood_posts": 1300, "negative_share": 0.2, "negative_low": 0.18,
        "negative_high": 0.22, "positive_share": 0.5, "positive_low": 0.47, "positive_high": 0.53,
        "negative_change_low": -0.01, "negative_change_high": 0.09,
    }  # fmt: skip
    _spoken(made, "weibo:1", "出差三天没带充电器，这手机的长续航真的救命。", "续航", "续航", "positive")
    made.post("weibo:p1", text="长续航是好，价格却涨了三百，不值", themes=["长续航"], sentiment="negative")
    _spoken(made, "weibo:p1", "长续航是好，价格却涨了三百，不值", "价格", "价格", "negative")


def _spoken(made: "Made", post_id: str, text: str, words: str, aspect: str, polarity: str) -> None:
    start = text.index(words)
    made.add("post_aspect", post_id=post_id, dt=LAST - timedelta(days=2), platform=post_id.partition(":")[0],
             aspect=aspect, polarity=polarity, probability=0.9, start=start, end=start + len(words))  # fmt: skip


def _drivers(made: "Made") -> None:
    for back in range(70):
        for aspect, now, usual in (("发热", 10, 1), ("售后", 4, 1)):
            bad = now if back < 6 else usual
            made.add("aspect_daily", dt=LAST - timedelta(days=back), platform="weibo", theme="星野手机", aspect=aspect,
                     posts=bad + 1, authors=bad + 1, negative=bad, neutral=0, positive=1)  # fmt: skip


def _wishes(made: "Made") -> None:
    for number, (author, likes, text, words, organic) in enumerate(WISHES):
        post_id = f"xiaohongshu:wish{number}"
        made.post(post_id, text=text, themes=["长续航"], intents=["wish"], author_id=author, likes=likes,
                  organic=organic)  # fmt: skip
        _spoken(made, post_id, text, words, "价格" if words == "便宜" else words, "neutral")
    for number in range(3):
        made.post(f"zhihu:q{number}", title="长续航手机值得买吗？", text=f"想换手机{number}", themes=["长续航"],
                  intents=["question"], author_id=f"q{number}")  # fmt: skip


def _complaints(made: "Made") -> None:
    for back in range(14):
        day, people = LAST - timedelta(days=back), 9 if back < 7 else 4
        made.add("intent_daily", dt=day, platform="weibo", theme="星野手机", intent="complaint", posts=people,
                 organic_posts=people, authors=people)  # fmt: skip
        made.add("intent_daily", dt=day, platform="weibo", theme="星野手机", intent="wish", posts=1, organic_posts=1,
                 authors=1)  # fmt: skip
    made.add("term_daily", dt=LAST, platform="weibo", term="烫手", posts=9, organic_posts=9, authors=9)
    for number, text in enumerate(ANGRY):
        post_id, told = f"weibo:angry{number}", f"星野手机{text}"
        made.post(post_id, text=told, themes=["星野手机"], intents=["complaint"], sentiment="negative",
                  author_id=f"c{number}", words=["星野手机", "烫手"], likes=number)  # fmt: skip
        _spoken(made, post_id, told, "烫手", "发热", "negative")


def _known(day: date) -> datetime:
    """Monday nine o'clock in Beijing after a Sunday."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=timezone.utc) + timedelta(days=1)  # noqa: UP017


def call(made: "Made", day: date, subject: str, **values: Any) -> None:
    """A row of `trend_vintage` as it was known at the cutoff of `day`."""
    row = {
        "dt": day, "scope": "all", "subject_kind": "theme", "subject": subject, "score": 9.0, "ratio": 3.0,
        "expected": 100.0, "authors": 300, "posts": 340, "phase": "rising", "verdict": "organic", "reasons": [],
        "since": day - timedelta(days=3), "platforms": ["weibo"], "author_days": 300.0, "outlook_7": 300.0,
        "outlook_7_low": 200.0, "outlook_7_high": 900.0, "known_from": _known(day), "known_to": None,
    }  # fmt: skip
    made.add("trend_vintage", **(row | values))


def _earlier(made: "Made") -> None:
    call(made, WEEK_AGO, "快充", author_days=150.0, outlook_7_high=5000.0)
    call(made, WEEK_AGO, "素颜挑战", subject_kind="hashtag", score=8.0)  # a campaign, by what is known now
    call(made, WEEK_AGO, "极简主义", phase="peaking")  # no call
    call(made, WEEK_AGO, "使用体验", known_from=_known(WEEK_AGO) + timedelta(hours=1))  # came to light too late
    call(made, FORTNIGHT_AGO, "安禾宝贝", author_days=900.0, outlook_7_low=600.0)
    call(made, FORTNIGHT_AGO, "产品安全", known_to=_known(FORTNIGHT_AGO))  # withdrawn by then
    call(made, SIX_WEEKS_AGO, "长续航", outlook_7_low=None, outlook_7_high=None)
    made.trend("安禾宝贝", dt=FORTNIGHT_AGO, since=FORTNIGHT_AGO - timedelta(days=3))
    for step, (day, status) in enumerate((("10-06", "open"), ("10-08", "escalated"), ("10-12", "recovered"),
                                          ("10-19", "closed")), 1):  # fmt: skip
        made.add("alert", **_alert("old-1", date.fromisoformat(f"2026-{day}"), step, status, date(2026, 10, 6)))
    gone = _alert("gone-1", WEEK_AGO - timedelta(days=4), 1, "open", WEEK_AGO - timedelta(days=4))
    made.add("alert_vintage", **gone, known_from=_known(WEEK_AGO), known_to=_known(LAST))


def _alert(alert_id: str, day: date, step: int, status: str, opened: date) -> dict[str, Any]:
    return {
        "alert_id": alert_id, "dt": day, "scope": "weibo", "theme": "安禾宝贝", "metric": "negative_share",
        "status": status, "step": step, "rule": "sentiment_drop", "aspect": "", "detail": "", "severity": "warning",
        "value": 0.4, "baseline": 0.2, "change": 0.2, "change_low": 0.1, "change_high": 0.3, "days": 3, "actor": "",
        "authors": 30, "posts": 32, "opened": opened,
    }  # fmt: skip
