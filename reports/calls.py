"""What earlier reports told as rising, as they were known then, and what came of it: SQL shared by the scoreboard.

A report's topics are those of `trend_vintage` known at its cutoff, Monday nine o'clock in Beijing (one in UTC: 25 hours
after Sunday began), grouped as the report groups them (topics.py). What came of them is counted from the daily tables.
"""

BACK = 8  # earlier reports that are looked at; with this one, which cannot be checked yet

_REPORT = """\
WITH report AS (
  -- the last day of the week that has data is the day that a report speaks of
  SELECT week, sunday, coalesce(max(v.dt), sunday) AS day
  FROM (SELECT week, ($last - 7 * week::INTEGER)::DATE AS sunday FROM range(9) t(week)) w
  LEFT JOIN volume_daily v ON v.dt BETWEEN sunday - 6 AND sunday AND v.posts > 0
  GROUP BY week, sunday
)"""

# The marks of a vintage are rows that it changed. An earlier week without any is on record if one before it is, and
# nothing of the week came to light only later.
_ON_RECORD = """
mark AS (
  SELECT make_timestamp(epoch_us(known_from)) AS moment, dt FROM trend_vintage
  UNION ALL SELECT make_timestamp(epoch_us(known_to)), NULL FROM trend_vintage WHERE known_to IS NOT NULL
  UNION ALL SELECT make_timestamp(epoch_us(known_from)), NULL FROM alert_vintage
  UNION ALL SELECT make_timestamp(epoch_us(known_to)), NULL FROM alert_vintage WHERE known_to IS NOT NULL
),
on_record AS (
  SELECT r.sunday, coalesce(
    bool_or(m.moment > r.sunday - INTERVAL 143 HOUR AND m.moment <= r.sunday + INTERVAL 25 HOUR)
      OR (r.week > 0 AND bool_or(m.moment <= r.sunday + INTERVAL 25 HOUR)
        AND NOT bool_or(m.dt BETWEEN r.sunday - 6 AND r.sunday AND m.moment > r.sunday + INTERVAL 25 HOUR)),
    false) AS is_recorded
  FROM report r LEFT JOIN (SELECT DISTINCT moment, dt FROM mark) m ON true GROUP BY r.sunday, r.week
)"""

_CALLS = """
told AS (
  SELECT r.week, r.sunday, r.day, v.* FROM report r JOIN trend_vintage v ON v.dt = r.day
  WHERE make_timestamp(epoch_us(v.known_from)) <= r.sunday + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > r.sunday + INTERVAL 25 HOUR)
),
latest AS (
  FROM told QUALIFY row_number() OVER (
    PARTITION BY sunday, subject_kind, subject ORDER BY scope = 'all' DESC, score DESC, scope) = 1
),
single AS (
  FROM latest QUALIFY row_number() OVER (PARTITION BY sunday, subject ORDER BY part_of IS NULL DESC,
    list_position(['theme', 'hashtag', 'term', 'aspect'], subject_kind), score DESC) = 1
),
call AS (
  -- what rose in the same posts was one entry, by the name that it had then
  SELECT s.*, d.name, d.name_kind FROM single s
  LEFT JOIN topic_member m USING (dt, scope, subject_kind, subject)
  LEFT JOIN topic_daily_vintage d ON d.dt = s.dt AND d.scope = s.scope AND d.topic_id = m.topic_id
    AND make_timestamp(epoch_us(d.known_from)) <= s.sunday + INTERVAL 25 HOUR
    AND (d.known_to IS NULL OR make_timestamp(epoch_us(d.known_to)) > s.sunday + INTERVAL 25 HOUR)
  WHERE s.verdict = 'organic' AND s.part_of IS NULL AND s.phase = 'rising'
  QUALIFY row_number() OVER (PARTITION BY s.sunday, coalesce(m.topic_id, concat_ws(' ', s.subject_kind, s.subject))
    ORDER BY s.scope = 'all' DESC, m.rank, s.score DESC, s.subject) = 1
)"""

