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

# The aspect with most good and that with most bad posts (three at least), and a post that says so of it, marked. Looked
# at are the posts that show the topic, then of a theme the 300 with most response; before that counts that a post says
# it surely, of the aspect and as a whole, and not good and bad at once. Posts go by their place in the table, so that
# whole ones are read only for the few that are quoted.
POSTS = about_topics(
    """
SELECT p.*, c.subject_kind, c.subject, c.aspect, c.polarity, c.aspect_start, c.aspect_end
FROM chosen c JOIN whole p USING (post_id)
ORDER BY c.subject_kind, c.subject, c.polarity DESC""",
    _ASPECT,
    """
wanted AS (
  SELECT dt, scope, subject_kind, subject, 'positive' AS polarity, arg_max(aspect, (positive, aspect)) AS aspect
  FROM of_aspect WHERE positive >= 3 GROUP BY ALL
  UNION ALL
  SELECT dt, scope, subject_kind, subject, 'negative', arg_max(aspect, (negative, aspect))
  FROM of_aspect WHERE negative >= 3 GROUP BY ALL
),
themed AS (
  SELECT DISTINCT dt, scope, subject_kind, subject, split_part(subject, '/', 1) AS theme
  FROM wanted WHERE subject_kind IN ('theme', 'aspect')
),
spoken_of AS (
  SELECT rowid AS spot, dt AS post_dt, platform, unnest(list_distinct(themes)) AS theme,
    coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0) AS response
  FROM post WHERE dt BETWEEN $first - 6 AND $last AND organic AND len(themes) > 0
),
pool AS MATERIALIZED (
  SELECT t.subject_kind, t.subject, s.spot, s.response
  FROM themed t JOIN spoken_of s ON s.theme = t.theme AND t.scope IN ('all', s.platform)
    AND s.post_dt BETWEEN t.dt - 6 AND t.dt
),
-- ids, which settle what is equal, are read of those alone that may be among the 300
high AS MATERIALIZED (
  FROM pool JOIN (SELECT subject_kind, subject, list_min(max(response, 300)) AS least FROM pool GROUP BY ALL)
    USING (subject_kind, subject) WHERE response >= least
),
named AS MATERIALIZED (SELECT rowid AS spot, post_id FROM post WHERE rowid IN (SELECT spot FROM high)),
found AS (
  SELECT subject_kind, subject, post_id, row_number() OVER (
    PARTITION BY subject_kind, subject ORDER BY response DESC, post_id) AS place
  FROM high JOIN named USING (spot) QUALIFY place <= 300
),
candidate AS (
  SELECT DISTINCT w.subject_kind, w.subject, e.post_id, false AS later, e.rank AS place
  FROM wanted w JOIN trend_evidence e USING (dt, scope, subject_kind, subject)
  UNION ALL SELECT subject_kind, subject, post_id, true, place FROM found
),
opinion AS (
  SELECT w.subject_kind, w.subject, w.aspect, w.polarity, c.post_id, c.later, c.place, m.polarity AS told,
    m.probability, m.start AS aspect_start, m."end" AS aspect_end, bool_or(m.polarity NOT IN (w.polarity, 'neutral'))
      OVER (PARTITION BY w.subject_kind, w.subject, w.polarity, c.post_id) AS is_mixed
  FROM candidate c JOIN wanted w USING (subject_kind, subject)
  JOIN post_aspect m ON m.post_id = c.post_id AND m.aspect = w.aspect WHERE m.dt BETWEEN $first - 6 AND $last
),
chosen AS MATERIALIZED (
  SELECT o.*, p.rowid AS spot FROM opinion o JOIN post p USING (post_id)
  WHERE o.told = o.polarity AND p.organic AND p.dt BETWEEN $first - 6 AND $last
  QUALIFY row_number() OVER (PARTITION BY o.subject_kind, o.subject, o.polarity
    ORDER BY o.is_mixed, o.probability < 0.8, p.sentiment = o.polarity DESC NULLS LAST, o.later, o.place, o.post_id,
      o.aspect_start) = 1
),
whole AS MATERIALIZED (FROM post WHERE rowid IN (SELECT spot FROM chosen))""",
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
