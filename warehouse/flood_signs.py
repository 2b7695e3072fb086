"""What of the posts behind a flag speaks for a coordinated flood, in numbers: few authors, same words, same minutes.

Each flag is looked at twice: at its last 7 days, for floods that trickle, and at the busiest of them, for floods of a
day that ordinary posts around it would hide. What is usual on the platform is the median of the 21 days up to the flag,
so that one flood does not become its own measure; response is compared with that of the same platform on the same
day, since older posts were seen longer. Lines of hot lists are nobody's posts and are left out.
"""

from datetime import date, timedelta

import duckdb
import pyarrow as pa

LEAST = 8  # posts, below which nothing is said
USUAL_DAYS = 21

# What a platform's day is like: how concentrated its authors, how many copies, newcomers, how clumped in time.
_USUAL = """
CREATE OR REPLACE TABLE staging.platform_day AS
WITH told AS (
    SELECT p.dt, p.platform, p.author_id, p.duplicate_of, a.first_dt >= p.dt - 6 AS newcomer,
        epoch_us(p.published_at) // 300000000 AS minutes,
        CASE WHEN coalesce(p.likes, p.comments, p.shares, p.favourites) IS NOT NULL THEN ln(1 + coalesce(p.likes, 0)
            + coalesce(p.comments, 0) + coalesce(p.shares, 0) + coalesce(p.favourites, 0)) END AS response
    FROM staging.read_post p LEFT JOIN author a ON a.author_id = p.author_id
    WHERE p.dt BETWEEN $since AND $last AND p.kind <> 'hot_search'
), by_author AS (
    SELECT dt, platform, sum(n * (n - 1)) / nullif(sum(n) * (sum(n) - 1), 0) AS concentration
    FROM (SELECT dt, platform, author_id, count(*)::DOUBLE AS n FROM told WHERE author_id IS NOT NULL GROUP BY ALL)
    GROUP BY dt, platform
), by_minutes AS (
    SELECT dt, platform, sum(n * (n - 1)) AS pairs
    FROM (SELECT dt, platform, minutes, count(*)::DOUBLE AS n FROM told GROUP BY ALL) GROUP BY dt, platform
), by_hour AS (
    SELECT dt, platform, sum(n * (n - 1)) / 12 AS pairs
    FROM (SELECT dt, platform, minutes // 12 AS hour, count(*)::DOUBLE AS n FROM told GROUP BY ALL)
    GROUP BY dt, platform
), day AS (
    SELECT dt, platform, count(duplicate_of) / count(*) AS copies,
        coalesce(count(*) FILTER (newcomer) / nullif(count(author_id), 0), 1) AS newcomers,
        avg(response) AS response, greatest(coalesce(stddev_pop(response), 0), 0.5) AS spread
    FROM told GROUP BY dt, platform
)
SELECT d.*, coalesce(a.concentration, 0) AS concentration, ln((m.pairs + 4) / (h.pairs + 4)) AS clumped
FROM day d JOIN by_minutes m USING (dt, platform) JOIN by_hour h USING (dt, platform)
LEFT JOIN by_author a USING (dt, platform)
"""
_PARTS = """
CREATE OR REPLACE TABLE staging.flag_part AS
WITH told AS (
    SELECT s.flag, p.post, p.dt, p.platform FROM staging.said s JOIN staging.flagged_post p USING (post)
    WHERE NOT p.listed
), day AS (
    SELECT flag, arg_max(dt, (posts, dt)) AS dt FROM (SELECT flag, dt, count(*) AS posts FROM told GROUP BY ALL)
    GROUP BY flag
)
SELECT 2 * flag AS part, flag, post, dt, platform FROM told
UNION ALL
SELECT 2 * flag + 1, flag, post, dt, platform FROM told SEMI JOIN day USING (flag, dt)
"""
# Authors first seen in the flag's 7 days who have said nothing else up to its day.
_NEWCOMERS = """
CREATE OR REPLACE TABLE staging.newcomer AS
WITH said AS (
    SELECT s.flag, f.dt, p.author_id, count(*) AS posts
    FROM staging.said s JOIN staging.flagged_post p USING (post) JOIN staging.flag f USING (flag)
    WHERE p.author_id IS NOT NULL GROUP BY ALL
), fresh AS (
    SELECT s.* FROM said s JOIN author a ON a.author_id = s.author_id AND a.first_dt BETWEEN s.dt - 6 AND s.dt
), day AS (
    SELECT author_id, dt, count(*) AS posts FROM staging.read_post
    WHERE dt BETWEEN $since AND $last AND author_id IN (SELECT author_id FROM fresh) GROUP BY ALL
)
SELECT f.flag, f.author_id FROM fresh f JOIN day d ON d.author_id = f.author_id AND d.dt BETWEEN f.dt - 6 AND f.dt
GROUP BY f.flag, f.author_id, f.posts HAVING sum(d.posts) = f.posts
"""
_SIGNS = """
WITH usual AS (
    SELECT f.flag, u.platform, median(u.concentration) AS concentration, median(u.copies) AS copies,
        median(u.newcomers) AS newcomers, median(u.clumped) AS clumped
    FROM staging.flag f JOIN staging.platform_day u ON u.dt BETWEEN f.dt - $usual + 1 AND f.dt
    WHERE f.scope IN ('all', u.platform)
    GROUP BY f.flag, u.platform
), told AS (
    SELECT w.part, w.flag, w.dt, p.*, n.author_id IS NOT NULL AS newcomer, u.concentration AS usual_concentration,
        u.copies AS usual_copies, u.newcomers AS usual_newcomers, u.clumped AS usual_clumped,
        epoch_us(p.published_at) // 300000000 AS minutes, (p.response - d.response) / d.spread AS standing
    FROM staging.flag_part w JOIN staging.flagged_post p USING (post)
    LEFT JOIN staging.newcomer n ON n.flag = w.flag AND n.author_id = p.author_id
    LEFT JOIN usual u ON u.flag = w.flag AND u.platform = w.platform
    LEFT JOIN staging.platform_day d ON d.dt = w.dt AND d.platform = w.platform
), whole AS (
    SELECT part, flag, count(*)::DOUBLE AS posts, count(author_id)::DOUBLE AS known,
        count(*) FILTER (newcomer) / nullif(count(author_id), 0) AS newcomers, avg(ad) AS ads,
        avg(standing) AS standing, count(standing) AS responded, avg(len(pairs)) AS pairs,
        avg(usual_concentration) AS usual_concentration, avg(usual_copies) AS usual_copies,
        avg(usual_newcomers) AS usual_newcomers, avg(usual_clumped) AS usual_clumped
    FROM told GROUP BY part, flag HAVING count(*) >= $least
), author AS (
    SELECT part, sum(n * n) AS squares
    FROM (SELECT part, author_id, count(*)::DOUBLE AS n FROM told WHERE author_id IS NOT NULL GROUP BY ALL)
    GROUP BY part
), text AS (
    SELECT part, sum(n) FILTER (n > 1) AS copies
    FROM (SELECT part, said, count(*)::DOUBLE AS n FROM told GROUP BY ALL) GROUP BY part
), minute AS (
    SELECT part, sum(n * (n - 1)) AS pairs
    FROM (SELECT part, minutes, count(*)::DOUBLE AS n FROM told GROUP BY ALL) GROUP BY part
), hour AS (
    SELECT part, sum(n * (n - 1)) AS pairs
    FROM (SELECT part, minutes // 12 AS hour, count(*)::DOUBLE AS n FROM told GROUP BY ALL) GROUP BY part
), neighbour AS (
    SELECT part, sum(n * (n - 1)) AS pairs
    FROM (SELECT part, pair, count(*)::DOUBLE AS n
          FROM (SELECT part, unnest(pairs) AS pair FROM told) GROUP BY part, pair)
    GROUP BY part
)
SELECT w.part, w.flag, w.posts, w.known / w.posts AS known, w.responded / w.posts AS responded,
    w.known * w.known / a.squares AS effective,
    least(w.known, 1 / greatest(coalesce(w.usual_concentration, 0), 1e-9)) AS independent,
    coalesce(t.copies, 0) / w.posts AS copies, coalesce(w.usual_copies, 0) AS usual_copies,
    coalesce(b.pairs, 0) / (w.posts * (w.posts - 1) * greatest(w.pairs, 1)) AS shared_pairs,
    ln((m.pairs + 4) / (h.pairs / 12 + 4)) - coalesce(w.usual_clumped, 0) AS clumped,
    w.newcomers, coalesce(w.usual_newcomers, 1) AS usual_newcomers, w.standing, w.ads
FROM whole w JOIN text t USING (part) JOIN minute m USING (part) JOIN hour h USING (part)
LEFT JOIN neighbour b USING (part) LEFT JOIN author a USING (part)
ORDER BY w.part
"""


def signs(con: duckdb.DuckDBPyConnection, first: date, last: date) -> pa.Table:
    """One row for each flag's week (part even) and busiest day (odd) with enough posts, ordered by part.

    Reads `staging.flag`, `said`, `flagged_post` (see facts) of flags of the days `first`..`last`, and all posts before.
    Columns: flag, posts, known (share of posts with an author), effective and independent (authors, inverse Simpson:
    as found, and as people would give who post once each, but no more than the platform has), copies (share of posts
    that are one of several alike), shared_pairs (share of a post's neighbouring words that another one has too),
    clumped (log of pairs of posts in the same 5 minutes over what their hours would give, less what is usual),
    newcomers (share of posts), standing (response in standard deviations of the platform's day), ads.
    """
    con.execute(_USUAL, {"since": first - timedelta(days=USUAL_DAYS - 1), "last": last})
    con.execute(_PARTS)
    con.execute(_NEWCOMERS, {"since": first - timedelta(days=6), "last": last})
    return con.sql(_SIGNS, params={"least": LEAST, "usual": USUAL_DAYS}).to_arrow_table()
