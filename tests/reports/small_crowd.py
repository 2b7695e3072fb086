"""Who speaks in the small warehouse: a campaign and its people, the accounts that are heard, a topic that has faded."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from contract.clock import Week

if TYPE_CHECKING:
    from small_warehouse import Made

FIRST, LAST = Week.parse("2026-W47").window.first, Week.parse("2026-W47").window.last


def author(kind: str, number: int) -> str:
    """A pseudonym; its first six characters are those that the report shows."""
    return f"{kind}{number:03d}" + "e" * 15


def campaign(made: "Made") -> None:
    """Under #素颜挑战#: 4 big accounts, 26 copies, 20 who repost, 10 who write; of the people 6 dislike it."""
    for number in range(60):
        kind = "kol" if number < 4 else "cpy" if number < 30 else "rep" if number < 50 else "own"
        copied = kind == "cpy"
        made.post(
            f"weibo:c{number}", hashtags=["素颜挑战"], author_id=author(kind, number),
            organic=not copied and number != 3, duplicate_of="weibo:c0" if copied else None,
            kind="repost" if kind == "rep" else "post", is_ad=number == 3,
            author_followers=2_000_000 if kind == "kol" else 300, text=f"#素颜挑战# 第{number}棒",
            likes=50_000 - number if kind == "kol" else 3, sentiment="negative" if number >= 54 else "positive",
            author_name="某某<美妆>" if number == 0 else None, author_verified="person" if number == 0 else "none",
        )  # fmt: skip
        spoken = {"dt": LAST - timedelta(days=2), "platform": "weibo", "probability": 0.9, "start": 0, "end": 2}
        if number < 24:
            made.add("post_aspect", post_id=f"weibo:c{number}", aspect="促销", polarity="positive", **spoken)
        elif number >= 45:
            polarity = "negative" if number >= 54 else "neutral"
            made.add("post_aspect", post_id=f"weibo:c{number}", aspect="肤感", polarity=polarity, **spoken)
    made.add("aspect", aspect="促销", zh="促销赠品", en="promotion")
    made.add("aspect", aspect="肤感", zh="肤感", en="skin feel")


def voices(made: "Made") -> None:
    """Two KOLs, one KOC, ordinary accounts, feeds that tell no followers; six new accounts flood 零食盲盒."""
    told = [
        ("kol000", author("kol", 0), "weibo", "kol", 2_000_000, 1, 50_003, ["快充"], "person"),
        ("kol001", author("kol", 1), "weibo", "kol", 2_000_000, 1, 30_000, [], "organisation"),
        ("koc000", author("koc", 0), "xiaohongshu", "koc", 5_000, 4, 9_997, ["长续航", "快充"], "none"),
        *((f"ord{n:03d}", author("ord", n), "zhihu", "other", 50, 1, 100, [], "none") for n in range(100)),
        *((f"fee{n:03d}", author("fee", n), "zhihu", None, None, 2, None, [], None) for n in range(3)),
        *((f"flo{n:03d}", author("flo", n), "weibo", "other", 3, 5, 0, [], "none") for n in range(6)),
    ]
    for label, author_id, platform, tier, followers, posts, engagement, themes, verified in told:
        made.add("author_weekly", dt=FIRST, week="2026-W47", platform=platform, author_id=author_id, tier=tier,
                 verified=verified, followers=followers, posts=posts, organic_posts=posts, engagement=engagement,
                 themes=themes, negative=0, neutral=0, positive=posts)  # fmt: skip
        made.add("author", author_id=author_id, platform=platform, posts=posts, last_dt=LAST,
                 first_dt=LAST if label.startswith("flo") else LAST - timedelta(days=60))  # fmt: skip
    made.post("xiaohongshu:koc", author_id=author("koc", 0), text="长续航手机，续航真的顶", likes=9_997)
    made.trend("零食盲盒", subject_kind="hashtag", verdict="suspected_flood", part_of="零食盲盒")
    for number in range(30):
        made.post(f"weibo:f{number}", author_id=author("flo", number % 6), hashtags=["零食盲盒"], organic=number < 6,
                  duplicate_of=None if number < 6 else "weibo:f0", text="盲盒", sentiment="positive")  # fmt: skip
    made.post("weibo:fan", author_id=author("fan", 0), hashtags=["零食盲盒"], text="朋友送的零食盲盒")


def faded(made: "Made") -> None:
    """奶茶自由: it stood from 20 to 29 October with 40 authors on the 26th, and is back to two a day."""
    for back in range(56):
        day = LAST - timedelta(days=back)
        said = 40 if day == date(2026, 10, 26) else 20 if date(2026, 10, 20) <= day <= date(2026, 10, 29) else 2
        made.add("term_daily", dt=day, platform="weibo", term="奶茶自由", posts=said, organic_posts=said, authors=said)
    for day, phase in ((22, "rising"), (26, "peaking"), (29, "fading")):
        made.trend("奶茶自由", subject_kind="term", dt=date(2026, 10, day), phase=phase, since=date(2026, 10, 20))