# A day's authors of what was called; a term that was found to be a phrase is counted however it was cut.
_SPOKEN = """
asked AS (SELECT DISTINCT subject_kind, subject FROM call),
counted AS (
  SELECT dt, platform, 'term' AS subject_kind, term AS subject, authors FROM term_daily
  WHERE dt BETWEEN $last - 69 AND $last
  UNION ALL SELECT dt, platform, 'term', phrase, authors FROM phrase_daily WHERE dt BETWEEN $last - 69 AND $last
  UNION ALL SELECT dt, platform, 'hashtag', hashtag, authors FROM hashtag_daily WHERE dt BETWEEN $last - 69 AND $last
  UNION ALL SELECT dt, platform, 'theme', theme, authors FROM theme_daily WHERE dt BETWEEN $last - 69 AND $last
  UNION ALL SELECT dt, platform, 'aspect', theme || '/' || aspect, coalesce(authors, posts) FROM aspect_daily
  WHERE theme <> '' AND dt BETWEEN $last - 69 AND $last
),
spoken AS (
  SELECT subject_kind, subject, platform, dt, max(authors) AS authors
  FROM counted JOIN asked USING (subject_kind, subject) GROUP BY ALL
),
spoken_day AS (
  SELECT c.sunday, c.subject_kind, c.subject, c.day, c.since, s.dt, sum(s.authors) AS authors
  FROM call c JOIN spoken s ON s.subject_kind = c.subject_kind AND s.subject = c.subject
    AND c.scope IN ('all', s.platform) AND s.dt BETWEEN least(c.since, c.day) AND c.day + 28
  GROUP BY ALL
),
after AS (
  SELECT sunday, subject_kind, subject,
    coalesce(sum(authors) FILTER (dt BETWEEN day + 1 AND day + 7), 0)::BIGINT AS next_week,
    arg_max(dt, (authors, -epoch(dt))) AS peak
  FROM spoken_day GROUP BY ALL
)"""

# Of a campaign or a flood it is asked what is known today of the call's day and the week after.
_OUTCOME = """
turned AS (
  SELECT c.sunday, c.subject_kind, c.subject, arg_max(t.verdict, t.dt) AS verdict_later
  FROM call c JOIN trend t USING (scope, subject_kind, subject)
  WHERE t.dt BETWEEN c.day AND least(c.day + 7, $last) AND t.verdict IN ('campaign', 'suspected_flood')
  GROUP BY ALL
),
seen AS (
  SELECT r.sunday, count(DISTINCT v.dt) = 7 AS is_seen
  FROM report r JOIN volume_daily v ON v.dt BETWEEN r.day + 1 AND least(r.day + 7, $last) AND v.posts > 0 GROUP BY ALL
),
checked AS (
  SELECT c.* EXCLUDE (known_from, known_to), a.peak, t.verdict_later, coalesce(s.is_seen, false) AS is_seen,
    CASE WHEN s.is_seen THEN coalesce(a.next_week, 0) END AS next_week,
    CASE WHEN t.verdict_later IS NOT NULL THEN 'turned' WHEN s.is_seen IS NOT TRUE THEN 'open'
      WHEN coalesce(a.next_week, 0) < greatest(1.5 * coalesce(c.expected, 0), c.author_days / 2) THEN 'fell'
      WHEN coalesce(a.next_week, 0) > c.author_days THEN 'grew' ELSE 'stayed' END AS outcome,
    CASE WHEN s.is_seen AND c.outlook_7_low IS NOT NULL
      THEN coalesce(a.next_week, 0) BETWEEN c.outlook_7_low AND c.outlook_7_high END AS is_inside,
    CASE WHEN c.day + 28 <= $last AND a.peak >= c.since THEN (a.peak - c.since)::INTEGER END AS lead_to_peak,
    row_number() OVER (PARTITION BY c.subject_kind, c.subject ORDER BY c.sunday) = 1 AS is_first
  FROM call c LEFT JOIN after a USING (sunday, subject_kind, subject)
  LEFT JOIN turned t USING (sunday, subject_kind, subject) LEFT JOIN seen s USING (sunday)
)"""


def of_calls(select: str, *more: str) -> str:
    """The calls of the last reports with their outcome (`checked`) and further CTEs, and the query that reads them."""
    return ",".join([_REPORT, _ON_RECORD, _CALLS, _SPOKEN, _OUTCOME, *more]) + "\n" + select.strip()


def of_reports(select: str, *more: str) -> str:
    """The reports alone (`report`, `on_record`), further CTEs, and the query that reads them."""
    return ",".join([_REPORT, _ON_RECORD, *more]) + "\n" + select.strip()
