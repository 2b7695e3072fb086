"""What people wish for, ask and complain of, by theme and aspect: what product teams read to decide what to build."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from reports.meant import ASKED, INTENTS, PHRASES, TITLES, WORDS
from reports.page import Page, Quote
from reports.published import Row
from reports.quoting import quote
from reports.section import Context, Rows

TITLE = {"zh": "建议与抱怨", "en": "Ideas and complaints"}
ORDER = 68
FEW = 20  # authors of both weeks, below which nothing is said of a change
SHOWN = ("complaint", "warning_off", "wish", "question", "recommendation", "purchase")
QUOTES = {"complaint": 1, "wish": 2, "question": 1}  # of each aspect

QUERIES = {"intents": INTENTS, "asked": ASKED, "phrases": PHRASES, "words": WORDS, "titles": TITLES}


def build(rows: Rows, page: Page) -> Context:
    """A table of intents by theme; complaints, wishes and questions by theme and aspect, with posts."""
    return {
        "few": FEW,
        "intents": [page.words(f"intent.{intent}") for intent in SHOWN],
        "table": _table(rows["intents"], page),
        "kinds": [
            {
                "intent": intent,
                "title": page.words(f"intent_title.{intent}"),
                "note": page.words(f"intent_note.{intent}"),
                "empty": page.words(f"intent_none.{intent}"),
                "themes": list(_themes(intent, rows, page)),
            }
            for intent in ("wish", "complaint", "question")
        ],
    }


def _table(rows: Sequence[Row], page: Page) -> list[Context]:
    """A line a theme, a cell an intent."""
    table = []
    for theme, found in groupby(rows, key=lambda row: str(row["theme"])):
        cells = {row["intent"]: _cell(row, page) for row in found}
        table.append({"name": page.theme(theme), "cells": [cells.get(intent) for intent in SHOWN]})
    return table


def _cell(row: Row, page: Page) -> Context:
    figures = page.figures
    told = {"authors": figures.count(row["authors"]), "before": figures.count(row["authors_before"])}
    if row["is_few"] or row["change"] is None:
        return {**told, "few": row["is_few"], "change": "", "interval": "", "tone": "same"}
    clear = row["change_low"] > 0 or row["change_high"] < 0
    interval = page.words(
        "ideas.between", low=figures.percent(row["change_low"]), high=figures.percent(row["change_high"])
    )
    tone = "same" if not clear else "more" if row["change"] > 0 else "less"
    return {**told, "few": False, "change": figures.percent(row["change"]), "interval": interval, "tone": tone}


def _themes(intent: str, rows: Rows, page: Page) -> Iterator[Context]:
    mine = [row for row in rows["asked"] if row["intent"] == intent]
    told: set[str] = set()
    for theme, found in groupby(mine, key=lambda row: str(row["theme"])):
        groups = [list(posts) for _, posts in groupby(found, key=lambda row: str(row["aspect"]))]
        authors = groups[0][0]["theme_authors"]
        yield {
            "name": page.theme(theme) if theme else page.words("ideas.no_theme"),
            "authors": page.words.counted("unit.authors", authors, page.figures.count(authors)),
            "aspects": [_aspect(posts, told, page) for posts in groups],
            **_more(intent, theme, rows, page),
        }


def _more(intent: str, theme: str, rows: Rows, page: Page) -> Context:
    """What only complaints have: new phrases and their words; and only questions: how they are put."""
    wanted = {"complaint": ("phrases", "words"), "question": ("titles",)}.get(intent, ())
    tell = {"phrases": _phrase, "words": _word, "titles": _title}
    mine = {name: [row for row in rows[name] if row["theme"] == theme] if name in wanted else [] for name in tell}
    return {name: [tell[name](row, page) for row in found] for name, found in mine.items()}


def _aspect(posts: Sequence[Row], told: set[str], page: Page) -> Context:
    """A group; its posts are the rows, and each tells how many people it is of."""
    row = posts[0]
    return {
        "name": quote(page.aspect(row["aspect"]), 40) if row["aspect"] else page.words("ideas.no_aspect"),
        "authors": page.words.counted("unit.authors", row["authors"], page.figures.count(row["authors"])),
        "quotes": _quotes(posts, QUOTES[row["intent"]], told, page),
    }


def _quotes(posts: Sequence[Row], wanted: int, told: set[str], page: Page) -> list[Quote]:
    """Posts of people who are not quoted yet, that do not say the same; whom they are of is kept in `told`."""
    kept: list[Row] = []
    for post in posts:
        who = {post["post_id"], post["author_id"] or post["post_id"]}
        if len(kept) < wanted and not who & told and len(page.quotes([*kept, post], wanted + 1)) > len(kept):
            kept.append(post)
            told |= who
    return page.quotes(kept, wanted)


def _phrase(row: Row, page: Page) -> Context:
    figures = page.figures
    told = {"value": figures.amount(row["value"]), "baseline": figures.amount(row["baseline"])}
    return {"said": page.words("ideas.phrase", phrase=quote(row["detail"], 40), day=figures.day(row["opened"]), **told)}


def _word(row: Row, page: Page) -> Context:
    return {"word": quote(row["word"], 40), "authors": page.figures.count(row["authors"])}


def _title(row: Row, page: Page) -> Context:
    authors = page.words.counted("unit.authors", row["authors"], page.figures.count(row["authors"]))
    return {"question": quote(row["question"], 80), "authors": authors}
