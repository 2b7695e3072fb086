"""Watched themes, this week against the week before.

The change is a ratio of counts. Daily authors of the days that can be compared are added up: A this week; B the week
before, E the same as this week's crawl would have seen it. The 95 % interval is log-normal,
ln((A + 1/2) / (E + 1/2)) +- 1.96 sqrt(phi (1 / (A + 1/2) + 1 / (B + 1/2))): counts vary as Poisson counts do, times
phi >= 1, for talk comes in bursts: the mean of (x - y)^2 / (x + y) over neighbouring days of four weeks, which is 1 for
Poisson counts however slowly their mean moves (successive differences, von Neumann 1941).
The interval of a change of the negative share is Newcombe's (1998, method 10), from Wilson's.
"""

from reports.questions.judged import PAIRS


def _wilson(sign: str) -> str:
    """An end of the 95 % Wilson interval of negative / n."""
    return (
        f"(negative + 1.92) / (n + 3.84) {sign} 1.96 * sqrt(greatest(negative * (n - negative) / n + 0.96, 0))"
        " / (n + 3.84)"
    )


_COUNTED = """
  SELECT t.theme, p.dt, sum(coalesce(n.authors, 0)) AS now, sum(coalesce(b.authors, 0)) AS before,
    sum(coalesce(b.authors, 0) * p.seen) AS expected, sum(coalesce(n.organic_posts, 0)) AS said_now,
    sum(coalesce(b.organic_posts, 0)) AS said_before
  FROM theme t CROSS JOIN pair p
  LEFT JOIN theme_daily n ON n.theme = t.theme AND n.platform = p.platform AND n.dt = p.dt
  LEFT JOIN theme_daily b ON b.theme = t.theme AND b.platform = p.platform AND b.dt = p.dt - 7
  GROUP BY ALL"""

_BURST = """
  SELECT theme, avg((authors - before) ** 2 / nullif(authors + before, 0)) AS phi
  FROM (
    SELECT theme, authors, lag(authors) OVER (PARTITION BY theme ORDER BY dt) AS before
    FROM (
      SELECT t.theme, v.dt, coalesce(sum(d.authors), 0) AS authors
      FROM theme t CROSS JOIN (SELECT DISTINCT dt FROM volume_daily WHERE dt BETWEEN $last - 27 AND $last) v
      LEFT JOIN theme_daily d ON d.theme = t.theme AND d.dt = v.dt GROUP BY ALL
    )
  ) GROUP BY theme"""

# How much of a theme's usual volume lies on days that can be compared: a platform without one counts as not compared.
_COMPARED = """
  SELECT theme, round(sum(usual * coalesce(pairs, 0)) / nullif(7 * sum(usual), 0), 3) AS compared
  FROM (
    SELECT d.theme, d.platform, sum(d.organic_posts) / any_value(v.days) AS usual FROM theme_daily d
    JOIN (
      SELECT platform, count(*) AS days FROM volume_daily
      WHERE dt BETWEEN $first - 7 AND $last AND posts > 0 GROUP BY ALL
    ) v USING (platform)
    WHERE d.dt BETWEEN $first - 7 AND $last GROUP BY ALL
  ) LEFT JOIN (SELECT platform, count(*) AS pairs FROM pair GROUP BY ALL) USING (platform)
  GROUP BY theme"""

_MOODS = """
  SELECT s.theme, p.dt = s.dt AS this_week, sum(s.negative) AS negative, sum(s.negative + s.neutral + s.positive) AS n
  FROM sentiment_daily s JOIN pair p ON p.platform = s.platform AND s.dt IN (p.dt, p.dt - 7)
  WHERE s.theme <> '' GROUP BY ALL HAVING sum(s.negative + s.neutral + s.positive) >= 20"""

_TOTALS = """
  SELECT sum(n.organic_posts) AS said_now, sum(b.organic_posts) AS said_before FROM pair p
  JOIN volume_daily n ON n.platform = p.platform AND n.dt = p.dt
  JOIN volume_daily b ON b.platform = p.platform AND b.dt = p.dt - 7"""

# Distinct authors of the whole week; a post of an unknown author counts as one.
_PEOPLE = """
  SELECT theme, count(DISTINCT author_id) + count(*) FILTER (author_id IS NULL) AS authors
  FROM (SELECT unnest(themes) AS theme, author_id FROM post WHERE dt BETWEEN $first AND $last AND organic)
  GROUP BY theme"""

