"""How people feel about each watched theme on each platform, how sure that is, and which aspect moved most."""

from collections.abc import Mapping
from itertools import groupby

from reports.page import Page
from reports.pictures import FEELINGS, Feeling, feeling_bar
from reports.published import Row
from reports.quoting import quote
from reports.section import Context, Rows
from reports.sql_intervals import difference, wilson

TITLE = {"zh": "各主题、各平台的情绪", "en": "Sentiment by theme and platform"}
ORDER = 40
FEW = 20  # posts below which a share says nothing

# Of each theme and platform the aspect of which people say more or less bad than last week, in points of all its posts:
# the surest of those with 5 such posts in either week and 2 points. Intervals by Wilson, of the change by Newcombe.
_MOVED = f"""
WITH whole AS (
  SELECT theme, platform, coalesce(sum(negative + neutral + positive) FILTER (dt >= $first), 0)::BIGINT AS n,
    coalesce(sum(negative + neutral + positive) FILTER (dt < $first), 0)::BIGINT AS n_before
  FROM sentiment_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL HAVING n >= 20 AND n_before >= 20
),
bad AS (
  SELECT theme, platform, aspect, coalesce(sum(negative) FILTER (dt >= $first), 0)::BIGINT AS k,
    coalesce(sum(negative) FILTER (dt < $first), 0)::BIGINT AS k_before
  FROM aspect_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL HAVING greatest(k, k_before) >= 5
),
share AS (
  SELECT theme, platform, aspect, least(k, n) AS k, n, least(k_before, n_before) AS k_before, n_before,
    k / n AS share, k_before / n_before AS share_before,
    {wilson("k", "n", "share")},
    {wilson("k_before", "n_before", "share_before")}
  FROM bad JOIN whole USING (theme, platform) WHERE k <= n AND k_before <= n_before
),
moved AS (SELECT *, share - share_before AS change, {difference("share", "share_before", "change")} FROM share)
SELECT *, change_low > 0 OR change_high < 0 AS is_clear FROM moved WHERE abs(change) >= 0.02
QUALIFY row_number() OVER (PARTITION BY theme, platform ORDER BY is_clear DESC, abs(change) DESC, aspect) = 1
ORDER BY theme, platform"""  # noqa: S608 - text of this package

# The interval is Wilson's (1927), 95 %, of the negative share.
QUERIES = {
    "shares": """
WITH weekly AS (
  SELECT theme, platform, dt >= $first AS this_week, sum(negative)::BIGINT AS negative,
    sum(neutral)::BIGINT AS neutral, sum(positive)::BIGINT AS positive,
    sum(negative + neutral + positive)::BIGINT AS n
  FROM sentiment_daily WHERE dt BETWEEN $first - 7 AND $last GROUP BY ALL
)
SELECT w.theme, w.platform, w.negative, w.neutral, w.positive, w.n, w.negative / w.n AS negative_share,
  w.neutral / w.n AS neutral_share, w.positive / w.n AS positive_share,
  (w.negative + 1.92) / (w.n + 3.84)
    - 1.96 * sqrt(w.negative * (w.n - w.negative) / w.n + 0.96) / (w.n + 3.84) AS share_low,
  (w.negative + 1.92) / (w.n + 3.84)
    + 1.96 * sqrt(w.negative * (w.n - w.negative) / w.n + 0.96) / (w.n + 3.84) AS share_high,
  b.n AS n_before, b.negative / b.n AS share_before,
  CASE WHEN b.n >= 20 THEN w.negative / w.n - b.negative / b.n END AS change
FROM weekly w LEFT JOIN weekly b ON b.theme = w.theme AND b.platform = w.platform AND NOT b.this_week AND b.n > 0
WHERE w.this_week AND w.n > 0
ORDER BY w.theme = '' DESC, sum(w.n) OVER (PARTITION BY w.theme) DESC, w.theme, w.n DESC, w.platform""",
    "moved": _MOVED,
}


def build(rows: Rows, page: Page) -> Context:
    """One block a theme, one line a platform."""
    moved = {(row["theme"], row["platform"]): row for row in rows["moved"]}
    blocks = []
    for theme, lines in groupby(rows["shares"], key=lambda row: row["theme"]):
        told = [_line(row, moved, page) for row in lines]
        blocks.append({"name": page.theme(theme), "link": page.theme_link(theme), "lines": told})
    return {"blocks": blocks, "few": FEW}


def _line(row: Row, moved: Mapping[tuple[str, str], Row], page: Page) -> Context:
    figures = page.figures
    n = figures.count(row["n"])
    parts: Feeling = (row["negative_share"], row["neutral_share"], row["positive_share"])
    shares = {name: figures.share(part) for name, part in zip(FEELINGS, parts, strict=True)}
    return {
        "platform": page.platform(row["platform"]),
        "n": n,
        "few": row["n"] < FEW,
        "share": shares["negative"],
        "interval": figures.shares(row["share_low"], row["share_high"]),
        "bar": feeling_bar(parts, page.words("feeling.label", n=n, **shares)),
        "change": figures.points(row["change"]),
        "tone": _tone(row),
        "moved": _moved(moved.get((row["theme"], row["platform"])), page),
    }


def _moved(row: Row | None, page: Page) -> Context | None:
    """The aspect that moved most; toned only where its interval leaves out zero."""
    if row is None:
        return None
    figures = page.figures
    return {
        "name": quote(page.aspect(row["aspect"]), 40),
        "change": figures.points(row["change"]),
        "interval": page.words(
            "sentiment.between", low=figures.points(row["change_low"]), high=figures.points(row["change_high"])
        ),
        "from_to": page.words(
            "sentiment.from_to", before=figures.share(row["share_before"]), now=figures.share(row["share"])
        ),
        "tone": ("worse" if row["change"] > 0 else "better") if row["is_clear"] else "same",
    }


def _tone(row: Row) -> str:
    """Colour only where last week's share lies outside this week's interval."""
    if row["change"] is None or row["share_low"] <= row["share_before"] <= row["share_high"]:
        return "same"
    return "worse" if row["change"] > 0 else "better"
