"""What people ask, wish and complain of, by theme and aspect: SQL of the section of ideas.

Read is `post` of the week with few columns, and of `post_aspect` what belongs to posts that mean something; whole posts
only for the handful that are quoted. Advertising and near-duplicates are left out, and each person counts once.
"""

from reports.alert_story import STATES
from reports.sql_intervals import times

# Daily authors added up: who speaks on two days counts twice. Below 20 on both sides nothing is said of a change.
INTENTS = f"""
WITH counted AS (
  SELECT theme, intent, coalesce(sum(authors) FILTER (dt >= $first), 0)::BIGINT AS authors,
    coalesce(sum(authors) FILTER (dt < $first), 0)::BIGINT AS authors_before
  FROM intent_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL
),
seen AS (SELECT count(DISTINCT dt) = 7 AS is_whole FROM volume_daily WHERE dt BETWEEN $first - 7 AND $first - 1)
SELECT c.theme, c.intent, c.authors, c.authors_before, greatest(c.authors, c.authors_before) < 20 AS is_few, s.is_whole,
  CASE WHEN s.is_whole THEN c.authors / nullif(c.authors_before, 0) - 1 END AS change,
  {times("c.authors", "c.authors_before", "change")}
FROM counted c, seen s
ORDER BY c.theme = '' DESC, sum(c.authors) OVER (PARTITION BY c.theme) DESC, c.theme, c.intent"""  # noqa: S608

# Of each group (intent, theme, aspect) how many people, and four posts of different people, most response first. Posts
# go by their place in the table, so that whole ones are read only for the few that are quoted. Of posts of no theme
# only wishes are looked at, unless no theme is watched at all.
ASKED = """
WITH meant AS MATERIALIZED (
  SELECT rowid AS spot, post_id, hash(coalesce(author_id, post_id)) AS voice,
    list_intersect(intents, CASE WHEN len(themes) > 0 OR (SELECT count(*) FROM theme) = 0
      THEN ['complaint', 'wish', 'question'] ELSE ['wish'] END) AS intents,
    CASE WHEN len(themes) = 0 THEN [''] ELSE list_distinct(themes) END AS themes,
    coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0) AS response
  FROM post WHERE dt BETWEEN $first AND $last AND organic
    AND list_has_any(intents, ['complaint', 'wish', 'question'])
),
spoken AS (
  SELECT m.spot, a.aspect, bool_or(a.polarity = 'negative') AS is_bad, min(a.start) AS aspect_start,
    min_by(a."end", a.start) AS aspect_end
  FROM meant m JOIN post_aspect a USING (post_id) WHERE a.dt BETWEEN $first AND $last GROUP BY m.spot, a.aspect
),
single AS (SELECT spot, post_id, voice, response, themes, unnest(intents) AS intent FROM meant),
said AS (
  -- a complaint is of what it speaks badly of; a wish or a question of all that it names
  SELECT n.spot, n.post_id, n.voice, n.response, n.intent, unnest(n.themes) AS theme, coalesce(s.aspect, '') AS aspect,
    s.aspect_start, s.aspect_end
  FROM single n LEFT JOIN spoken s ON s.spot = n.spot AND (n.intent <> 'complaint' OR s.is_bad)
),
theme_size AS (SELECT intent, theme, count(DISTINCT voice) AS theme_authors FROM said GROUP BY intent, theme),
own AS (
  -- each person's post with most response
  SELECT intent, theme, aspect, voice, min_by(spot, (-response, post_id)) AS spot, max(response) AS response
  FROM said GROUP BY intent, theme, aspect, voice
),
asked AS (SELECT intent, theme, aspect, count(*) AS authors FROM own GROUP BY intent, theme, aspect),
chosen AS (
  FROM asked JOIN theme_size USING (intent, theme)
  QUALIFY dense_rank() OVER (PARTITION BY intent ORDER BY theme = '', theme_authors DESC, theme) <= 6
    AND row_number() OVER (PARTITION BY intent, theme ORDER BY aspect = '', authors DESC, aspect) <= 4
),
best AS MATERIALIZED (
  SELECT o.*, c.authors, c.theme_authors FROM own o JOIN chosen c USING (intent, theme, aspect)
  QUALIFY row_number() OVER (PARTITION BY o.intent, o.theme, o.aspect ORDER BY o.response DESC, o.spot) <= 4
),
whole AS MATERIALIZED (SELECT rowid AS spot, * FROM post WHERE rowid IN (SELECT spot FROM best))
SELECT b.intent, b.theme, b.aspect, b.authors, b.theme_authors, p.* EXCLUDE (spot), s.aspect_start, s.aspect_end,
  CASE WHEN b.aspect <> '' THEN 'aspect' ELSE 'theme' END AS subject_kind,
  CASE WHEN b.aspect <> '' THEN b.theme || '/' || b.aspect ELSE b.theme END AS subject
FROM best b JOIN whole p ON p.spot = b.spot LEFT JOIN spoken s ON s.spot = b.spot AND s.aspect = b.aspect
ORDER BY b.intent, b.theme = '', b.theme_authors DESC, b.theme, b.aspect = '', b.authors DESC, b.aspect,
  b.response DESC, p.post_id"""

