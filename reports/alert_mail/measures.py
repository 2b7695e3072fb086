"""What each metric is counted from: a day's numbers, the posts that show it, and the query that gives the mail's value.

Parameters: theme aspect detail scope platform, opened and last (day of opening, day of the row), first (of the days
that the value speaks of), since (first day of baseline and picture), usual_first and usual_last (of the baseline).
"""

from dataclasses import dataclass

from contract.findings import AlertMetric
from reports.published import Row

_USUAL_SHARE, _USUAL = (65, 10), (37, 10)  # of shares as warehouse/drop_test.py, of people who are counted


def usual_days(alert: Row) -> tuple[int, int]:
    """With how many days before the opening the baseline begins and ends."""
    return _USUAL_SHARE if alert["metric"] == AlertMetric.NEGATIVE_SHARE else _USUAL


@dataclass(frozen=True, slots=True)
class Measure:
    """`daily` gives dt, platform, part, whole and posts; a share is part by whole, people a day are parts.

    `shows` says of `post p` whether it is one that the metric counts; empty where there are no such posts.
    """

    daily: str
    shows: str


_MOOD = Measure(
    """SELECT dt, platform, negative AS part, posts AS whole, posts FROM sentiment_daily
WHERE theme = $theme AND dt BETWEEN $since AND $last""",
    "p.sentiment = 'negative'",
)
_ASPECT = Measure(
    """SELECT dt, platform, negative AS part, posts AS whole, posts FROM aspect_daily
WHERE theme = $theme AND aspect = $aspect AND dt BETWEEN $since AND $last""",
    "m.aspect_start IS NOT NULL",
)
_COMPLAINTS = Measure(
    """SELECT dt, platform, authors AS part, organic_posts AS whole, organic_posts AS posts FROM intent_daily
WHERE intent = 'complaint' AND theme = $theme AND dt BETWEEN $since AND $last""",
    "list_contains(p.intents, 'complaint')",
)
_SAYS = """list_contains(p.intents, 'complaint') AND contains(
    replace(lower(array_to_string(p.words, '')), ' ', ''), replace(lower($detail), ' ', ''))"""
_PHRASE = Measure(
    """SELECT dt, platform, count(DISTINCT coalesce(author_id, post_id)) AS part, count(*) AS whole, count(*) AS posts
FROM post p WHERE organic AND ($theme = '' OR list_contains(themes, $theme)) AND dt BETWEEN $since AND $last
AND list_contains(p.intents, 'complaint') AND contains(
    replace(lower(array_to_string(p.words, '')), ' ', ''), replace(lower($detail), ' ', ''))
GROUP BY dt, platform""",
    _SAYS,
)
_SILENCE = Measure(
    """SELECT dt, scope AS platform, greatest(usual - observed, 0) AS part, usual AS whole, observed AS posts
FROM quality_daily WHERE scope <> 'all' AND dt BETWEEN $since AND $last""",
    "",
)


def measure_of(row: Row) -> Measure:
    """The measure of a row of `alert`; of an unknown metric that of the theme's mood, which stands beside it."""
    if row["metric"] == AlertMetric.NEGATIVE_SHARE and row["aspect"]:
        return _ASPECT
    known = {
        AlertMetric.COMPLAINT_AUTHORS: _COMPLAINTS,
        AlertMetric.NEW_PHRASE: _PHRASE,
        AlertMetric.SILENCE: _SILENCE,
    }
    return known.get(row["metric"], _MOOD)
