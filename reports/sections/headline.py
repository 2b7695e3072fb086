"""What changed this week, in up to five sentences computed from the numbers; each leads to its evidence."""

from markupsafe import Markup

from contract.findings import AlertMetric, Phase, Verdict
from reports.alert_figures import subject_of
from reports.alert_mail import row_words
from reports.alert_story import STATES
from reports.insufficient import HELD_BACK, about
from reports.page import Page, Sentence, sentence
from reports.published import Row
from reports.quoting import quote
from reports.section import Context, Rows
from reports.sections.coverage import FAILURES, failures_of
from reports.story import name_of
from reports.topics import about_topics

TITLE = {"zh": "本周要点", "en": "This week in short"}
ORDER = 10
MOST = 5  # sentences

QUERIES = {
    "held": HELD_BACK,
    "totals": """
WITH week AS (
  SELECT sum(posts) FILTER (dt >= $first) AS posts, sum(organic_posts) FILTER (dt >= $first) AS organic_posts,
    sum(posts) FILTER (dt < $first) AS posts_before, count(DISTINCT dt) FILTER (dt < $first) AS days_before
  FROM volume_daily WHERE dt BETWEEN $first - 7 AND $last
)
SELECT coalesce(posts, 0)::BIGINT AS posts, organic_posts / nullif(posts, 0) AS organic_share,
  CASE WHEN days_before = 7 THEN posts / nullif(posts_before, 0) - 1 END AS change
FROM week""",
    "topics": about_topics("FROM organic_topic ORDER BY is_up DESC, score DESC, subject"),
    "topic_counts": about_topics("""
SELECT count(*) FILTER (is_up) AS rising, count(*) FILTER (NOT is_up) AS watched FROM organic_topic"""),
    "others": about_topics("""
FROM topic WHERE verdict NOT IN ('organic', 'calendar') AND part_of IS NULL ORDER BY score DESC, subject"""),
    "alerts": STATES
    + """
FROM state WHERE status NOT IN ('recovered', 'closed') AND (dt >= $first OR opened >= $first) AND metric <> 'silence'
ORDER BY list_position(['critical', 'warning', 'notice'], severity), change DESC, alert_id""",
    "alert_count": STATES
    + """
SELECT count(*) AS alerts FROM state
WHERE status NOT IN ('recovered', 'closed') AND (dt >= $first OR opened >= $first) AND metric <> 'silence'""",
    "failures": FAILURES,
    "exposure": """
SELECT avg(exposure) AS exposure FROM coverage_daily WHERE dt BETWEEN $first AND $last""",
}


def build(rows: Rows, page: Page) -> Context:
    """The sentences in reading order, and the figures above them."""
    totals = rows["totals"][0]
    rising = [row for row in rows["topics"] if row["is_up"]]
    said = {
        "lead": _lead(rising, rows["topics"], page) if totals["posts"] else None,
        "also": _also(rising[1:], page),
        "alert": _alert(rows["alerts"], page),
        "others": _others(rows["others"], page),
        "held": about(rows["held"], page),
        "gap": _gap(_not_held(rows["failures"], rows["held"]), page),
        "volume": _volume(totals, page),
    }
    # What must not be missed comes first when there is no room for all; the volume is a frame, not news.
    by_weight = ["held", "lead", "alert", "gap", "others", "also", "volume"]
    kept = [name for name in by_weight if said[name]][:MOST]
    reading_order = ["held", "volume", "lead", "also", "alert", "others", "gap"]
    sentences = [said[name] for name in reading_order if name in kept]
    return {"sentences": sentences, "tiles": _tiles(rows, totals, page)}


def _name(row: Row, page: Page) -> str:
    return quote(page.subject(*name_of(row)), 60)


def _lead(rising: list[Row], watched: list[Row], page: Page) -> Sentence:
    if not rising:
        key = "headline.none_but_watched" if watched else "headline.none"
        return sentence(page, key, "#rising_topics", "quiet", **({"n": page.figures.rows(watched)} if watched else {}))
    row, figures = rising[0], page.figures
    told = {"name": _name(row, page), "since": figures.day(row["since"])}
    href = "#" + page.anchor(row["subject_kind"], row["subject"])
    times, between = figures.times(row["ratio"]), figures.between(row["ratio_low"], row["ratio_high"])
    if not times:
        return sentence(page, "headline.lead_new", href, "up", **told)
    key = "headline.lead_peaking" if row["phase"] == Phase.PEAKING else "headline.lead_rising"
    return sentence(page, key, href, "up", **told, ratio=times, between=between or times)


