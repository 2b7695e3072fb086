"""Volume and trend: posts and authors a day, the share of the talk, and what detection says of the pick and why."""

from collections.abc import Mapping

from contract.findings import SubjectKind, theme_and_aspect
from reports.explorer.asked import Asked
from reports.explorer.catalogue import Catalogue
from reports.explorer.drawings import Line
from reports.explorer.plotted import Plotted, plotted
from reports.explorer.question import Context, Question, Rows, with_tables
from reports.explorer.said import DAY, said, whole
from reports.pictures import share_bar
from reports.published import Row

_DAILY = """
SELECT d.dt, CASE WHEN w.dt IS NOT NULL THEN coalesce(s.posts, 0) END AS posts,
  CASE WHEN w.dt IS NOT NULL THEN coalesce(s.organic_posts, 0) END AS organic_posts,
  CASE WHEN w.dt IS NOT NULL THEN coalesce(s.authors, 0) END AS authors,
  coalesce(s.organic_posts, 0) / nullif(w.all_posts, 0) AS share,
  wilson_low(coalesce(s.organic_posts, 0), w.all_posts) AS share_low,
  wilson_high(coalesce(s.organic_posts, 0), w.all_posts) AS share_high
FROM day d LEFT JOIN whole w ON w.dt = d.dt LEFT JOIN said s ON s.dt = d.dt ORDER BY d.dt"""
_TOTAL = """
, summed AS (
  SELECT coalesce(sum(s.posts) FILTER (w.dt >= $since), 0)::BIGINT AS posts,
    coalesce(sum(s.organic_posts) FILTER (w.dt >= $since), 0)::BIGINT AS organic_posts,
    coalesce(sum(s.authors) FILTER (w.dt >= $since), 0)::BIGINT AS author_days,
    coalesce(sum(w.all_posts) FILTER (w.dt >= $since), 0)::BIGINT AS all_posts,
    sum(s.organic_posts) FILTER (w.dt < $since)::BIGINT AS organic_before,
    count(*) FILTER (w.dt < $since) = $since::DATE - $before::DATE AS comparable
  FROM whole w LEFT JOIN said s ON s.dt = w.dt
)
SELECT posts, organic_posts, author_days, organic_posts / nullif(all_posts, 0) AS share,
  wilson_low(organic_posts, all_posts) AS share_low, wilson_high(organic_posts, all_posts) AS share_high,
  CASE WHEN comparable THEN organic_before END AS organic_before,
  CASE WHEN comparable THEN organic_posts / nullif(organic_before, 0) - 1 END AS change
FROM summed"""
_VOICE = """
SELECT theme, posts, share_of_themes, share_of_posts, share_low, share_high
FROM share_of_voice(since := $since, until := $until, platform := $platform) ORDER BY posts DESC, theme LIMIT 100"""

_COLUMNS = """\
SELECT dt, scope, subject_kind, subject, phase, verdict, ratio, ratio_low, ratio_high, authors, expected, since, reasons
FROM trend """
_LAST_OF_EACH_RISE = """
QUALIFY row_number() OVER (PARTITION BY scope, subject_kind, subject, since ORDER BY dt DESC) = 1
ORDER BY subject_kind = 'aspect', dt DESC, scope <> 'all', score DESC, subject, scope LIMIT 30"""
_PICKED = "WHERE dt BETWEEN $since AND $until AND ($platform::VARCHAR IS NULL OR scope = $platform) AND "
_OF_THEME = """(subject_kind = 'theme' AND subject = $theme
  OR subject_kind = 'aspect' AND starts_with(subject, $theme || '/') AND scope = coalesce($platform, 'all'))"""
_OF_WORDS = "subject_kind IN ('term', 'hashtag') AND subject IN (folded($name), $name)"
_RISING = """\
WHERE dt BETWEEN greatest($since, $until::DATE - 6) AND $until
  AND scope = coalesce($platform, 'all') AND part_of IS NULL
QUALIFY row_number() OVER (PARTITION BY subject_kind, subject ORDER BY dt DESC) = 1
ORDER BY verdict <> 'organic', score DESC, subject_kind, subject LIMIT 30"""


def questions(asked: Asked) -> Mapping[str, Question]:
    """What is asked: daily and total always, themes' shares without words, trends of a theme, of words, or of all."""
    # counting twice the days of a search takes twice as long: that view shows no change
    first = "$since" if asked.view == "search" else "$before"
    told = {
        "daily": with_tables(DAY, said(asked), whole(asked), select=_DAILY),
        "total": with_tables(said(asked, first), whole(asked, first), select="").rstrip() + _TOTAL,
    }
    if not asked.words:
        told["voice"] = _VOICE.strip()
    if not (asked.words and asked.theme):  # nobody judges a pair of both
        told["trends"] = _COLUMNS + _trends(asked)
    return {name: Question(sql) for name, sql in told.items()}


