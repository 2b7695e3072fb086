"""The page of a theme: how loud it is and where, how people feel, what they speak of, its alerts and topics."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from contract.clock import Week
from contract.findings import ALL_PLATFORMS, OVER
from reports.alert_mail import row_words
from reports.archive.asking import Answers
from reports.archive.courses import Course, courses
from reports.archive.frame import lived, week_link
from reports.archive.liking import liking
from reports.page import Page
from reports.pictures import share_bar
from reports.published import Row
from reports.section import Context
from reports.sections.sentiment import FEW

POSTS = 50


def context(answers: Answers, weeks: Sequence[Week], others: Mapping[str, str], page: Page) -> Context:
    """What the template shows. `weeks` are those that have a page, `others` the pages of topics by id."""
    return {
        "volume": _volume(answers["volume.weeks"], page),
        "feeling": _feeling(answers["feeling.weeks"], page),
        "aspects": [liking(row, page) for row in answers["aspects.aspects"]],
        "intents": [_intent(row, page) for row in answers["intents.intents"]],
        "hashtags": [_hashtag(row, page) for row in answers["intents.hashtags"]],
        "alerts": [_alert(row, weeks, page) for row in answers["alerts.alerts"]],
        "topics": [_topic(row, page) for row in answers["topics.topics"] if row["topic_id"] in others],
        "posts": page.quotes(answers["posts.posts"], POSTS),
        "few": FEW,
    }


def _by_platform(rows: Sequence[Row]) -> dict[str, dict[date, Row]]:
    grouped = groupby(rows, key=lambda row: str(row["platform"]))
    return {platform: {row["monday"]: row for row in found} for platform, found in grouped}


def _week(row: Row, page: Page) -> str:
    return page.words("archive.week_from", day=page.figures.day(row["monday"]), year=page.figures.year(row["monday"]))


def _volume(rows: Sequence[Row], page: Page) -> Context:
    """Charts of posts, one a platform; a table of posts and share of voice, the newest week first."""
    told = {name: weeks for name, weeks in _by_platform(rows).items() if any(row["posts"] for row in weeks.values())}
    whole = told.get(ALL_PLATFORMS, {})
    mondays = sorted(whole)
    lines = [
        {"week": _week(whole[monday], page), "cells": [_voice(weeks.get(monday), page) for weeks in told.values()]}
        for monday in reversed(mondays)
    ]
    drawn = [_loud(name, weeks, mondays, page) for name, weeks in told.items()]
    return {"charts": courses(drawn, page), "platforms": [page.platform(name) for name in told], "lines": lines}


def _voice(row: Row | None, page: Page) -> Context | None:
    if row is None:
        return None
    between = page.figures.shares(row["share_low"], row["share_high"])
    return {"posts": page.figures.count(row["posts"]), "share": page.figures.share_1(row["share"]), "between": between}


def _loud(platform: str, weeks: Mapping[date, Row], mondays: Sequence[date], page: Page) -> Course:
    highest = max(weeks.values(), key=lambda row: (row["posts"], row["monday"]))
    posts = page.words.counted("unit.posts", highest["posts"], page.figures.count(highest["posts"]))
    values = [float(weeks[monday]["posts"]) if monday in weeks else None for monday in mondays]
    return Course(page.platform(platform), _highest(posts, highest, page), values)


def _highest(value: str, row: Row, page: Page) -> str:
    return page.words("archive.highest", value=value, day=page.figures.day(row["monday"]))


def _feeling(rows: Sequence[Row], page: Page) -> Context:
    """Charts of the negative share, weeks with few posts left out; a table of all platforms, the newest first."""
    told = _by_platform(rows)
    mondays = sorted({row["monday"] for row in rows})
    drawn = [_bad(name, weeks, mondays, page) for name, weeks in told.items()]
    lines = [_mood(row, page) for row in reversed(told.get(ALL_PLATFORMS, {}).values())]
    return {"charts": courses([course for course in drawn if course], page), "lines": lines}


def _bad(platform: str, weeks: Mapping[date, Row], mondays: Sequence[date], page: Page) -> Course | None:
    enough = {monday: row for monday, row in weeks.items() if row["n"] >= FEW}
    if not enough:
        return None
    highest = max(enough.values(), key=lambda row: (row["negative_share"], row["monday"]))
    values = [enough[monday]["negative_share"] if monday in enough else None for monday in mondays]
    shown = page.figures.share(highest["negative_share"])
    return Course(page.platform(platform), _highest(shown, highest, page), values, "bad")


def _mood(row: Row, page: Page) -> Context:
    told: Context = {"week": _week(row, page), "n": page.figures.count(row["n"]), "few": row["n"] < FEW}
    for name in ("negative", "positive"):
        told[name] = page.figures.share(row[f"{name}_share"])
        told[f"{name}_between"] = page.figures.shares(row[f"{name}_low"], row[f"{name}_high"])
    return told


def _intent(row: Row, page: Page) -> Context:
    figures = page.figures
    return {"name": page.words.code("intent", row["intent"]), "posts": figures.count(row["posts"]),
            "share": figures.share(row["share"]), "bar": share_bar(row["share"]),
            "between": figures.shares(row["share_low"], row["share_high"])}  # fmt: skip


def _hashtag(row: Row, page: Page) -> Context:
    name = page.subject("hashtag", row["hashtag"])
    return {"name": name, "posts": page.figures.count(row["posts"]), "share": page.figures.share(row["share"])}


def _alert(row: Row, weeks: Sequence[Week], page: Page) -> Context:
    week = Week.of(row["dt"])
    anchor = page.anchor("alert", row["alert_id"])
    return {
        "said": row_words.said(row, page),
        "opened": page.figures.day(row["opened"]),
        "changed": page.figures.day(row["dt"]),
        "status": page.words.code("status", row["status"]),
        "status_code": row["status"],
        "is_open": row["status"] not in OVER,
        "link": f"{week_link(week, page)}#{anchor}" if week in weeks else "",
    }


def _topic(row: Row, page: Page) -> Context:
    name, link = page.subject(row["name_kind"], row["name"]), page.topic_link(row["topic_id"])
    return {"name": name, "link": link, "lived": lived(row, page)}
