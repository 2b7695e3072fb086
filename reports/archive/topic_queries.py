"""What a topic's page asks of the published warehouse: of all topics at once, see asking.py."""

from reports.topics import SAID

# A topic as it stands on its last day in the span, over all platforms before a single one, and the subject it is
# told by: the same as on its card in the week's report.
_STANDING = """\
WITH asked AS (SELECT unnest($keys::VARCHAR[]) AS topic_id),
standing AS (
  FROM topic_daily WHERE topic_id IN (SELECT topic_id FROM asked) AND members > 0 AND dt <= $last
  QUALIFY row_number() OVER (PARTITION BY topic_id ORDER BY scope = 'all' DESC, dt DESC, score DESC, scope) = 1
),
lead AS (
  SELECT s.topic_id, s.name, s.name_kind, s.theme, s.rise_week, s.members, t.*
  FROM standing s JOIN topic_member m USING (dt, scope, topic_id)
  JOIN trend t USING (dt, scope, subject_kind, subject)
  QUALIFY row_number() OVER (PARTITION BY s.topic_id ORDER BY t.part_of IS NULL DESC, m.rank) = 1
)"""

_SUMMARY = """
SELECT l.topic_id AS key, l.*, 1 - l.negative_share - l.positive_share AS neutral_share,
  o.first_day, o.last_day, o.days, o.weeks,
  l.dt >= (SELECT max(dt) FROM volume_daily WHERE dt <= $last) AS is_current
FROM lead l JOIN topic o USING (topic_id) ORDER BY key"""

# Up to 26 weeks that end four weeks after its last day: a topic that is over is told for good.
_COURSE = """,
span AS (
  SELECT l.topic_id, l.subject_kind, l.subject, l.scope,
    date_trunc('week', least($last, o.last_day + 28))::DATE + 6 AS until
  FROM lead l JOIN topic o USING (topic_id)
),
{said},
counted AS (
  SELECT s.topic_id, d.platform, date_trunc('week', d.dt)::DATE AS monday, sum(d.organic_posts)::BIGINT AS posts
  FROM span s JOIN said d ON d.subject_kind = s.subject_kind AND d.subject = s.subject
  WHERE d.dt BETWEEN s.until - 181 AND s.until GROUP BY ALL
),
seen AS (
  SELECT platform, date_trunc('week', dt)::DATE AS monday FROM volume_daily
  WHERE dt <= $last GROUP BY ALL HAVING sum(posts) > 0
)
SELECT p.topic_id AS key, p.platform, w.monday, coalesce(c.posts, 0)::BIGINT AS posts
FROM (SELECT topic_id, platform, sum(posts) AS total FROM counted GROUP BY ALL) p
JOIN span s USING (topic_id)
JOIN seen w ON w.platform = p.platform AND w.monday BETWEEN s.until - 181 AND s.until
LEFT JOIN counted c ON c.topic_id = p.topic_id AND c.platform = p.platform AND c.monday = w.monday
ORDER BY key, p.total DESC, p.platform, w.monday"""

_DAYS = """,
told AS (
  SELECT m.topic_id, m.dt, t.phase, t.ratio, t.ratio_low, t.ratio_high, t.score
  FROM topic_member m JOIN standing s ON s.topic_id = m.topic_id AND s.scope = m.scope
  JOIN trend t ON t.dt = m.dt AND t.scope = m.scope AND t.subject_kind = m.subject_kind AND t.subject = m.subject
  WHERE m.dt BETWEEN s.dt - 181 AND s.dt
  QUALIFY row_number() OVER (PARTITION BY m.topic_id, m.dt ORDER BY t.part_of IS NULL DESC, m.rank) = 1
)
SELECT d.topic_id AS key, d.dt, d.name, d.name_kind, t.phase, t.ratio, t.ratio_low, t.ratio_high, d.members,
  d.authors, d.posts
FROM topic_daily d JOIN standing s ON s.topic_id = d.topic_id AND s.scope = d.scope JOIN told t
  ON t.topic_id = d.topic_id AND t.dt = d.dt
WHERE d.members > 0
ORDER BY key, d.dt DESC"""

_ASPECTS = """,
spoken AS (
  SELECT topic_id, unnest(aspects) AS aspect, unnest(aspects_positive) AS liked, unnest(aspects_negative) AS disliked,
    unnest(aspects_neutral) AS neither FROM lead
)
SELECT topic_id AS key, aspect, liked, disliked, liked + disliked + neither AS posts, liked + disliked AS n,
  liked / nullif(liked + disliked, 0) AS liked_share, {liked}
FROM spoken ORDER BY key, posts DESC, aspect"""

