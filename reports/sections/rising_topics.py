"""Topics that rise by themselves: the part of the report that is read first and longest."""

from datetime import date

from reports.charts import Chart, chart
from reports.page import Page
from reports.pictures import FEELINGS, Feeling, feeling_bar
from reports.published import Row
from reports.section import Context, Rows
from reports.story import DAYS, Story, by_topic, key_of, tell
from reports.topics import SEEN_DAYS, about_topics, courses_of, daily_of, evidence_of

TITLE = {"zh": "正在升温的话题", "en": "Rising topics"}
ORDER = 20
MORE = 40  # topics in the table below the cards
_BEGAN = ("began", "began_low", "began_high")
_OUTLOOK = ("outlook_7", "outlook_7_low", "outlook_7_high", "outlook_14")
FEW = 20  # posts below which shares of feeling are greyed

QUERIES = {
    "topics": about_topics("""
SELECT *, 1 - negative_share - positive_share AS neutral_share
FROM organic_topic ORDER BY is_up DESC, score DESC, subject"""),
    "daily": daily_of("organic_topic"),
    "seen": SEEN_DAYS,
    "courses": courses_of("shown_topic"),
    "related": about_topics("""
SELECT o.subject_kind, o.subject, t.subject_kind AS related_kind, t.subject AS related
FROM shown_topic o JOIN grouped t ON (t.part_of = o.subject OR t.topic_id = o.topic_id) AND t.subject <> o.subject
WHERE t.verdict = 'organic' AND t.subject <> coalesce(o.name, o.subject)
ORDER BY o.subject, t.score DESC, t.subject"""),
    "posts": evidence_of("shown_topic"),
}


def build(rows: Rows, page: Page) -> Context:
    """Cards for the topics that rise or peak, a table for the rest."""
    daily, seen = by_topic(rows["daily"]), rows["seen"]
    stories = [(row, tell(row, daily.get(key_of(row), []), seen, page)) for row in rows["topics"]]
    related, posts, courses = (by_topic(rows[name]) for name in ("related", "posts", "courses"))
    cards: list[Context] = []
    for row, story in [pair for pair in stories if pair[0]["is_up"]][:12]:
        key = key_of(row)
        names = [page.subject(r["related_kind"], r["related"]) for r in related.get(key, [])[:6]]
        quotes = page.quotes(posts.get(key, []))
        mood = _feeling(row, page)
        cards.append(
            {
                "story": story,
                "related": names,
                "feeling": mood,
                "quotes": quotes,
                "more": _more(row, page),
                "chart": _course(story, courses.get(key, []), page),
            }
        )
    shown = {card["story"].anchor for card in cards}
    rest = [(row, story) for row, story in stories if story.anchor not in shown]
    hidden = [row for row, _ in rest[MORE:]]
    return {
        "cards": cards,
        "rest": [story for _, story in rest[:MORE]],
        "hidden": page.figures.rows(hidden) if hidden else "",
    }


def _course(story: Story, rows: list[Row], page: Page) -> Chart:
    """Authors of each day, platform by platform; the still picture shows them together."""
    series: dict[str, dict[date, float | None]] = {}
    for row in rows:
        series.setdefault(page.platform(row["platform"]), {})[row["dt"]] = row["authors"]
    label = page.words("chart.topic", name=story.name)
    loud = {name: course for name, course in series.items() if any(course.values())}
    caption, days = story.spark_caption, page.days_back(DAYS)
    return chart("counts", loud, days, page, label=label, caption=caption, still=story.spark)


def _more(row: Row, page: Page) -> list[str]:
    """Two short lines: when and where it began; who drives it, what has changed, what may come. Without the unknown."""
    words, figures = page.words, page.figures
    began, drives = [], []
    if row["began"]:
        days = {name: figures.day(row[key]) for name, key in zip(("day", "low", "high"), _BEGAN, strict=True)}
        began.append(words("rising.began", **days))
    if row["lead_days"]:
        began.append(
            words("rising.lead", platform=page.platform(row["first_platform"]), n=figures.count(row["lead_days"]))
        )
    if row["kol_share"] is not None:
        shares = {"kol": figures.share(row["kol_share"]), "koc": figures.share(row["koc_share"])}
        drives.append(words("rising.voices", **shares))
    if row["negative_change"] is not None:
        drives.append(words("rising.changed", change=figures.points(row["negative_change"])))
    if row["outlook_7"] is not None:
        keys = zip(("week", "low", "high", "fortnight"), _OUTLOOK, strict=True)
        drives.append(words("rising.outlook", **{name: figures.count(row[key]) for name, key in keys}))
    return [words.joined("list.pause", line) for line in (began, drives) if line]


def _feeling(row: Row, page: Page) -> Context | None:
    if not row["mood_posts"]:
        return None
    parts: Feeling = (row["negative_share"], row["neutral_share"], row["positive_share"])
    shares = {name: page.figures.share(part) for name, part in zip(FEELINGS, parts, strict=True)}
    n = page.figures.count(row["mood_posts"])
    label = page.words("feeling.label", n=n, **shares)
    return {"bar": feeling_bar(parts, label), "n": n, "few": row["mood_posts"] < FEW, **shares}
