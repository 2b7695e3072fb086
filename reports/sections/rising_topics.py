"""Topics that rise by themselves: the part of the report that is read first and longest."""

from reports.page import Page
from reports.pictures import feeling_bar
from reports.published import Row
from reports.section import Context, Rows
from reports.story import by_topic, key_of, tell
from reports.topics import SEEN_DAYS, SPOKEN, about_topics, daily_of, evidence_of

TITLE = {"zh": "正在升温的话题", "en": "Rising topics"}
ORDER = 20
MORE = 40  # topics in the table below the cards
_BEGAN = ("began", "began_low", "began_high")
_OUTLOOK = ("outlook_7", "outlook_7_low", "outlook_7_high", "outlook_14")
FEW = 20  # posts below which shares of feeling are greyed

QUERIES = {
    "topics": about_topics("FROM organic_topic ORDER BY is_up DESC, score DESC, subject"),
    "daily": daily_of("organic_topic"),
    "seen": SEEN_DAYS,
    "related": about_topics("""
SELECT o.subject_kind, o.subject, t.subject_kind AS related_kind, t.subject AS related
FROM shown_topic o JOIN grouped t ON (t.part_of = o.subject OR t.topic_id = o.topic_id) AND t.subject <> o.subject
WHERE t.verdict = 'organic' AND t.subject <> coalesce(o.name, o.subject)
ORDER BY o.subject, t.score DESC, t.subject"""),
    "feeling": about_topics(
        """
SELECT subject_kind, subject, count(*) FILTER (sentiment = 'negative') AS negative,
  count(*) FILTER (sentiment = 'neutral') AS neutral, count(*) FILTER (sentiment = 'positive') AS positive
FROM told GROUP BY ALL ORDER BY ALL""",
        SPOKEN,
        """
told AS (
  SELECT t.subject_kind, t.subject, p.sentiment
  FROM shown_topic t JOIN post p ON p.dt BETWEEN $first AND $last AND p.organic AND t.scope IN ('all', p.platform)
    AND CASE WHEN t.subject_kind = 'theme' THEN list_contains(p.themes, t.subject)
      WHEN t.subject_kind = 'hashtag' THEN list_contains(p.hashtags, t.subject)
      WHEN contains(t.subject, ' ') THEN contains(array_to_string(p.words, ' '), t.subject)
      ELSE contains(array_to_string(p.words, ''), t.subject) END
  WHERE t.subject_kind <> 'aspect'
  UNION ALL
  SELECT t.subject_kind, t.subject, p.sentiment
  FROM shown_topic t JOIN spoken a ON t.subject_kind = 'aspect' AND a.aspect = split_part(t.subject, '/', -1)
  JOIN post p ON p.post_id = a.post_id
    AND list_contains(p.themes, left(t.subject, length(t.subject) - length(a.aspect) - 1))
    AND p.dt BETWEEN $first AND $last AND p.organic AND t.scope IN ('all', p.platform)
)
""",
    ),
    "posts": evidence_of("shown_topic"),
}


def build(rows: Rows, page: Page) -> Context:
    """Cards for the topics that rise or peak, a table for the rest."""
    daily, seen = by_topic(rows["daily"]), rows["seen"]
    stories = [(row, tell(row, daily.get(key_of(row), []), seen, page)) for row in rows["topics"]]
    related, feeling, posts = by_topic(rows["related"]), by_topic(rows["feeling"]), by_topic(rows["posts"])
    cards: list[Context] = []
    for row, story in [pair for pair in stories if pair[0]["is_up"]][:12]:
        key = key_of(row)
        names = [page.subject(r["related_kind"], r["related"]) for r in related.get(key, [])[:6]]
        quotes = page.quotes(posts.get(key, []))
        mood = _feeling(feeling.get(key, []), page)
        cards.append({"story": story, "related": names, "feeling": mood, "quotes": quotes, "more": _more(row, page)})
    shown = {card["story"].anchor for card in cards}
    rest = [story for _, story in stories if story.anchor not in shown]
    return {"cards": cards, "rest": rest[:MORE], "hidden": max(len(rest) - MORE, 0)}


def _more(row: Row, page: Page) -> list[str]:
    """Two short lines: when and where it began; who drives it, what has changed, what may come. Without the unknown."""
    words, figures = page.words, page.figures
    began, drives = [], []
    if row["began"]:
        days = {name: figures.day(row[key]) for name, key in zip(("day", "low", "high"), _BEGAN, strict=True)}
        began.append(words("rising.began", **days))
    if row["lead_days"]:
        began.append(words("rising.lead", platform=page.platform(row["first_platform"]), n=row["lead_days"]))
    if row["kol_share"] is not None:
        shares = {"kol": figures.share(row["kol_share"]), "koc": figures.share(row["koc_share"])}
        drives.append(words("rising.voices", **shares))
    if row["negative_change"] is not None:
        drives.append(words("rising.changed", change=figures.points(row["negative_change"])))
    if row["outlook_7"] is not None:
        keys = zip(("week", "low", "high", "fortnight"), _OUTLOOK, strict=True)
        drives.append(words("rising.outlook", **{name: figures.count(row[key]) for name, key in keys}))
    return [words("list.pause").join(line) for line in (began, drives) if line]


def _feeling(rows: list[Row], page: Page) -> Context | None:
    if not rows or not (total := rows[0]["negative"] + rows[0]["neutral"] + rows[0]["positive"]):
        return None
    row = rows[0]
    shares = {name: page.figures.share(row[name] / total) for name in ("negative", "neutral", "positive")}
    label = page.words("feeling.label", n=page.figures.count(total), **shares)
    return {
        "bar": feeling_bar(row["negative"], row["neutral"], row["positive"], label),
        "n": page.figures.count(total),
        "few": total < FEW,
        **shares,
    }