def _also(rising: list[Row], page: Page) -> Sentence | None:
    if not rising:
        return None
    names = []
    for row in rising[:3]:
        name = _name(row, page)
        times = page.figures.times(row["ratio"])
        names.append(page.words.marked("headline.named_ratio" if times else "headline.named", name=name, ratio=times))
    if len(rising) > 3:
        shown = Markup(page.words("list.between")).join(names)  # noqa: S704 - words of the package
        return sentence(
            page, "headline.also_more", "#rising_topics", "up", names=shown, n=page.figures.rows(rising[3:])
        )
    return sentence(page, "headline.also", "#rising_topics", "up", names=page.words.listed(names))


def _alert(alerts: list[Row], page: Page) -> Sentence | None:
    if not alerts:
        return None
    row, figures = alerts[0], page.figures
    if row["metric"] != AlertMetric.NEGATIVE_SHARE:
        return _other_alert(alerts, page)
    told = {
        "theme": subject_of(row, page),
        "platform": page.platform(row["scope"]),
        "baseline": figures.share(row["baseline"]),
        "share": figures.share(row["value"]),
        "change": figures.points(row["change"]),
    }
    href = "#" + page.anchor("alert", row["alert_id"])
    if len(alerts) == 1:
        return sentence(page, "headline.alert", href, "warn", **told)
    key = "headline.alert_and_one" if len(alerts) == 2 else "headline.alert_and_more"
    return sentence(page, key, href, "warn", **told, **({} if len(alerts) == 2 else {"n": figures.rows(alerts[1:])}))


def _other_alert(alerts: list[Row], page: Page) -> Sentence:
    href, said = "#" + page.anchor("alert", alerts[0]["alert_id"]), row_words.said(alerts[0], page)
    if len(alerts) == 1:
        return sentence(page, "headline.alert_other", href, "warn", said=said)
    return sentence(page, "headline.alert_other_more", href, "warn", said=said, n=page.figures.rows(alerts[1:]))


def _others(topics: list[Row], page: Page) -> Sentence | None:
    if not topics:
        return None
    # Campaigns stand in a section of their own: the sentence leads to what it names first.
    href = "#campaigns" if topics[0]["verdict"] == Verdict.CAMPAIGN else "#lookalikes"
    names = [
        page.words.marked(
            "headline.named_verdict",
            name=_name(row, page),
            verdict=Markup.escape(page.words.code("verdict", row["verdict"])),
        )
        for row in topics[:3]
    ]
    if len(topics) > 3:
        shown = Markup(page.words("list.between")).join(names)  # noqa: S704 - words of the package
        return sentence(page, "headline.others_more", href, "quiet", names=shown, n=page.figures.rows(topics[3:]))
    return sentence(page, "headline.others", href, "quiet", names=page.words.listed(names))


def _gap(failures: list[Row], page: Page) -> Sentence | None:
    gaps = failures_of(failures, page)
    if not gaps:
        return None
    first = {"day": gaps[0]["day"], "platform": gaps[0]["platform"]}
    queries = gaps[0]["count"]
    if len(gaps) == 1:
        return sentence(page, "headline.gap", "#coverage", "warn", **first, queries=queries)
    return sentence(
        page, "headline.gap_more", "#coverage", "warn", **first, queries=queries, n=page.figures.rows(failures[1:])
    )


def _not_held(failures: list[Row], held: list[Row]) -> list[Row]:
    """Failed crawls of days that were judged all the same: the others are told of as insufficient."""
    told = {(row["dt"], row["scope"]) for row in held}
    return [row for row in failures if (row["dt"], row["platform"]) not in told]


def _volume(totals: Row, page: Page) -> Sentence:
    figures = page.figures
    if not totals["posts"]:
        return sentence(page, "headline.no_posts", "#coverage", "warn")
    posts = page.words.counted("unit.posts", totals["posts"], figures.count(totals["posts"]))
    told = {"posts": posts, "share": figures.share(totals["organic_share"])}
    if totals["change"] is None:
        return sentence(page, "headline.volume", "#coverage", **told)
    return sentence(page, "headline.volume_change", "#coverage", **told, change=figures.percent(totals["change"]))


def _tiles(rows: Rows, totals: Row, page: Page) -> list[dict[str, str]]:
    figures, words = page.figures, page.words
    change, exposure = totals["change"], rows["exposure"][0]["exposure"]
    topics, alerts = rows["topic_counts"][0], rows["alert_count"][0]["alerts"]
    return [
        {"label": words("tile.posts"), "value": figures.count(totals["posts"]), "href": "#coverage",
         "note": "" if change is None else words("tile.change", change=figures.percent(change))},
        {"label": words("tile.rising"), "value": figures.count(topics["rising"]), "href": "#rising_topics",
         "note": words("tile.watched", n=figures.count(topics["watched"])) if topics["watched"] else ""},
        {"label": words("tile.alerts"), "value": figures.count(alerts), "note": "", "href": "#sentiment_drops"},
        {"label": words("tile.coverage"), "value": figures.share(exposure), "href": "#coverage",
         "note": "" if exposure is not None else words("tile.imported")},
    ]  # fmt: skip
