"""What people like and dislike of a rising topic: aspects with counts, and a post each for the best and the worst."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.page import Page, Quote
from reports.pictures import Feeling, feeling_bar
from reports.published import Row
from reports.quoting import quote
from reports.section import Context
from reports.sql_intervals import wilson
from reports.topics import about_topics

ENOUGH = 20  # posts with an opinion, from which on the liked share is told

# The trend's own lists: the aspects that most of its posts speak of, the one that most speak of first.
_ASPECT = """
of_aspect AS (
  SELECT dt, scope, subject_kind, subject, aspects[place] AS aspect, aspects_negative[place] AS negative,
    aspects_neutral[place] AS neutral, aspects_positive[place] AS positive
  FROM (SELECT *, unnest(generate_series(1, len(aspects))) AS place FROM shown_topic)
)"""

ASPECTS = about_topics(
    f"""
SELECT subject_kind, subject, aspect, negative, neutral, positive, negative + neutral + positive AS posts,
  negative / nullif(posts, 0) AS negative_share, neutral / nullif(posts, 0) AS neutral_share,
  positive / nullif(posts, 0) AS positive_share, negative + positive AS opinions,
  positive / nullif(opinions, 0) AS liked, {wilson("positive", "(negative + positive)", "liked")}
FROM of_aspect WHERE negative + neutral + positive > 0
ORDER BY subject_kind, subject, posts DESC, aspect""",  # noqa: S608 - text of this package
    _ASPECT,
)

# The aspect with most good and that with most bad posts (three at least), and a post that says so of it, marked.
# Posts that show the topic come first, of a theme there are more to look for; before that counts that a post says it
# surely, of the aspect and as a whole, and not good and bad at once.
POSTS = about_topics(
    """
SELECT p.*, m.subject_kind, m.subject, m.aspect, m.polarity, m.aspect_start, m.aspect_end
FROM marked m JOIN post p ON p.post_id = m.post_id AND p.dt = m.post_dt WHERE p.organic
QUALIFY row_number() OVER (PARTITION BY m.subject_kind, m.subject, m.polarity
  ORDER BY p.sentiment = m.polarity DESC NULLS LAST, m.place) = 1
ORDER BY m.subject_kind, m.subject, m.polarity DESC""",
    _ASPECT,
    """
wanted AS (
  SELECT dt, scope, subject_kind, subject, 'positive' AS polarity, arg_max(aspect, (positive, aspect)) AS aspect
  FROM of_aspect WHERE positive >= 3 GROUP BY ALL
  UNION ALL
  SELECT dt, scope, subject_kind, subject, 'negative', arg_max(aspect, (negative, aspect))
  FROM of_aspect WHERE negative >= 3 GROUP BY ALL
),
candidate AS (
  SELECT w.*, e.post_id, false AS later, e.rank
  FROM wanted w JOIN trend_evidence e USING (dt, scope, subject_kind, subject)
  UNION ALL
  SELECT w.*, t.post_id, true, 0 FROM wanted w JOIN post_theme t ON w.subject_kind IN ('theme', 'aspect')
    AND t.theme = split_part(w.subject, '/', 1) AND w.scope IN ('all', t.platform) AND t.dt BETWEEN w.dt - 6 AND w.dt
),
opinion AS (
  SELECT c.*, m.dt AS post_dt, m.polarity AS told, m.probability, m.start AS aspect_start, m."end" AS aspect_end,
    bool_or(m.polarity NOT IN (c.polarity, 'neutral'))
      OVER (PARTITION BY c.subject_kind, c.subject, c.polarity, c.post_id) AS is_mixed
  FROM candidate c JOIN post_aspect m USING (post_id, aspect) WHERE m.dt BETWEEN $first - 6 AND $last
),
marked AS (
  SELECT *, row_number() OVER (PARTITION BY subject_kind, subject, polarity
    ORDER BY is_mixed, probability < 0.8, later, rank, probability DESC, post_id, aspect_start) AS place
  FROM opinion WHERE told = polarity QUALIFY place <= 8
)""",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A post that says good or bad of an aspect."""

    label: str
    quote: Quote


def aspects_of(rows: Sequence[Row], page: Page) -> list[Context]:
    """The aspects of one topic as lines of a table."""
    return [_line(row, page) for row in rows]


def _line(row: Row, page: Page) -> Context:
    figures, words = page.figures, page.words
    name = quote(page.aspect(row["aspect"]), 40)
    counts = {kind: figures.count(row[kind]) for kind in ("positive", "neutral", "negative")}
    parts: Feeling = (row["negative_share"], row["neutral_share"], row["positive_share"])
    is_enough = row["opinions"] >= ENOUGH
    return {
        "name": name,
        "bar": feeling_bar(parts, words("aspects.label", name=name, **counts)),
        "liked": figures.share(row["liked"]) if is_enough else "",
        "interval": figures.shares(row["liked_low"], row["liked_high"]) if is_enough else "",
        **counts,
    }


def said_of(rows: Sequence[Row], page: Page) -> list[Said]:
    """Of one topic the post that likes, then the one that dislikes; each says which aspect."""
    found = []
    for polarity, posts in groupby(rows, key=lambda row: str(row["polarity"])):
        post = next(posts)
        quotes = page.quotes([{**post, "subject_kind": "aspect"}], 1)
        key = "aspects.most_liked" if polarity == "positive" else "aspects.most_disliked"
        found += [Said(page.words(key, name=quote(page.aspect(post["aspect"]), 40)), one) for one in quotes]
    return found
