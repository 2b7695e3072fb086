"""Each planted truth must be visible in the posts, for somebody who is only given the posts."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from contract.findings import Verdict
from demo.entry import Entry
from demo.timeline import DROP_BACK
from demo.truth import planted, write_truth
from demo.world import World


def organic(world: World, word: str, platforms: tuple[str, ...] = ("weibo", "xiaohongshu", "zhihu")) -> list[Entry]:
    return [
        post
        for platform in platforms
        for post in world.posts[platform]
        if word in post.title + post.text and post.event in ("", "overheating")
    ]


def week_of_authors(world: World, posts: list[Entry], back: int) -> int:
    """Distinct authors in the seven days that end `back` days before the last."""
    first, after = world.starts_at(back + 6), world.starts_at(back) + 86_400
    return len({(post.platform, post.author.native) for post in posts if first <= post.published < after})


def ratio(world: World, posts: list[Entry]) -> float:
    """Last week's authors against the mean of the four weeks that end a week earlier."""
    before = [week_of_authors(world, posts, back) for back in (14, 21, 28, 35)]
    return week_of_authors(world, posts, 0) / (sum(before) / len(before))


def test_the_rising_themes_rise(world: World) -> None:
    assert ratio(world, organic(world, "长续航")) > 2.2
    assert ratio(world, organic(world, "快充")) > 2.3
    assert ratio(world, organic(world, "极简主义")) > 1.4


def test_the_background_does_not_rise(world: World) -> None:
    for word in ("防晒", "穿搭", "咖啡", "护肤", "零食", "安禾宝贝"):
        assert 0.8 < ratio(world, organic(world, word)) < 1.2, word


def test_long_battery_starts_on_weibo_and_reaches_zhihu_last(world: World) -> None:
    def grown(platform: str) -> float:
        posts = organic(world, "长续航", (platform,))
        return week_of_authors(world, posts, 11) / week_of_authors(world, posts, 28)

    assert grown("weibo") > 1.5 and grown("weibo") > grown("zhihu")


def test_fast_charging_steps_up_in_a_day(world: World) -> None:
    posts = organic(world, "快充")
    assert week_of_authors(world, posts, 10) < 1.4 * week_of_authors(world, posts, 20)
    assert week_of_authors(world, posts, 3) > 2.0 * week_of_authors(world, posts, 20)


def test_minimalism_grows_over_weeks(world: World) -> None:
    posts = organic(world, "极简主义")
    fortnights = [week_of_authors(world, posts, back) + week_of_authors(world, posts, back + 7) for back in (0, 28, 56)]
    assert fortnights[0] > 1.3 * fortnights[1] > 1.3 * fortnights[2]


def test_the_campaign_is_led_by_few_big_accounts(world: World) -> None:
    posts = [post for post in world.posts["weibo"] if "素颜挑战" in post.text and post.event == "campaign"]
    assert min(post.published for post in posts) >= world.starts_at(11)
    big = {post.author.native for post in posts if post.author.followers > 1_000_000}
    assert len(big) == 4 and len({post.author.native for post in posts}) > 200
    follow = [post for post in posts if post.author.native not in big]
    led = [
        p
        for p in follow
        if p.kind == "repost" or any(call.text[:20] in p.text for call in posts if call.author.native in big)
    ]
    assert len(led) > 0.7 * len(follow)
    assert all(post.author.followers <= 3000 for post in follow)


def test_the_flood_is_many_alike_posts_of_six_new_accounts(world: World) -> None:
    posts = [post for post in world.posts["weibo"] if "零食盲盒" in post.text]
    assert len(posts) >= 380
    assert len({post.author.native for post in posts}) == 6
    assert max(post.author.followers for post in posts) < 50
    assert world.starts_at(2) <= min(p.published for p in posts) <= max(p.published for p in posts) < world.starts_at(0)
    assert len({post.text[:4] for post in posts}) <= 12
    assert "零食盲盒" not in "".join(post.text for name in ("zhihu", "xiaohongshu") for post in world.posts[name])


def test_the_phone_s_mood_drops_on_weibo_only(world: World) -> None:
    def negative(platform: str, keep: Callable[[int], bool]) -> float:
        posts = [p for p in world.posts[platform] if p.topic == "xingye_phone" and keep(p.published)]
        return sum(post.mood == "negative" for post in posts) / len(posts)

    tuesday = world.starts_at(DROP_BACK)
    assert 0.11 < negative("weibo", lambda when: when < tuesday) < 0.19
    assert 0.47 < negative("weibo", lambda when: when >= tuesday) < 0.65
    assert negative("xiaohongshu", lambda when: when >= tuesday) < 0.45
    hot = [p for p in world.posts["weibo"] if p.event == "overheating" and p.published >= tuesday]
    assert len({post.author.native for post in hot}) > 60


def test_the_brand_is_about_safety_here_and_experience_there(world: World) -> None:
    def share(platform: str, word: str) -> float:
        posts = [p for p in world.posts[platform] if p.topic == "anhe_baby" and p.event == "" and p.kind != "repost"]
        return sum(word in post.title + post.text for post in posts) / len(posts)

    assert share("weibo", "产品安全") > 0.7 > 0.1 > share("xiaohongshu", "产品安全")
    assert share("xiaohongshu", "使用体验") > 0.7 > 0.1 > share("weibo", "使用体验")


def test_organic_posts_are_rarely_alike(world: World) -> None:
    def shingles(text: str) -> set[str]:
        return {text[i : i + 3] for i in range(len(text) - 2)}

    for platform, posts in world.posts.items():
        own = [shingles(p.text) for p in posts if p.topic == "sunscreen" and not p.event and p.kind != "repost"][-300:]
        alike = sum(
            any(len(one & other) > 0.6 * len(one | other) for other in own[:i] if abs(len(one) - len(other)) < 20)
            for i, one in enumerate(own)
        )
        assert alike <= len(own) * 0.02, platform


def test_copies_are_near_duplicates_of_an_earlier_post(world: World) -> None:
    weibo = world.posts["weibo"]
    copies = [(i, post) for i, post in enumerate(weibo) if post.event == "copy"][:50]
    for i, post in copies:
        assert any(earlier.text in post.text for earlier in weibo[max(0, i - 9000) : i] if earlier.topic == post.topic)


def test_truth_is_written_for_every_planted_subject(world: World, tmp_path: Path) -> None:
    write_truth(world, tmp_path / "truth.json")
    told = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    by_name = {(subject["subject"], subject["kind"]): subject for subject in told["planted"]}
    assert told["seed"] == 7 and told["last_day"] == "2026-11-22" and told["first_day"] == "2026-08-24"
    assert by_name["长续航", "ramp"]["verdict"] == by_name["快充", "step"]["verdict"] == "organic"
    assert by_name["素颜挑战", "campaign"]["verdict"] == "campaign"
    assert by_name["零食盲盒", "flood"]["verdict"] == "suspected_flood"
    assert by_name["防晒", "doubled_query"]["verdict"] is None
    assert by_name["weibo", "crawl_failure"]["first_day"] == "2026-11-18"
    assert {subject["kind"] for subject in told["planted"]} >= {"slow", "contrast", "sentiment_drop", "steady"}
    assert {s.verdict for s in planted(world)} <= {None, *(verdict.value for verdict in Verdict)}
    assert all(date.fromisoformat(s["first_day"]) <= date.fromisoformat(s["last_day"]) for s in told["planted"])
