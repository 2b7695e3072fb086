"""What the posts behind each flag look like: who wrote them, how alike they are, what they have in common.

Works on a stretch of days at a time. `staging.flag` holds the flagged (day, scope, subject); the posts that say these
subjects are found once, and each flag looks at those of its last 7 days.
"""

from datetime import date, timedelta

import duckdb
import pyarrow as pa

from warehouse import phrase_search
from warehouse.rising import WINDOW
from warehouse.sql_files import FOLDER, parse

MENTIONS = "staging.flagged_mention"
_COLUMNS = "dt DATE, platform VARCHAR, post UBIGINT, voice UBIGINT, organic BOOLEAN, sid BIGINT"
_SUBJECT = """
CREATE OR REPLACE TABLE staging.subject AS SELECT DISTINCT sid, kind, phrase, subject FROM staging.flag
"""
_ASKED = """
INSERT INTO staging.phrase_asked
SELECT d.dt, s.subject FROM (SELECT DISTINCT subject FROM staging.subject WHERE phrase) s,
    (SELECT unnest(generate_series($first::DATE, $last::DATE, INTERVAL 1 DAY))::DATE AS dt) d
"""
# Who says them: words by the index of words (warehouse.spoken), phrases as they were searched for.
_SAID_BY = f"""
WITH wanted AS (
    SELECT w.dt, s.sid, unnest(w.places) AS place
    FROM state.spoken_word w JOIN staging.subject s ON s.kind = 'term' AND NOT s.phrase AND s.subject = w.word
    WHERE w.dt BETWEEN $first AND $last
), marked AS (
    SELECT dt, platform, post_id, author_id, organic, 'hashtag' AS kind, unnest(list_distinct(hashtags)) AS subject
    FROM staging.read_post WHERE dt BETWEEN $first AND $last AND len(hashtags) > 0
    UNION ALL
    SELECT dt, platform, post_id, author_id, organic, 'theme', unnest(list_distinct(themes))
    FROM staging.read_post WHERE dt BETWEEN $first AND $last AND len(themes) > 0
), spoken AS (
    -- of the aspects that are asked for, whatever the theme
    SELECT DISTINCT post_id, aspect FROM post_aspect WHERE dt BETWEEN $first AND $last
        AND aspect IN (SELECT split_part(subject, '/', -1) FROM staging.subject WHERE kind = 'aspect')
), both_said AS (
    SELECT p.dt, p.platform, p.post_id, p.author_id, p.organic, unnest(list_distinct(p.themes)) AS theme, s.aspect
    FROM staging.read_post p JOIN spoken s USING (post_id) WHERE p.dt BETWEEN $first AND $last
)
SELECT DISTINCT s.dt, s.platform, s.post, s.voice, s.organic, w.sid
FROM wanted w ASOF JOIN state.spoken s ON s.dt = w.dt AND s.start <= w.place
UNION ALL
-- numbered once it is known which are asked for: most are not
SELECT m.dt, m.platform, hash(m.post_id), hash(coalesce(m.author_id, m.post_id)), m.organic, s.sid
FROM marked m JOIN staging.subject s ON s.kind = m.kind AND s.subject = m.subject
UNION ALL
SELECT m.dt, m.platform, hash(m.post_id), hash(coalesce(m.author_id, m.post_id)), m.organic, s.sid
FROM both_said m JOIN staging.subject s ON s.kind = 'aspect' AND s.subject = m.theme || '/' || m.aspect
UNION ALL
SELECT m.dt, m.platform, m.post, m.voice, m.organic, s.sid
FROM ({parse(FOLDER / "staging" / "phrase_mention.sql").select}) m
JOIN staging.subject s ON s.phrase AND s.subject = m.phrase
"""  # noqa: S608 - our own SQL file
# Posts of the flagged subjects, with what verdicts ask about a post.
_POSTS = """
CREATE OR REPLACE TABLE staging.flagged_post AS
SELECT hash(post_id) AS post, post_id, dt, platform, published_at, organic, hashtags,
    duplicate_of IS NOT NULL AS copied, author_id, kind = 'hot_search' AS listed,
    -- the cluster of near-duplicates; of a text too short for that, the very same words
    CASE WHEN duplicate_of IS NULL AND length(array_to_string(words, '')) BETWEEN 6 AND 13 THEN
        hash(lower(array_to_string(words, ''))) ELSE hash(coalesce(duplicate_of, post_id)) END AS said,
    list_distinct(list_transform(range(1, len(words)), lambda i: hash(words[i], words[i + 1]))) AS pairs,
    -- advertising by the platform's mark, or by how it reads
    greatest(coalesce(is_ad, false)::DOUBLE, coalesce(advertising, 0)) AS ad,
    author_id IS NOT NULL AS author_known, coalesce(author_followers, 0) AS followers,
    author_followers AS told_followers, sentiment,
    -- the heat of a hot list is nobody's response
    CASE WHEN listed THEN 0 ELSE
        coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) + coalesce(favourites, 0) END AS engagement,
    CASE WHEN NOT listed AND coalesce(likes, comments, shares, favourites) IS NOT NULL THEN ln(1 + engagement) END
        AS response
FROM staging.read_post WHERE post_id IN (SELECT post_id FROM staging.read_post
    WHERE hash(post_id) IN (SELECT post FROM staging.flagged_mention))
"""
_SAID = """
CREATE OR REPLACE TABLE staging.said AS
SELECT f.flag, m.post, m.voice, m.organic, m.platform
FROM staging.flag f JOIN staging.flagged_mention m
    ON m.sid = f.sid AND m.dt BETWEEN f.dt - 6 AND f.dt AND f.scope IN ('all', m.platform)
"""
_FACTS = """
WITH voice AS (
    SELECT flag, voice, count(*) AS posts, bool_or(organic) AS organic FROM staging.said GROUP BY flag, voice
), voices AS (
    SELECT flag, count(*) FILTER (organic) AS authors, sum(posts)::BIGINT AS posts,
        sum(posts) ** 2 / sum(posts * posts) AS effective
    FROM voice GROUP BY flag
), tagged AS (
    SELECT s.flag, unnest(list_distinct(p.hashtags)) AS hashtag
    FROM staging.said s JOIN staging.flagged_post p USING (post)
), top_tag AS (
    SELECT flag, max(times) AS times
    FROM (SELECT flag, hashtag, count(*) AS times FROM tagged GROUP BY ALL) GROUP BY flag
), weight AS (
    SELECT s.flag, sum(p.engagement) AS engagement, sum(p.engagement) FILTER (p.followers >= $big) AS big_engagement,
        count(DISTINCT s.voice) FILTER (p.followers >= $big) AS big_accounts,
        count(*) FILTER (p.copied) AS copies, count(*) FILTER (p.author_known) AS known
    FROM staging.said s JOIN staging.flagged_post p USING (post) GROUP BY s.flag
), place AS (
    SELECT flag, list(platform ORDER BY authors DESC, platform) AS platforms
    FROM (SELECT flag, platform, count(DISTINCT voice) AS authors FROM staging.said GROUP BY ALL) GROUP BY flag
)
SELECT v.flag, v.authors, v.posts, v.effective, coalesce(t.times, 0) / v.posts AS hashtag_share,
    coalesce(w.big_engagement / nullif(w.engagement, 0), 0) AS big_share, w.big_accounts,
    w.copies / v.posts AS copy_share,
    w.known / v.posts AS known_share, place.platforms
FROM voices v JOIN weight w USING (flag) JOIN place USING (flag) LEFT JOIN top_tag t USING (flag)
ORDER BY v.flag
"""
# What explains what: a theme the words, hashtags and aspects, a longer phrase or a hashtag what it contains, if it has
# most of their authors; any phrase or hashtag an aspect; and of two that the same people say, the longer one. No aspect
# explains anything, and every other step leads to a greater (theme, length, hashtag, score, subject): no circles.
_PARTS = """
WITH voice AS (
    SELECT DISTINCT flag, voice FROM staging.said
), flagged AS (
    SELECT f.*, length(f.subject) AS size, v.authors
    FROM staging.flag f JOIN (SELECT flag, count(*) AS authors FROM voice GROUP BY flag) v USING (flag)
), shared AS (
    SELECT x.flag AS part, y.flag AS whole, count(*) AS authors
    FROM (SELECT voice.*, dt, scope FROM voice JOIN flagged USING (flag)) x
    JOIN (SELECT voice.*, dt, scope FROM voice JOIN flagged USING (flag)) y USING (voice, dt, scope)
    WHERE x.flag <> y.flag
    GROUP BY x.flag, y.flag
), explained AS (
    SELECT s.part, s.whole, b.kind, b.subject, b.size, s.authors, starts_with(a.subject, b.subject || '/') AS own
    FROM shared s JOIN flagged a ON a.flag = s.part JOIN flagged b ON b.flag = s.whole
    WHERE a.kind <> 'theme' AND b.kind <> 'aspect' AND s.authors >= $cover * a.authors AND CASE
        WHEN b.kind = 'theme' THEN true
        WHEN a.kind = 'aspect' THEN b.phrase OR b.kind = 'hashtag'
        WHEN a.kind = 'hashtag' AND b.kind = 'term' AND a.subject = b.subject THEN false
        WHEN contains(b.subject, a.subject) THEN b.size > a.size OR b.kind = 'hashtag'
        ELSE s.authors >= $cover * (a.authors + b.authors - s.authors)
            AND (b.size, b.kind = 'hashtag', b.score, b.subject) > (a.size, a.kind = 'hashtag', a.score, a.subject) END
)
SELECT part, whole FROM explained
QUALIFY row_number() OVER (PARTITION BY part
    ORDER BY kind = 'theme' DESC, authors DESC, own DESC, size DESC, kind = 'hashtag' DESC, subject) = 1
ORDER BY part
"""
_EVIDENCE = """
SELECT flag, post_id, place::INTEGER AS rank FROM (
    SELECT s.flag, p.post_id,
        row_number() OVER (PARTITION BY s.flag
            ORDER BY p.organic DESC, p.engagement DESC, p.published_at, p.post_id) AS place
    FROM staging.said s JOIN staging.flagged_post p USING (post)
) WHERE place <= 5 ORDER BY flag, place
"""
_COVER = 0.6


