"""The posts behind a pick, a page at a time: asked for in two steps, shown cut, cleaned and with their mention marked.

The first step sorts and pages on narrow columns only; texts are read of the twenty posts that are shown.
"""

import re
from collections.abc import Sequence
from typing import Any

from contract.findings import SubjectKind
from reports.explorer.asked import MOST_PAGES, ON_A_PAGE, ROWS_OF_A_FILE, Asked
from reports.explorer.catalogue import Catalogue
from reports.explorer.question import Context, Question
from reports.mentions import Place, place_of, written
from reports.published import Row
from reports.quoting import clean, excerpt, quote, web_address

MAX_TEXT = 280  # characters of a post that are shown

_ENGAGEMENT = "coalesce(p.likes, 0) + coalesce(p.comments, 0) + coalesce(p.shares, 0) + coalesce(p.favourites, 0)"
_HITS = "JOIN search_hits($query, since := $since, until := $until) h ON h.dt = p.dt AND h.number = p.number"
_DAYS = "p.dt BETWEEN $since AND $until AND "  # of hits too, DuckDB would join the other way round, and take long
_ORDERS = {"newest": "p.dt DESC, p.number DESC", "engagement": "engagement DESC, p.dt DESC, p.number DESC"}
_POSTS = """\
WITH hit AS (
  SELECT p.rowid AS place, {engagement} AS engagement
  FROM post p {hits}
  WHERE {days}($platform::VARCHAR IS NULL OR p.platform = $platform)
    AND ($theme::VARCHAR IS NULL OR list_contains(p.themes, $theme))
    AND ($feeling::VARCHAR IS NULL OR p.sentiment = $feeling) AND ($everything OR p.organic)
  ORDER BY {order} LIMIT $rows OFFSET $skip
)
SELECT p.dt, p.published_at, p.platform, p.author_id, p.author_name, p.author_followers, p.title, p.text,
  {engagement} AS engagement, p.likes, p.comments, p.shares, p.favourites, p.sentiment, p.themes, p.organic, p.is_ad,
  p.post_id, p.url, p.theme_starts, p.theme_lengths, folded(concat_ws(chr(10), p.title, p.text)) AS folded_text,
  list_transform($said::VARCHAR[], lambda word: folded(word)) AS folded_words
FROM post p WHERE p.rowid IN (SELECT place FROM hit) ORDER BY {order}"""
_INNER = frozenset({"theme_starts", "theme_lengths", "folded_text", "folded_words"})
_RUNS = ("a-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff", "0-9")  # what a word is not found in the middle of


def posts_question(asked: Asked) -> Question:
    """The posts of the pick, in its order, one page of them and one more."""
    hits, days = (_HITS, "") if asked.words else ("", _DAYS)
    sql = _POSTS.format(engagement=_ENGAGEMENT, hits=hits, days=days, order=_ORDERS[asked.sort])
    return Question(sql, _INNER)


def listed(rows: Sequence[Row], asked: Asked, catalogue: Catalogue) -> Context:
    """The posts of a page, and the addresses of the pages beside it."""
    more = len(rows) > ON_A_PAGE and asked.number < MOST_PAGES
    return {
        "posts": [_post(row, asked, catalogue) for row in rows[:ON_A_PAGE]],
        "page_number": catalogue.figures.count(asked.number),
        "earlier": asked.address(number=asked.number - 1) if asked.number > 1 else "",
        "later": asked.address(number=asked.number + 1) if more else "",
        "most": catalogue.figures.count(ROWS_OF_A_FILE),
        "at_end": len(rows) > ON_A_PAGE and not more,
        "first_page": asked.address(number=1),
    }


def _post(row: Row, asked: Asked, catalogue: Catalogue) -> Context:
    place = _place(row, asked)
    before, mention, after = excerpt(written(row), *place, MAX_TEXT) if place else (_plain(row), "", "")
    return {
        "before": before,
        "mention": mention,
        "after": after,
        "platform": catalogue.platform(row["platform"]),
        "author": quote(row["author_name"], 40),
        "day": catalogue.figures.named_day(row["dt"]),
        "engagement": catalogue.figures.count(row["engagement"]),
        "feeling": row["sentiment"] or "",
        "feeling_name": catalogue.words.code("feeling", row["sentiment"]) if row["sentiment"] else "",
        "organic": row["organic"],
        "themes": [catalogue.theme(theme) for theme in row["themes"] or []][:6],
        "url": web_address(row["url"]),
    }


def _plain(row: Row) -> str:
    title, text = clean(row["title"]), row["text"] or ""
    return quote(f"{title} · {text}" if title and text and not text.startswith(title) else text or title, MAX_TEXT)


def _place(row: Row, asked: Asked) -> Place | None:
    """Where the post says what was searched, else where it speaks of the theme."""
    if asked.words:
        return _said_at(row)
    told: dict[str, Any] = {**row, "subject_kind": SubjectKind.THEME, "subject": asked.theme}
    return place_of(told) if asked.theme else None


def _said_at(row: Row) -> Place | None:
    folded = row["folded_text"] or ""
    if len(folded) != len(written(row)):  # a letter that became two: places no longer agree
        return None
    found = [match.span() for word in row["folded_words"] if (match := _pattern(word).search(folded))]
    return min(((start, end - start) for start, end in found if end > start), default=None)


def _pattern(word: str) -> re.Pattern[str]:
    """The word as the search finds it: blanks do not count, Latin words and numbers stand whole."""
    bare = "".join(word.split())
    body = r"\s*".join(re.escape(character) for character in bare)
    for run in _RUNS:
        inside = re.compile(f"[{run}]")
        body = (f"(?<![{run}])" if inside.match(bare[:1]) else "") + body
        body += f"(?![{run}])" if inside.match(bare[-1:]) else ""
    return re.compile(body)
