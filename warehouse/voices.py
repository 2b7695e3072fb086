"""Who drives a rise: how much of the response to its posts goes to big accounts, how much to small ones people heed.

An account is a KOL from `big_account` followers on, a KOC from `koc_account` followers on if its posts on the subject
are answered by at least `koc_response` of its followers (the rule of `author_weekly`); else it is an ordinary one. What
is counted are likes, comments, shares and favourites of the last 7 days' posts, copies included, of accounts whose
followers are told. Lines of hot lists are nobody's posts. Counts only: no account is named.
"""

from typing import Any

import duckdb

from warehouse.detect_settings import DetectSettings

KNOWN = 0.5  # share of posts whose author's followers are told, below which nothing is said

_VOICES = """
WITH voice AS (
    SELECT s.flag, s.voice, max(p.told_followers) AS followers, count(*) AS posts, count(p.told_followers) AS known,
        count(p.response) AS answered, sum(CASE WHEN p.response IS NOT NULL THEN p.engagement END) AS engagement
    FROM staging.said s JOIN staging.flagged_post p USING (post) WHERE NOT p.listed GROUP BY s.flag, s.voice
), tier AS (
    SELECT *, CASE WHEN followers >= $big THEN 'kol'
        WHEN followers >= $koc AND answered > 0 AND engagement >= answered * $response * followers THEN 'koc'
        WHEN followers IS NOT NULL THEN 'other' END AS tier
    FROM voice
)
SELECT * EXCLUDE (response) FROM (SELECT flag,
    count(*) FILTER (tier = 'kol') AS kols, count(*) FILTER (tier = 'koc') AS kocs,
    nullif(sum(engagement) FILTER (tier IS NOT NULL), 0) AS response,
    coalesce(sum(engagement) FILTER (tier = 'kol'), 0) / response AS kol_share,
    coalesce(sum(engagement) FILTER (tier = 'koc'), 0) / response AS koc_share
FROM tier GROUP BY flag HAVING sum(known) >= $least * sum(posts))
ORDER BY flag
"""


def voices(con: duckdb.DuckDBPyConnection, settings: DetectSettings) -> dict[int, dict[str, Any]]:
    """By flag: kols, kocs (accounts), kol_share, koc_share (of the response; None where none is told)."""
    told = {"big": settings.big_account, "koc": settings.koc_account, "response": settings.koc_response, "least": KNOWN}
    return {row.pop("flag"): row for row in con.sql(_VOICES, params=told).to_arrow_table().to_pylist()}