THEMES = f"""{PAIRS},
counted AS ({_COUNTED}
),
burst AS ({_BURST}
),
change AS (
  SELECT *, ln((now + 0.5) / (expected + 0.5)) AS middle,
    1.96 * sqrt(greatest(1, coalesce(phi, 1)) * (1 / (now + 0.5) + 1 / (before + 0.5))) AS half
  FROM (
    SELECT theme, sum(now) AS now, sum(before) AS before, sum(expected) AS expected,
      sum(said_now) AS said_now, sum(said_before) AS said_before
    FROM counted GROUP BY theme
  ) LEFT JOIN burst USING (theme)
),
totals AS ({_TOTALS}
),
compared AS ({_COMPARED}
),
mood AS (
  SELECT *, negative / n AS share, {_wilson("-")} AS low,
    {_wilson("+")} AS high
  FROM ({_MOODS}
  )
),
mood_change AS (
  SELECT n.theme, n.share - b.share AS negative_change,
    n.share - b.share - sqrt((n.share - n.low) ** 2 + (b.high - b.share) ** 2) AS negative_low,
    n.share - b.share + sqrt((n.high - n.share) ** 2 + (b.share - b.low) ** 2) AS negative_high
  FROM mood n JOIN mood b ON b.theme = n.theme AND n.this_week AND NOT b.this_week
),
people AS ({_PEOPLE}
),
week AS (
  SELECT theme, sum(organic_posts) FILTER (dt >= $first) AS posts, sum(organic_posts) FILTER (dt < $first) AS before
  FROM theme_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL
),
feeling AS (
  SELECT theme, sum(negative + neutral + positive) AS mood_posts,
    sum(negative) / nullif(sum(negative + neutral + positive), 0) AS negative_share
  FROM sentiment_daily WHERE dt BETWEEN $first AND $last GROUP BY ALL
)
SELECT t.theme, coalesce(p.authors, 0)::BIGINT AS authors, coalesce(w.posts, 0)::BIGINT AS posts,
  coalesce(w.before, 0)::BIGINT AS posts_before, x.compared,
  CASE WHEN c.expected > 0 THEN c.now / c.expected END AS ratio,
  CASE WHEN c.expected > 0 THEN c.now / c.expected - 1 END AS change,
  exp(c.middle - c.half) AS ratio_low, exp(c.middle + c.half) AS ratio_high,
  exp(c.middle - c.half) - 1 AS change_low, exp(c.middle + c.half) - 1 AS change_high,
  coalesce(w.posts, 0)
    / nullif((SELECT sum(organic_posts) FROM volume_daily WHERE dt BETWEEN $first AND $last), 0) AS voice,
  c.said_now / nullif(a.said_now, 0) - c.said_before / nullif(a.said_before, 0) AS voice_change,
  coalesce(f.mood_posts, 0)::BIGINT AS mood_posts, f.negative_share,
  m.negative_change, m.negative_low, m.negative_high
FROM theme t CROSS JOIN totals a LEFT JOIN change c USING (theme) LEFT JOIN compared x USING (theme)
LEFT JOIN people p USING (theme) LEFT JOIN week w USING (theme) LEFT JOIN feeling f USING (theme)
LEFT JOIN mood_change m USING (theme)
ORDER BY w.posts DESC NULLS LAST, t.theme"""  # noqa: S608 - text of this package

DAILY = """
SELECT theme, dt, sum(authors)::BIGINT AS authors FROM theme_daily
WHERE dt BETWEEN $last - 55 AND $last AND theme IN (SELECT theme FROM theme)
  AND dt NOT IN (
    SELECT dt FROM quality_daily
    WHERE scope = 'all' AND dt BETWEEN $last - 55 AND $last AND (status <> 'ok' OR missing_share > 0.05))
GROUP BY ALL ORDER BY theme, dt"""

# Where it is loudest: its share of each platform's organic posts, so that a small platform is not drowned by a big one.
LOUDEST = """
WITH whole AS (
  SELECT platform, sum(organic_posts) AS n FROM volume_daily WHERE dt BETWEEN $first AND $last
  GROUP BY platform HAVING sum(organic_posts) >= 20
)
SELECT theme, platform, sum(organic_posts)::BIGINT AS posts, sum(organic_posts) / any_value(n) AS share
FROM theme_daily JOIN whole USING (platform) WHERE dt BETWEEN $first AND $last
GROUP BY ALL HAVING sum(organic_posts) > 0 ORDER BY theme, share DESC, platform"""

PHASES = """
SELECT subject AS theme, phase, verdict, scope FROM trend
WHERE subject_kind = 'theme' AND dt = (SELECT max(dt) FROM volume_daily WHERE dt BETWEEN $first AND $last)
QUALIFY row_number() OVER (PARTITION BY subject ORDER BY scope = 'all' DESC, score DESC, scope) = 1
ORDER BY theme"""
