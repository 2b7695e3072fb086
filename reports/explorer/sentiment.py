"""Sentiment: how many speak ill, neither, or well of the pick, day by day with how sure that is, and of what in it."""

from collections.abc import Mapping
from typing import TypeAlias

from markupsafe import Markup

from reports.explorer.asked import FEELINGS, Asked
from reports.explorer.catalogue import Catalogue
from reports.explorer.drawings import Line
from reports.explorer.plotted import Plotted, plotted
from reports.explorer.question import Context, Question, Rows, with_tables
from reports.explorer.said import DAY
from reports.pictures import feeling_bar
from reports.published import Row

Columns: TypeAlias = tuple[str, str, str]
_FELT_SHARES = ("negative_share", "neutral_share", "positive_share")
_OPINIONS = ("disliked", "neither", "liked")
_OPINION_PARTS = ("disliked_part", "neither_part", "liked_part")
_ENDS = ("share", "low", "high")
FEW = 20  # posts below which a share says little

_FELT = """
felt AS (
  SELECT dt, sum(negative)::BIGINT AS negative, sum(neutral)::BIGINT AS neutral, sum(positive)::BIGINT AS positive
  FROM sentiment_daily WHERE theme = coalesce($theme, '') AND dt BETWEEN $since AND $until
    AND ($platform::VARCHAR IS NULL OR platform = $platform) GROUP BY dt
)"""
_HIT = """
hit AS (
  SELECT p.dt, p.post_id, p.sentiment
  FROM post p JOIN search_hits($query, since := $since, until := $until) h ON h.dt = p.dt AND h.number = p.number
  WHERE p.organic AND ($platform::VARCHAR IS NULL OR p.platform = $platform)
    AND ($theme::VARCHAR IS NULL OR list_contains(p.themes, $theme))
)"""
_FELT_IN_HITS = """
felt AS (
  SELECT dt, count(*) FILTER (sentiment = 'negative') AS negative, count(*) FILTER (sentiment = 'neutral') AS neutral,
    count(*) FILTER (sentiment = 'positive') AS positive FROM hit GROUP BY dt
)"""
_SHARES = ", ".join(
    f"{name} / nullif(n, 0) AS {name}_share, wilson_low({name}, n) AS {name}_low, wilson_high({name}, n) AS {name}_high"
    for name in FEELINGS
)
_DAILY = f"""
SELECT d.dt, n, negative, neutral, positive, {_SHARES}
FROM day d LEFT JOIN (SELECT *, negative + neutral + positive AS n FROM felt) f ON f.dt = d.dt AND n > 0
ORDER BY d.dt"""  # noqa: S608
_TOTAL = f"""
SELECT n, negative, neutral, positive, {_SHARES}
FROM (SELECT *, negative + neutral + positive AS n FROM (
  SELECT coalesce(sum(negative), 0)::BIGINT AS negative, coalesce(sum(neutral), 0)::BIGINT AS neutral,
    coalesce(sum(positive), 0)::BIGINT AS positive FROM felt))"""  # noqa: S608
_SPOKEN = """
spoken AS (
  SELECT aspect, sum(posts)::BIGINT AS posts, sum(positive)::BIGINT AS liked, sum(neutral)::BIGINT AS neither,
    sum(negative)::BIGINT AS disliked
  FROM aspect_daily WHERE theme = coalesce($theme, '') AND dt BETWEEN $since AND $until
    AND ($platform::VARCHAR IS NULL OR platform = $platform) GROUP BY aspect
)"""
# A post that speaks of an aspect more than once counts once, by the worst it says of it. Days are not asked of
# post_aspect: DuckDB would read all of it first.
_SPOKEN_IN_HITS = """
said_of AS (
  SELECT a.aspect, a.post_id, min(list_position(['negative', 'neutral', 'positive'], a.polarity)) AS worst
  FROM post_aspect a JOIN hit p ON p.dt = a.dt AND p.post_id = a.post_id
  GROUP BY a.aspect, a.post_id
),
spoken AS (
  SELECT aspect, count(*) AS posts, count(*) FILTER (worst = 3) AS liked, count(*) FILTER (worst = 2) AS neither,
    count(*) FILTER (worst = 1) AS disliked FROM said_of GROUP BY aspect
)"""
_ASPECTS = """
SELECT aspect, posts, liked, neither, disliked, disliked / posts AS disliked_part, neither / posts AS neither_part,
  liked / posts AS liked_part, liked / nullif(liked + disliked, 0) AS liked_share,
  wilson_low(liked, liked + disliked) AS liked_low, wilson_high(liked, liked + disliked) AS liked_high
FROM spoken ORDER BY posts DESC, aspect LIMIT 40"""


