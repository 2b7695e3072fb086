"""Topics that rise by themselves: the part of the report that is read first and longest."""

from datetime import date

from reports.charts import Chart, chart
from reports.page import Page
from reports.pictures import FEELINGS, Feeling, feeling_bar
from reports.published import Row
from reports.section import Context, Rows
from reports.story import DAYS, Story, by_topic, key_of, tell
from reports.topic_aspects import ASPECTS, POSTS, aspects_of, said_of
from reports.topic_outlook import outlook_of
from reports.topic_voices import began, driven
from reports.topics import SEEN_DAYS, about_topics, courses_of, daily_of, evidence_of

TITLE = {"zh": "正在升温的话题", "en": "Rising topics"}
ORDER = 20
CARDS = 12
MORE = 40  # topics in the table below the cards
FEW = 20  # posts below which shares of feeling are greyed

QUERIES = {
    "topics": about_topics("""
SELECT *, 1 - negative_share - positive_share AS neutral_share, 1 - kol_share - koc_share AS rest_share
FROM organic_topic ORDER BY is_up DESC, score DESC, subject"""),
    "daily": daily_of("organic_topic"),
    "seen": SEEN_DAYS,
    "courses": courses_of("shown_topic"),
    "related": about_topics("""
SELECT o.subject_kind, o.subject, t.subject_kind AS related_kind, t.subject AS related
FROM shown_topic o JOIN grouped t ON (t.part_of = o.subject OR t.topic_id = o.topic_id) AND t.subject <> o.subject
WHERE t.verdict = 'organic' AND t.subject <> coalesce(o.name, o.subject)
ORDER BY o.subject, t.score DESC, t.subject"""),
    "aspects": ASPECTS,
    "aspect_posts": POSTS,
    "posts": evidence_of("shown_topic"),
}


def build(rows: Rows, page: Page) -> Context:
    """Cards for the topics that rise or peak, a table for the rest."""
    daily, seen = by_topic(rows["daily"]), rows["seen"]
    stories = [(row, tell(row, daily.get(key_of(row), []), seen, page)) for row in rows["topics"]]
    up = [pair for pair in stories if pair[0]["is_up"]][:CARDS]
    parts = {name: by_topic(rows[name]) for name in ("related", "aspects", "aspect_posts", "posts", "courses")}
    cards = []
    for row, story in up:
        mine = {name: found.get(key_of(row), []) for name, found in parts.items()}
        cards.append({"story": story, "chart": _course(story, mine["courses"], page), **_card(row, mine, page)})
    shown = {story.anchor for _, story in up}
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


def _card(row: Row, mine: Rows, page: Page) -> Context:
    """What stands on a card below its numbers."""
    return {
        "related": [page.subject(r["related_kind"], r["related"]) for r in mine["related"][:6]],
        "feeling": _feeling(row, page),
        "began": began(row, page),
        "driven": driven(row, page),
        "outlook": outlook_of(row, page),
        "aspects": aspects_of(mine["aspects"], page),
        "said": said_of(mine["aspect_posts"], page),
        "quotes": page.quotes(mine["posts"]),
    }


def _feeling(row: Row, page: Page) -> Context | None:
    if not row["mood_posts"]:
        return None
    figures = page.figures
    parts: Feeling = (row["negative_share"], row["neutral_share"], row["positive_share"])
    shares = {name: figures.share(part) for name, part in zip(FEELINGS, parts, strict=True)}
    intervals = {
        f"{name}_interval": ""
        if row[f"{name}_low"] is None
        else figures.shares(row[f"{name}_low"], row[f"{name}_high"])
        for name in ("negative", "positive")
    }
    n = figures.count(row["mood_posts"])
    label = page.words("feeling.label", n=n, **shares)
    few = row["mood_posts"] < FEW
    return {"bar": feeling_bar(parts, label), "n": n, "few": few, "change": _change(row, page), **shares, **intervals}


def _change(row: Row, page: Page) -> str:
    """The negative share against the four weeks before, with its interval where it is known."""
    figures, words = page.figures, page.words
    if row["negative_change"] is None:
        return ""
    change = figures.points(row["negative_change"])
    if row["negative_change_low"] is None:
        return words("rising.changed", change=change)
    low, high = figures.points(row["negative_change_low"]), figures.points(row["negative_change_high"])
    return words("rising.changed_between", change=change, low=low, high=high)