_MEMBERS = """
SELECT s.topic_id AS key, m.subject_kind, m.subject, t.authors, t.ratio, t.ratio_low, t.ratio_high, t.since
FROM standing s JOIN topic_member m USING (dt, scope, topic_id) JOIN trend t USING (dt, scope, subject_kind, subject)
ORDER BY key, m.rank"""

_KIN = """
SELECT topic_id AS key, how, other, name, name_kind, day FROM (
  SELECT o.topic_id, 'split_from' AS how, k.topic_id AS other, k.name, k.name_kind, o.first_day AS day
  FROM topic o JOIN topic k ON k.topic_id = o.split_from
  UNION ALL SELECT o.topic_id, 'merged_into', k.topic_id, k.name, k.name_kind, o.merged_day
  FROM topic o JOIN topic k ON k.topic_id = o.merged_into
  UNION ALL SELECT o.topic_id, 'gave', k.topic_id, k.name, k.name_kind, k.first_day
  FROM topic o JOIN topic k ON k.split_from = o.topic_id
  UNION ALL SELECT o.topic_id, 'took_in', k.topic_id, k.name, k.name_kind, k.merged_day
  FROM topic o JOIN topic k ON k.merged_into = o.topic_id
) WHERE list_contains($keys::VARCHAR[], topic_id) AND day <= $last ORDER BY key, day, how, other"""

# Each post once, told by the member that it is best evidence of: those of the heaviest member first, of these the
# newest days, of a day the most answered.
_POSTS = """,
shown AS (
  SELECT m.topic_id, e.post_id, e.subject_kind, e.subject, e.dt AS told_on, e.rank, m.rank AS member
  FROM topic_member m JOIN asked USING (topic_id)
  JOIN trend_evidence e USING (dt, scope, subject_kind, subject) WHERE m.dt <= $last
  QUALIFY row_number() OVER (PARTITION BY m.topic_id, e.post_id
    ORDER BY m.rank, e.dt DESC, e.rank, e.scope = 'all' DESC, e.scope) = 1
),
best AS (
  FROM shown QUALIFY row_number() OVER (PARTITION BY topic_id ORDER BY member, told_on DESC, rank, post_id) <= 50
),
span AS (SELECT min(told_on) - 6 AS since, max(told_on) AS until FROM best),
spoken AS (
  SELECT post_id, aspect, min(start) AS aspect_start, min_by("end", start) AS aspect_end
  FROM post_aspect WHERE post_id IN (SELECT post_id FROM best WHERE subject_kind = 'aspect') GROUP BY post_id, aspect
)
SELECT b.topic_id AS key, b.subject_kind, b.subject, p.title, p.text, p.url, p.platform, p.dt, p.author_name,
  p.themes, p.theme_starts, p.theme_lengths, a.aspect_start, a.aspect_end,
  CASE WHEN b.subject_kind = 'term' THEN p.words END AS words,
  CASE WHEN b.subject_kind = 'term' THEN p.word_starts END AS word_starts,
  CASE WHEN b.subject_kind = 'term' THEN p.word_lengths END AS word_lengths
FROM best b JOIN post p ON p.post_id = b.post_id
  AND p.dt BETWEEN (SELECT since FROM span) AND (SELECT until FROM span)
LEFT JOIN spoken a ON b.subject_kind = 'aspect' AND a.post_id = p.post_id AND a.aspect = split_part(b.subject, '/', -1)
ORDER BY key, b.member, b.told_on DESC, b.rank, b.post_id"""


def interval(part: str, whole: str, name: str) -> str:
    """Two columns, `<name>_low` and `<name>_high`: Wilson's 95 % interval of a share; null where nothing is counted."""
    middle = f"({part} + 1.92) / ({whole} + 3.84)"
    spread = f"1.96 * sqrt(greatest({part} * ({whole} - {part}) / {whole} + 0.96, 0)) / ({whole} + 3.84)"
    return ",\n  ".join(
        f"CASE WHEN {whole} > 0 THEN {bound} END AS {name}_{end}"
        for end, bound in (("low", f"greatest({middle} - {spread}, 0)"), ("high", f"least({middle} + {spread}, 1)"))
    )


QUERIES = {
    "summary": {"topic": _STANDING + _SUMMARY},
    "course": {"weeks": _STANDING + _COURSE.format(said=SAID.strip())},
    "feeling": {"aspects": _STANDING + _ASPECTS.format(liked=interval("liked", "(liked + disliked)", "liked"))},
    "posts": {"posts": _STANDING + _POSTS},
    "days": {"days": _STANDING + _DAYS},
    "members": {"members": _STANDING + _MEMBERS},
    "kin": {"kin": _KIN.strip()},
}
