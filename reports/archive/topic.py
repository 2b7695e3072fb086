"""The page of a topic: what it is and was, since when, where, how people feel about it, and all the posts behind it."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from contract.clock import Week
from reports.archive.asking import Answers
from reports.archive.courses import Course, courses
from reports.archive.frame import lived, week_link
from reports.archive.liking import liking
from reports.page import Page
from reports.pictures import FEELINGS, Feeling, feeling_bar
from reports.published import Row
from reports.section import Context
from reports.sections.rising_topics import FEW
from reports.story import tell

MEMBERS = 40  # that are listed
POSTS = 50


def context(answers: Answers, named_in: Sequence[Week], others: Mapping[str, str], page: Page) -> Context:
    """What the template shows. `named_in` are the weeks whose reports link it, `others` the pages of topics by id."""
    (row,) = answers["summary.topic"]
    members = answers["members.members"]
    return {
        "story": tell(row, [], [], page),
        "theme": {"name": page.theme(row["theme"]), "link": page.theme_link(row["theme"])} if row["theme"] else None,
        "facts": _facts(row, page),
        **course(answers["course.weeks"], page),
        "feeling": _feeling(row, page),
        "aspects": [liking(aspect, page) for aspect in answers["feeling.aspects"]],
        "days": [_day(day, page) for day in answers["days.days"]],
        "members": [_member(member, page) for member in members[:MEMBERS]],
        "hidden": page.figures.rows(members[MEMBERS:]) if members[MEMBERS:] else "",
        "kin": [_kin(other, others, page) for other in answers["kin.kin"]],
        "posts": page.quotes(answers["posts.posts"], POSTS),
        "weeks": [{"name": str(week), "link": week_link(week, page)} for week in sorted(named_in, reverse=True)],
        "few": FEW,
    }


def _facts(row: Row, page: Page) -> list[tuple[str, str]]:
    """Terms and what stands behind them: beginnings, voices, outlook. Without the unknown."""
    words, figures = page.words, page.figures
    told = [("lived", lived(row, page))]
    if row["began"]:
        days = {"day": "began", "low": "began_low", "high": "began_high"}
        told.append(("began", words("archive.began_text", **{n: figures.day(row[key]) for n, key in days.items()})))
    if row["lead_days"]:
        first = page.platform(row["first_platform"])
        told.append(("lead", words("rising.lead", platform=first, n=figures.count(row["lead_days"]))))
    return [
        (words.code("archive_fact", name), text) for name, text in [*told, *_voices(row, page), *_outlook(row, page)]
    ]


def _voices(row: Row, page: Page) -> list[tuple[str, str]]:
    words, figures = page.words, page.figures
    said = []
    if row["kols"] is not None:
        counts = {"kols": figures.count(row["kols"]), "kocs": figures.count(row["kocs"])}
        said.append(words("archive.voices_count", **counts))
    if row["kol_share"] is not None:
        shares = {"kol": figures.share(row["kol_share"]), "koc": figures.share(row["koc_share"])}
        said.append(words("archive.response", **shares))
    return [("voices", words.joined("list.pause", said))] if said else []


def _outlook(row: Row, page: Page) -> list[tuple[str, str]]:
    if row["outlook_7"] is None or not row["is_current"]:
        return []
    told = {f"{name}_{days}": page.figures.count(row[f"outlook_{days}{end}"])
            for days in (7, 14) for name, end in (("mid", ""), ("low", "_low"), ("high", "_high"))}  # fmt: skip
    return [("outlook", page.words("archive.outlook_text", **told))]


def course(rows: Sequence[Row], page: Page) -> Context:
    """A chart a platform, and the table behind them: platforms, and a line a week, the newest first."""
    by_platform = {name: list(found) for name, found in groupby(rows, key=lambda row: str(row["platform"]))}
    mondays = sorted({row["monday"] for row in rows})
    posts = {(row["platform"], row["monday"]): row for row in rows}
    drawn = [_drawn(name, found, mondays, page) for name, found in by_platform.items()]
    lines = []
    for monday in reversed(mondays):
        cells = [posts.get((name, monday)) for name in by_platform]
        shown = next(cell["monday"] for cell in cells if cell)
        counts = [page.figures.count(cell["posts"]) if cell else "–" for cell in cells]
        lines.append({"week": _week(shown, page), "cells": counts})
    return {"charts": courses(drawn, page), "platforms": [page.platform(name) for name in by_platform], "lines": lines}


def _drawn(platform: str, rows: Sequence[Row], mondays: Sequence[date], page: Page) -> Course:
    highest = max(rows, key=lambda row: (row["posts"], row["monday"]))
    posts = page.words.counted("unit.posts", highest["posts"], page.figures.count(highest["posts"]))
    caption = page.words("archive.highest", value=posts, day=page.figures.day(highest["monday"]))
    values = {row["monday"]: float(row["posts"]) for row in rows}
    return Course(page.platform(platform), caption, [values.get(monday) for monday in mondays])


def _week(monday: date, page: Page) -> str:
    return page.words("archive.week_from", day=page.figures.day(monday), year=page.figures.year(monday))


def _feeling(row: Row, page: Page) -> Context | None:
    if not row["mood_posts"]:
        return None
    figures = page.figures
    parts: Feeling = (row["negative_share"], row["neutral_share"], row["positive_share"])
    shares = {name: figures.share(part) for name, part in zip(FEELINGS, parts, strict=True)}
    n = figures.count(row["mood_posts"])
    told: Context = {"bar": feeling_bar(parts, page.words("feeling.label", n=n, **shares)), "n": n, **shares}
    told |= {"few": row["mood_posts"] < FEW, "change": ""}
    for name in ("negative", "positive"):
        told[f"{name}_between"] = figures.shares(row[f"{name}_low"], row[f"{name}_high"])
    if row["negative_change"] is not None:
        keys = {"change": "negative_change", "low": "negative_change_low", "high": "negative_change_high"}
        told["change"] = page.words("archive.changed", **{n: figures.points(row[key]) for n, key in keys.items()})
    return told


def _day(row: Row, page: Page) -> Context:
    figures, phase = page.figures, row["phase"]
    return {"day": figures.day(row["dt"]), "weekday": figures.weekday(row["dt"]), "phase_code": phase,
            "phase": page.words.code("phase", phase), "ratio": figures.times(row["ratio"]),
            "interval": figures.between(row["ratio_low"], row["ratio_high"]), "authors": figures.count(row["authors"]),
            "posts": figures.count(row["posts"]), "members": figures.count(row["members"]),
            "name": page.subject(row["name_kind"], row["name"])}  # fmt: skip


def _member(row: Row, page: Page) -> Context:
    figures = page.figures
    return {"name": page.subject(row["subject_kind"], row["subject"]), "authors": figures.count(row["authors"]),
            "kind": page.words.code("kind", row["subject_kind"]), "ratio": figures.times(row["ratio"]),
            "interval": figures.between(row["ratio_low"], row["ratio_high"]),
            "since": figures.day(row["since"]) if row["since"] else "–"}  # fmt: skip


def _kin(row: Row, others: Mapping[str, str], page: Page) -> Markup:
    """A sentence with the other topic's name, which is a link where that topic has a page."""
    name = Markup.escape(page.subject(row["name_kind"], row["name"]))
    if row["other"] in others:
        name = Markup('<a class="name" href="{}">{}</a>').format(page.topic_link(row["other"]), name)
    else:
        name = Markup('<span class="name">{}</span>').format(name)
    told = Markup.escape(page.words.code("archive_kin", row["how"]))
    return told.format(name=name, day=page.figures.day(row["day"]))