def questions(asked: Asked) -> Mapping[str, Question]:
    """The days, their sum and the aspects; of words from the posts that a search finds."""
    felt = (_HIT, _FELT_IN_HITS) if asked.words else (_FELT,)
    spoken = (_HIT, _SPOKEN_IN_HITS) if asked.words else (_SPOKEN,)
    return {
        "daily": Question(with_tables(DAY, *felt, select=_DAILY)),
        "total": Question(with_tables(*felt, select=_TOTAL)),
        "aspects": Question(with_tables(*spoken, select=_ASPECTS)),
    }


def build(rows: Rows, asked: Asked, catalogue: Catalogue) -> Context:
    """The sum, the chart, its table, and what is liked and disliked."""
    total = rows["total"][0]
    return {
        "few": catalogue.figures.count(FEW),
        "scarce": total["n"] < FEW,
        "n": catalogue.figures.count(total["n"]) if total["n"] else "",
        "sum": [_share(total, name, catalogue) for name in FEELINGS],
        "bar": _bar(total, FEELINGS, _FELT_SHARES, total["n"], catalogue),
        "feeling_chart": _chart(rows["daily"], catalogue),
        "days": [_day(row, catalogue) for row in rows["daily"]],
        "aspects": [_aspect(row, catalogue) for row in rows["aspects"]],
        "posts_of": [asked.address(view="evidence", feeling=name, number=1) for name in FEELINGS],
    }


def _share(row: Row, name: str, catalogue: Catalogue) -> Context:
    figures = catalogue.figures
    return {
        "code": name,
        "name": catalogue.words.code("feeling", name),
        "share": figures.share(row[f"{name}_share"]),
        "between": figures.shares(row[f"{name}_low"], row[f"{name}_high"]),
    }


def _bar(row: Row, counts: Columns, shares: Columns, n: int | None, catalogue: Catalogue) -> Markup:
    """Three counts of a row as one bar, worst first, by the columns that hold them and their shares."""
    count = catalogue.figures.count
    told = {code: count(row[name]) for code, name in zip(FEELINGS, counts, strict=True)}
    negative, neutral, positive = (row[name] or 0.0 for name in shares)
    label = catalogue.words("feeling.label", n=count(n), **told)
    return feeling_bar((negative, neutral, positive), label) if n else Markup("")


def _chart(daily: list[Row], catalogue: Catalogue) -> Plotted | None:
    words, figures = catalogue.words, catalogue.figures
    lines = [
        (words.code("feeling", name), Line(name, *([row[f"{name}_{end}"] for row in daily] for end in _ENDS)))
        for name in FEELINGS
    ]  # fmt: skip
    told = [
        words("explore.day_feeling", day=figures.named_day(row["dt"]), n=figures.count(row["n"]),
              **{name: figures.share(row[f"{name}_share"]) for name in FEELINGS})
        for row in daily
    ]  # fmt: skip
    return plotted(catalogue, [row["dt"] for row in daily], lines, told, words("explore.chart_feeling"), shares=True)


def _day(row: Row, catalogue: Catalogue) -> Context:
    return {
        "day": catalogue.figures.named_day(row["dt"]),
        "n": catalogue.figures.count(row["n"]),
        "few": (row["n"] or 0) < FEW,
        "shares": [_share(row, name, catalogue) for name in FEELINGS],
    }


def _aspect(row: Row, catalogue: Catalogue) -> Context:
    figures = catalogue.figures
    return {
        "name": catalogue.aspect(row["aspect"]),
        "posts": catalogue.words.counted("unit.posts", row["posts"], figures.count(row["posts"])),
        "liked": figures.count(row["liked"]),
        "disliked": figures.count(row["disliked"]),
        "share": figures.share(row["liked_share"]),
        "between": figures.shares(row["liked_low"], row["liked_high"]),
        "bar": _bar(row, _OPINIONS, _OPINION_PARTS, row["posts"], catalogue),
        "few": row["liked"] + row["disliked"] < FEW,
    }
