"""What was planted in the made-up network, in a form that tests and the report's readers can hold findings against.

It follows from the plan alone (seed, days, scale), never from the generated posts; the server does not tell it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from contract.findings import SubjectKind, Verdict
from demo import timeline
from demo.plan import DOUBLED_ON, DOUBLED_QUERY, LOOKBACK, QUERIES
from demo.topics import PLATFORMS, topics
from demo.world import World

_BOTH = ("weibo", "xiaohongshu")


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted subject: its volume in the end is `factor` times that before; `verdict` is what one should find."""

    subject: str
    subject_kind: str  # term, hashtag, theme, query or crawl
    kind: str  # ramp step slow campaign flood contrast sentiment_drop crawl_failure doubled_query steady
    first_day: date
    last_day: date
    platforms: tuple[str, ...]
    factor: float
    verdict: str | None  # organic campaign suspected_flood artefact; None = not to be named as a trend
    note: str


def planted(world: World) -> list[Planted]:
    """Everything planted, the rising ones first."""
    return [*_rising(world), *_false_rises(world), *_moods(world), *_crawls(world), *_steady(world)]


def write_truth(world: World, path: Path) -> None:
    """Write truth.json: seed, first and last day, and the planted subjects."""
    told = {
        "seed": world.seed,
        "first_day": world.days[0],
        "last_day": world.end,
        "weeks": world.weeks,
        "queries": QUERIES,
        "planted": [asdict(subject) for subject in planted(world)],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")


def _rising(world: World) -> list[Planted]:
    theme, organic = SubjectKind.THEME.value, Verdict.ORGANIC.value
    slow = round(timeline.SLOW_WEEKLY ** (timeline.SLOW_DAYS / 7), 2)
    return [
        Planted("长续航", theme, "ramp", _day(world, timeline.RAMP_DAYS), world.end, PLATFORMS, timeline.RAMP_TOP,
                organic, "weibo first, xiaohongshu and feeds three days later, zhihu six days later"),
        Planted("快充", theme, "step", _day(world, timeline.STEP_BACK), world.end, PLATFORMS, timeline.STEP_FACTOR,
                organic, "steps up in one day and stays"),
        Planted("极简主义", theme, "slow", _day(world, timeline.SLOW_DAYS), world.end, PLATFORMS, slow, organic,
                "about 12 % a week"),
        Planted("手机发热", theme, "step", _day(world, timeline.DROP_BACK), world.end, ("weibo",), 10.0, organic,
                "the story that turns the sentiment of 星野手机"),
    ]  # fmt: skip


def _false_rises(world: World) -> list[Planted]:
    hashtag, theme = SubjectKind.HASHTAG.value, SubjectKind.THEME.value
    return [
        Planted("素颜挑战", hashtag, "campaign", _day(world, timeline.CAMPAIGN_BACK), world.end, _BOTH, 10.0,
                Verdict.CAMPAIGN.value, "led by four accounts of more than a million followers; reposts and copies"),
        Planted("零食盲盒", theme, "flood", _day(world, 2), _day(world, 1), ("weibo",), 100.0, Verdict.FLOOD.value,
                "400 near-duplicate posts from six new accounts"),
    ]  # fmt: skip


def _moods(world: World) -> list[Planted]:
    usual = next(topic.negative for topic in topics() if topic.name == "xingye_phone")
    theme, factor = SubjectKind.THEME.value, round(timeline.DROP_NEGATIVE / usual, 2)
    return [
        Planted("星野手机", theme, "sentiment_drop", _day(world, timeline.DROP_BACK), world.end, ("weibo",), factor,
                None, f"negative share from {usual} to {timeline.DROP_NEGATIVE} after an overheating story"),
        Planted("安禾宝贝", theme, "contrast", world.days[0], world.end, _BOTH, 1.0, None,
                "weibo speaks of 产品安全, xiaohongshu of 使用体验"),
    ]  # fmt: skip


def _crawls(world: World) -> list[Planted]:
    failed = _day(world, timeline.FAILED_BACK)
    missing = "、".join(QUERIES[len(QUERIES) // 2 :])
    return [
        Planted("weibo", "crawl", "crawl_failure", failed, failed, ("weibo",), 0.0, None,
                f"503 for {missing}; the next crawl looks back {LOOKBACK['weibo']} hours and mends half of the day"),
        Planted(DOUBLED_QUERY, "query", "doubled_query", _day(world, timeline.DOUBLED_BACK), world.end, DOUBLED_ON, 2.0,
                None, "read twice as many pages deep, on a query that saturates; the words that go with it double too"),
    ]  # fmt: skip


def _steady(world: World) -> list[Planted]:
    names = ("穿搭", "咖啡", "护肤", "零食", "手机")
    note = "background; must not be named"
    return [Planted(name, "query", "steady", world.days[0], world.end, PLATFORMS, 1.0, None, note) for name in names]


def _day(world: World, back: int) -> date:
    return max(world.days[0], world.end - timedelta(days=back))
