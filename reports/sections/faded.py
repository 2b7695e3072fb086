"""What faded: topics that rose in the weeks before and are getting less, or are back to usual."""

from datetime import date

from contract.findings import ALL_PLATFORMS
from reports.page import Page
from reports.published import Row
from reports.questions.faded import DAILY, LOOKED, TOPICS
from reports.questions.judged import WHOLE_DAYS
from reports.section import Context, Rows
from reports.story import by_topic, curve, key_of

TITLE = {"zh": "已经退去的话题", "en": "What faded"}
ORDER = 69

QUERIES = {"topics": TOPICS, "daily": DAILY, "seen": WHOLE_DAYS, "looked": LOOKED}


def build(rows: Rows, page: Page) -> Context:
    """One line a topic, the highest peak first; or why there is none."""
    daily, seen = by_topic(rows["daily"]), {row["dt"] for row in rows["seen"]}
    looked = rows["looked"][0]
    blind = looked["scopes"] > 0 and looked["judged"] == 0
    lines = [_line(row, daily.get(key_of(row), []), page, seen=seen) for row in rows["topics"]]
    return {"lines": lines, "why_none": page.words("faded.blind" if blind else "faded.empty")}


def _line(row: Row, daily: list[Row], page: Page, *, seen: set[date]) -> Context:
    words, figures = page.words, page.figures
    everywhere = row["scope"] == ALL_PLATFORMS
    unit = page.voices(sorted(page.platforms) if everywhere else [row["scope"]])
    spark, caption = curve(daily, seen, unit, page)
    peak = words.counted(unit, row["peak_authors"], figures.count(row["peak_authors"]))
    return {
        "name": page.subject(row["subject_kind"], row["subject"]),
        "where": "" if everywhere else words("rising.only_on", platform=page.platform(row["scope"])),
        "verdict": words.code("verdict", row["verdict"]),
        "state": words("faded.usual") if row["is_usual"] else words.code("phase", "fading"),
        "peak_on": figures.day(row["peak_on"]),
        "peak": words("faded.a_day", volume=peak),
        "stood": words("faded.stood", since=figures.day(row["since"]), until=figures.day(row["until"])),
        "days": words.counted("unit.days", row["days"], figures.count(row["days"])),
        "left": figures.share(row["left_over"]),
        "levels": words("faded.levels", now=figures.amount(row["level_now"]), peak=figures.amount(row["peak_level"])),
        "spark": spark,
        "caption": caption,
    }