def look_at(con: duckdb.DuckDBPyConnection, flags: pa.Table, first: date, last: date) -> None:
    """Prepare the posts behind the flags of these days; `flags`: flag, dt, scope, sid, kind, phrase, subject, score."""
    con.register("flag_rows", flags)
    con.execute("CREATE OR REPLACE TABLE staging.flag AS FROM flag_rows")
    con.unregister("flag_rows")
    con.execute(_SUBJECT)
    said_by(con, first - timedelta(days=WINDOW - 1), last)
    con.execute(_POSTS)
    con.execute(_SAID)


def said_by(con: duckdb.DuckDBPyConnection, first: date, last: date, into: str = MENTIONS) -> None:
    """Fill `staging.flagged_mention`, or another table: who says the subjects of `staging.subject` on these days."""
    span = {"first": first, "last": last}
    con.execute(f"CREATE OR REPLACE TABLE {into} ({_COLUMNS})")
    con.execute("DELETE FROM staging.phrase_asked")
    con.execute(_ASKED, span)
    phrase_search.find(con, first, last)
    con.execute(f"INSERT INTO {into} {_SAID_BY}", span)


def facts(con: duckdb.DuckDBPyConnection, big_account: int) -> pa.Table:
    """One row a flag: authors, posts, effective (authors, inverse Simpson), shares of hashtag, big accounts, copies."""
    return con.sql(_FACTS, params={"big": big_account}).to_arrow_table()


def parts(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """Which flag is explained by which other one, followed to the end of the chain."""
    whole = dict(con.execute(_PARTS, {"cover": _COVER}).fetchall())
    return {part: _root(whole, part) for part in whole}


def _root(whole: dict[int, int], part: int) -> int:
    while part in whole:
        part = whole[part]
    return part


def evidence(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Up to five posts a flag, organic ones first, by engagement: flag, post_id, rank."""
    return con.sql(_EVIDENCE).to_arrow_table()
