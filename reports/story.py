"""A trend row turned into words and pictures: shared by the sections that list topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import TypeAlias

from markupsafe import Markup

from contract.findings import ALL_PLATFORMS
from reports.page import Page
from reports.pictures import sparkline
from reports.published import Row

DAYS = 56  # of the sparkline and the course
_USUAL_DAYS = 28  # before the last fortnight: what the dotted line averages

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    """A topic as the templates show it; empty strings where the data says nothing."""

    name: str
    anchor: str
    kind: str
    phase: str
    phase_code: str
    verdict: str
    verdict_code: str
    since: str
    week: str  # "week 3" of its rise, where the warehouse knows the topic
    until: str  # the last day it stood at or above the watch level, if it no longer does
    ratio: str
    interval: str
    volume: str
    posts: str
    usual: str
    first_on: str
    platforms: str
    scope: str
    reasons: list[str]
    spark: Markup
    spark_caption: str
    link: str = ""  # its page in the archive


def key_of(row: Row) -> Key:
    """What rows of one topic share."""
    return (row["subject_kind"], row["subject"])


def name_of(row: Row) -> Key:
    """What a row's topic is called: by the subject that the warehouse named it after, else by its own."""
    return (row["name_kind"], row["name"]) if row.get("name") else key_of(row)


def by_topic(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    """Rows grouped by topic, in their order."""
    grouped: dict[Key, list[Row]] = {}
    for row in rows:
        grouped.setdefault(key_of(row), []).append(row)
    return grouped


def tell(row: Row, daily: Sequence[Row], seen: Sequence[Row], page: Page) -> Story:
    """A trend row and its daily counts as a story. `seen` are the days that have any posts at all."""
    words, figures = page.words, page.figures
    unit = page.voices(row["platforms"] or [row["scope"]])
    phase = row["phase"] if row["is_current"] else "ended"
    spark, caption = curve(daily, {day["dt"] for day in seen}, unit, page)
    platforms = [page.platform(platform) for platform in row["platforms"] or []]
    first_on = page.platform(row["first_platform"]) if row["first_platform"] else ""
    return Story(
        name=page.subject(*name_of(row)),
        anchor=page.anchor(*key_of(row)),
        kind=words.code("kind", name_of(row)[0]),
        phase=words.code("phase", phase),
        phase_code=phase,
        verdict=words.code("verdict", row["verdict"]),
        verdict_code=row["verdict"],
        since=figures.day(row["since"]) if row["since"] else "",
        week=words("rising.week_number", n=figures.count(row["rise_week"])) if row.get("rise_week") else "",
        until="" if row["is_current"] else figures.day(row["dt"]),
        ratio=figures.times(row["ratio"]),
        interval=figures.between(row["ratio_low"], row["ratio_high"]),
        volume=words.counted(unit, row["authors"] or 0, figures.count(row["authors"])),
        posts=""
        if unit == "unit.posts"
        else words.counted("unit.posts", row["posts"] or 0, figures.count(row["posts"])),
        usual="" if row["expected"] is None else figures.amount(row["expected"]),
        first_on=first_on if len(platforms) > 1 else "",
        platforms=words.listed(platforms) if platforms else page.platform(row["scope"]),
        scope="" if row["scope"] == ALL_PLATFORMS else page.platform(row["scope"]),
        reasons=[words.code("reason", code) for code in row["reasons"] or []],
        spark=spark,
        spark_caption=caption,
        link=page.topic_link(row.get("topic_id")),
    )


def course_of(daily: Sequence[Row], seen: set[date], page: Page) -> tuple[list[float | None], float | None]:
    """A topic's authors on each of the days that the sparkline shows, None where nothing was seen; and the usual."""
    said: Mapping[date, int] = {row["dt"]: row["authors"] or 0 for row in daily}
    values = [float(said.get(day, 0)) if day in seen or day in said else None for day in page.days_back(DAYS)]
    past = [value for value in values[DAYS - 14 - _USUAL_DAYS : DAYS - 14] if value is not None]
    return values, fmean(past) if past else None


def curve(daily: Sequence[Row], seen: set[date], unit: str, page: Page) -> tuple[Markup, str]:
    """Eight weeks of daily authors as a small curve, and its caption; days neither counted nor seen are gaps."""
    said: Mapping[date, int] = {row["dt"]: row["authors"] or 0 for row in daily}
    values, usual = course_of(daily, seen, page)
    days = page.days_back(DAYS)
    if not said:
        return Markup(""), ""
    top = max(said, key=lambda day: (said[day], day))
    peak = page.words.counted(unit, said[top], page.figures.count(said[top]))
    caption = page.words("spark.caption", peak=peak, day=page.figures.day(top))
    first = page.figures.day(next((day for day, value in zip(days, values, strict=True) if value is not None), top))
    label = page.words("spark.label", first=first, last=page.figures.day(page.last), caption=caption)
    return sparkline(values, label, usual), caption