def _trends(asked: Asked) -> str:
    if asked.words or asked.theme:
        return _PICKED + (_OF_WORDS if asked.words else _OF_THEME) + _LAST_OF_EACH_RISE
    return _RISING


def build(rows: Rows, asked: Asked, catalogue: Catalogue) -> Context:
    """Tiles, charts and tables."""
    figures, (total,) = catalogue.figures, rows["total"]
    return {
        "tiles": {
            "posts": figures.count(total["posts"]),
            "organic": figures.count(total["organic_posts"]),
            "authors": figures.count(total["author_days"]),
            "share": _share(total["share"], catalogue),
            "between": figures.shares(total["share_low"], total["share_high"]),
            "change": figures.points(total["change"]),
        },
        "volume_chart": volume_chart(rows["daily"], catalogue),
        "share_chart": _share_chart(rows["daily"], catalogue) if asked.theme or asked.words else None,
        "days": [_day(row, catalogue) for row in rows["daily"]],
        "voice": [_voice(row, asked, catalogue) for row in rows.get("voice", [])],
        "trends": [_trend(row, asked, catalogue) for row in rows.get("trends", [])],
        "judged": "trends" in rows,
    }


def _share(share: float | None, catalogue: Catalogue) -> str:
    return catalogue.figures.share(share)


def volume_chart(daily: list[Row], catalogue: Catalogue) -> Plotted | None:
    """Posts and authors a day."""
    words, figures = catalogue.words, catalogue.figures
    named = {"posts": words("explore.posts"), "authors": words("explore.authors")}
    lines = [(told, Line(name, [row[name] for row in daily])) for name, told in named.items()]
    told = [
        words("explore.day_volume", day=figures.named_day(row["dt"]), posts=figures.count(row["posts"]),
              authors=figures.count(row["authors"]))
        for row in daily
    ]  # fmt: skip
    return plotted(catalogue, [row["dt"] for row in daily], lines, told, words("explore.chart_volume"))


def _share_chart(daily: list[Row], catalogue: Catalogue) -> Plotted | None:
    words, figures = catalogue.words, catalogue.figures
    columns = [[row[name] for row in daily] for name in ("share", "share_low", "share_high")]
    told = [
        words("explore.day_share", day=figures.named_day(row["dt"]), share=figures.share(row["share"]),
              between=figures.shares(row["share_low"], row["share_high"]))
        for row in daily
    ]  # fmt: skip
    line = (words("explore.share"), Line("authors", *columns))
    return plotted(catalogue, [row["dt"] for row in daily], [line], told, words("explore.chart_share"), shares=True)


def _day(row: Row, catalogue: Catalogue) -> Context:
    figures = catalogue.figures
    return {
        "day": figures.named_day(row["dt"]),
        "posts": figures.count(row["posts"]),
        "organic": figures.count(row["organic_posts"]),
        "authors": figures.count(row["authors"]),
        "share": figures.share(row["share"]),
        "between": figures.shares(row["share_low"], row["share_high"]),
    }


def _voice(row: Row, asked: Asked, catalogue: Catalogue) -> Context:
    figures = catalogue.figures
    return {
        "name": catalogue.theme(row["theme"]),
        "href": asked.address(theme=row["theme"]),
        "picked": row["theme"] == asked.theme,
        "posts": figures.count(row["posts"]),
        "of_themes": figures.share(row["share_of_themes"]),
        "of_posts": figures.share(row["share_of_posts"]),
        "between": figures.shares(row["share_low"], row["share_high"]),
        "bar": share_bar(row["share_of_themes"] or 0.0),
    }


def _trend(row: Row, asked: Asked, catalogue: Catalogue) -> Context:
    words, figures = catalogue.words, catalogue.figures
    return {
        "name": catalogue.subject(row["subject_kind"], row["subject"]),
        "href": _address_of(row, asked),
        "kind": words.code("kind", row["subject_kind"]),
        "scope": catalogue.platform(row["scope"]),
        "phase": words.code("phase", row["phase"]),
        "phase_code": row["phase"],
        "verdict": words.code("verdict", row["verdict"]),
        "ratio": figures.times(row["ratio"]),
        "interval": figures.between(row["ratio_low"], row["ratio_high"]),
        "authors": figures.count(row["authors"]),
        "expected": figures.amount(row["expected"]),
        "since": figures.day(row["since"]) if row["since"] else "–",
        "day": figures.day(row["dt"]),
        "why": words.listed(words.code("reason", reason.lower()) for reason in row["reasons"] or []),
    }


def _address_of(row: Row, asked: Asked) -> str:
    """Where the subject of a trend can be looked at by itself."""
    kind, subject = row["subject_kind"], row["subject"]
    if kind == SubjectKind.THEME:
        return asked.address(theme=subject, words="", number=1)
    if kind == SubjectKind.ASPECT:
        return asked.address(view="sentiment", theme=theme_and_aspect(subject)[0], words="", number=1)
    bare = subject.replace('"', " ").strip()
    return asked.address(theme="", words=f'"{bare}"' if bare else "", number=1)