PHRASES = (
    STATES
    + """
SELECT alert_id, theme, detail, value, baseline, opened FROM state
WHERE metric = 'new_phrase' AND theme <> '' AND (dt >= $first OR status NOT IN ('recovered', 'closed'))
ORDER BY theme, value DESC, detail"""
)

# Words that people who complain of a theme use three times as often as everybody does; by five of them at least.
WORDS = """
WITH angry AS (
  SELECT hash(coalesce(author_id, post_id)) AS voice, unnest(list_distinct(themes)) AS theme,
    list_distinct(words) AS words
  FROM post WHERE dt BETWEEN $first AND $last AND organic AND list_contains(intents, 'complaint') AND len(themes) > 0
),
whole AS (SELECT theme, count(DISTINCT voice) AS complain FROM angry GROUP BY theme),
said AS (
  SELECT theme, word, count(DISTINCT voice) AS authors FROM (SELECT theme, voice, unnest(words) AS word FROM angry)
  WHERE regexp_full_match(word, '[\\p{Han}A-Za-z]{2,12}') AND NOT contains(theme, word) AND NOT contains(word, theme)
  GROUP BY ALL HAVING authors >= 5
),
usual AS (
  SELECT term AS word, sum(authors) / (SELECT sum(authors) FROM volume_daily WHERE dt BETWEEN $first AND $last) AS share
  FROM term_daily WHERE dt BETWEEN $first AND $last AND term IN (SELECT word FROM said) GROUP BY term
)
SELECT theme, word, authors, complain, authors / complain / u.share AS times
FROM said JOIN whole USING (theme) JOIN usual u USING (word) WHERE times >= 3
QUALIFY row_number() OVER (PARTITION BY theme ORDER BY authors * ln(times) DESC, word) <= 8
ORDER BY theme, authors * ln(times) DESC, word"""

# Questions word for word, as titles put them; of three people at least.
TITLES = """
WITH put AS (
  SELECT hash(coalesce(author_id, post_id)) AS voice, trim(title) AS question,
    unnest(CASE WHEN len(themes) = 0 THEN [''] ELSE list_distinct(themes) END) AS theme
  FROM post WHERE dt BETWEEN $first AND $last AND organic AND list_contains(intents, 'question')
    AND right(trim(title), 1) IN ('?', '？') AND (len(themes) > 0 OR (SELECT count(*) FROM theme) = 0)
)
SELECT theme, question, count(DISTINCT voice) AS authors FROM put GROUP BY theme, question HAVING authors >= 3
QUALIFY row_number() OVER (PARTITION BY theme ORDER BY authors DESC, question) <= 4
ORDER BY theme, authors DESC, question"""
