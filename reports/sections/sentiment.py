"""How people feel about each watched theme on each platform, with how sure that is."""

from itertools import groupby

from reports.page import Page
from reports.pictures import FEELINGS, Feeling, feeling_bar
from reports.published import Row
from reports.section import Context, Rows

TITLE = {"zh": "各主题、各平台的情绪", "en": "Sentiment by theme and platform"}
ORDER = 50
FEW = 20  # posts below which a share says nothing

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
}


def build(rows: Rows, page: Page) -> Context:
    """One block a theme, one line a platform."""
    blocks = []
    for theme, lines in groupby(rows["shares"], key=lambda row: row["theme"]):
        told = [_line(row, page) for row in lines]
        blocks.append({"name": page.theme(theme), "link": page.theme_link(theme), "lines": told})
    return {"blocks": blocks, "few": FEW}


def _line(row: Row, page: Page) -> Context:
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
    }


def _tone(row: Row) -> str:
    """Colour only where last week's share lies outside this week's interval."""
    if row["change"] is None or row["share_low"] <= row["share_before"] <= row["share_high"]:
        return "same"
    return "worse" if row["change"] > 0 else "better"
