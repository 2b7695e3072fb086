"""Which trends a week's report speaks of, asked in one way by every section that shows them.

Detection writes a row for each day, scope and subject at or above the watch level. A week's topic is the latest row of
its subject, that over all platforms before a single platform's; a theme, a hashtag and a term of the same name are one,
and so are subjects that the warehouse found to be one topic (`topic_member`).
It is up if that row says so and is as recent as the data.
"""

WEEK_TOPICS = """\
WITH latest AS (
  FROM trend
  WHERE dt BETWEEN $first AND $last
  QUALIFY row_number() OVER (
    PARTITION BY subject_kind, subject ORDER BY scope = 'all' DESC, dt DESC, score DESC, scope) = 1
),
topic AS (
  -- whether it still stood there on the last day that has data; a spike of last week may not
  SELECT *, coalesce(
    dt >= (SELECT max(dt) FROM volume_daily WHERE dt BETWEEN $first AND $last), true) AS is_current
  FROM latest
  QUALIFY row_number() OVER (
    PARTITION BY subject
    ORDER BY part_of IS NULL DESC, list_position(['theme', 'hashtag', 'term', 'aspect'], subject_kind), score DESC) = 1
),
grouped AS (
  -- what rises in the same posts is one entry, told by the subject that gives the name
  SELECT t.*, d.topic_id, d.name, d.name_kind, d.rise_week, m.rank
  FROM topic t LEFT JOIN topic_member m USING (dt, scope, subject_kind, subject)
  LEFT JOIN topic_daily d USING (dt, scope, topic_id)
),
organic_topic AS (
  SELECT *, is_current AND phase IN ('rising', 'peaking') AS is_up
  FROM grouped WHERE verdict = 'organic' AND part_of IS NULL
  QUALIFY row_number() OVER (
    PARTITION BY coalesce(topic_id, concat_ws(' ', subject_kind, subject))
    ORDER BY is_up DESC, scope = 'all' DESC, dt DESC, rank, score DESC, subject) = 1
),
shown_topic AS (
  FROM organic_topic WHERE is_up ORDER BY score DESC, subject LIMIT 12
)
"""

# Said per day: distinct authors of organic posts; a post of an unknown author counts as one. A term that was
# found to be a phrase is counted however it was cut.
SAID = """
said AS (
  SELECT dt, platform, 'term' AS subject_kind, term AS subject, organic_posts, authors FROM term_daily
  WHERE term NOT IN (SELECT phrase FROM phrase_daily WHERE dt BETWEEN $last - 55 AND $last)
  UNION ALL SELECT dt, platform, 'term', phrase, organic_posts, authors FROM phrase_daily
  UNION ALL SELECT dt, platform, 'hashtag', hashtag, organic_posts, authors FROM hashtag_daily
  UNION ALL SELECT dt, platform, 'theme', theme, organic_posts, authors FROM theme_daily
  UNION ALL SELECT dt, platform, 'aspect', theme || '/' || aspect, posts, coalesce(authors, posts) FROM aspect_daily
  WHERE theme <> ''
)
"""


def about_topics(select: str, *more: str) -> str:
    """The week's topics as common table expressions, further ones, and the query that reads them."""
    return ",".join([WEEK_TOPICS.rstrip("\n"), *more]) + "\n" + select.strip()


def daily_of(table: str, *more: str) -> str:
    """Posts and authors a day of the topics in `table` (a CTE), for the eight weeks up to the report's last day."""
    return about_topics(
        "\n".join(
            [
                "SELECT t.subject_kind, t.subject, s.dt,",
                "  sum(s.organic_posts)::BIGINT AS posts, sum(s.authors)::BIGINT AS authors",
                f"FROM {table} t JOIN said s ON s.subject_kind = t.subject_kind AND s.subject = t.subject",
                "WHERE s.dt BETWEEN $last - 55 AND $last AND t.scope IN ('all', s.platform)",
                "GROUP BY ALL ORDER BY ALL",
            ]
        ),
        *more,
        SAID,
    )


def courses_of(table: str, *more: str) -> str:
    """Authors a day and platform of the topics in `table` (a CTE): a row for each day on which a platform has posts."""
    return about_topics(
        """
SELECT t.subject_kind, t.subject, v.platform, v.dt, coalesce(s.authors, 0)::BIGINT AS authors
FROM {table} t
JOIN volume_daily v ON v.dt BETWEEN $last - 55 AND $last AND v.posts > 0 AND t.scope IN ('all', v.platform)
LEFT JOIN (FROM said SEMI JOIN {table} USING (subject_kind, subject) WHERE dt BETWEEN $last - 55 AND $last) s
  ON s.subject_kind = t.subject_kind AND s.subject = t.subject AND s.platform = v.platform AND s.dt = v.dt
ORDER BY t.subject_kind, t.subject, v.platform, v.dt""".replace("{table}", table),
        *more,
        SAID,
    )


# A few posts of millions: their places in the table are looked up by id first, then only these rows are read whole
# (of a week with ten million posts 0.9 s instead of 7).
_EVIDENCE = """
proof AS MATERIALIZED (
  SELECT t.subject_kind, t.subject, e.rank, e.post_id
  FROM {table} t JOIN trend_evidence e USING (dt, scope, subject_kind, subject)
),
place AS MATERIALIZED (SELECT p.rowid AS place FROM post p SEMI JOIN proof USING (post_id)),
proving AS MATERIALIZED (FROM post WHERE rowid IN (FROM place)),
-- where a post first speaks of each of its aspects
spoken AS MATERIALIZED (
  SELECT post_id, aspect, min(start) AS aspect_start, min_by("end", start) AS aspect_end
  FROM post_aspect SEMI JOIN proof USING (post_id) GROUP BY post_id, aspect
)
"""
_PROVEN = """
SELECT e.subject_kind, e.subject, e.rank, p.*, a.aspect_start, a.aspect_end
FROM proof e JOIN proving p USING (post_id)
LEFT JOIN spoken a ON e.subject_kind = 'aspect' AND a.post_id = p.post_id AND a.aspect = split_part(e.subject, '/', -1)
ORDER BY e.subject_kind, e.subject, e.rank, p.post_id"""


def evidence_of(table: str, *more: str) -> str:
    """The posts behind the topics in `table` (a CTE), the best first; with the place of an aspect in each."""
    return about_topics(_PROVEN, *more, _EVIDENCE.replace("{table}", table))


SEEN_DAYS = "SELECT DISTINCT dt FROM volume_daily WHERE dt BETWEEN $last - 55 AND $last AND posts > 0 ORDER BY dt"
