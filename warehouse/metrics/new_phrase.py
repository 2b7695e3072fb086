"""People a day who complain about a theme in words that nobody had used of it before: 充电口发烫, 掉漆.

A phrase is one word, or two that stand beside each other, in posts that complain or are negative. It is new where
next to nobody who spoke of the theme had it in the five weeks before; what people say as often without complaining (a
launch, a name) is none.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import ALL_PLATFORMS
from warehouse.alert_rules import Rule
from warehouse.drop_test import LONGEST
from warehouse.stretches import Floats, windows
from warehouse.watched import BEFORE, Watched

_PAST = 35  # days before the last three in which it was not said
_KNOWN = 0.05  # people a day of those days, to people a day now, from which on it is not new
_SURE = 1.645  # standard errors of a Poisson count: 95 % one-sided
_ANGRY = 0.6  # share of the people who say it that complain
_AT_ONCE = 14  # days
_MORE = 1.2  # so many times the people must say a part of a phrase, else the whole phrase stands for it

# Every phrase of every complaint, by day: the few that enough people share within three days.
_SAID = """
CREATE OR REPLACE TEMP TABLE complained AS
WITH angry AS (
    SELECT dt, post_id, hash(coalesce(author_id, post_id)) AS voice, words, word_starts, word_lengths,
        list_distinct(themes) AS themes
    FROM post WHERE organic AND len(themes) > 0 AND dt BETWEEN $first AND $last
        AND (list_contains(intents, 'complaint') OR sentiment = 'negative')
), word AS (
    SELECT dt, post_id, voice, themes, unnest(words) AS word, unnest(word_starts) AS start,
        unnest(word_lengths) AS length, generate_subscripts(words, 1) AS place FROM angry
), spoken AS (
    SELECT *, lead(word) OVER w AS next, lead(start) OVER w AS next_start FROM word
    WINDOW w AS (PARTITION BY post_id ORDER BY place)
), phrase AS (
    SELECT dt, voice, themes, word AS phrase FROM spoken ANTI JOIN staging.stop_word USING (word) WHERE len(word) >= 2
    UNION ALL
    SELECT dt, voice, themes, s.word || s.next FROM spoken s ANTI JOIN staging.stop_word n ON s.word = n.word
        ANTI JOIN staging.stop_word m ON s.next = m.word WHERE s.next_start = s.start + s.length
), plain AS (
    FROM phrase WHERE regexp_full_match(phrase, '[\\p{Han}A-Za-z]{2,12}')
        AND NOT list_contains(themes, phrase)
)
SELECT DISTINCT dt, voice, unnest(themes) AS theme, phrase FROM plain
"""
_COMMON = """
WITH three AS (
    SELECT theme, phrase, day, count(DISTINCT voice) AS people
    FROM (SELECT theme, phrase, voice, unnest([dt, dt + 1, dt + 2]) AS day FROM complained)
    WHERE day BETWEEN $first AND $last GROUP BY ALL HAVING people >= $least
)
SELECT theme, day, phrase, people FROM three ORDER BY ALL
"""
_TOLD = """
SELECT DISTINCT theme, detail FROM alert WHERE rule = $rule AND dt < $judged
QUALIFY arg_max(status, step) OVER (PARTITION BY alert_id) <> 'closed' ORDER BY ALL
"""
# What everybody who spoke of the theme said, complaining or not, of the days that matter: all phrases in one reading.
_EVER = """
WITH spoken AS (
    SELECT dt, coalesce(title || chr(10), '') || coalesce(text, '') AS said,
        hash(coalesce(author_id, post_id)) AS voice, unnest(list_distinct(themes)) AS theme
    FROM post WHERE organic AND len(themes) > 0 AND dt BETWEEN $first AND $last
)
SELECT theme, phrase, (dt - $first::DATE)::BIGINT AS day, count(DISTINCT voice)::DOUBLE AS people,
    count(*)::DOUBLE AS posts
FROM spoken JOIN phrase_asked USING (theme) WHERE contains(said, phrase)
GROUP BY ALL ORDER BY ALL
"""
Counts = dict[tuple[str, str], Floats]  # by theme and phrase, (2, days): people and posts


def watched(con: duckdb.DuckDBPyConnection, rule: Rule, first: date, last: date) -> Iterator[Watched]:
    """Of every theme and phrase that is new on some day, or that has an alert; the arrays hold `first`..`last`."""
    judged = first + timedelta(days=BEFORE)
    told = con.execute(_TOLD, {"rule": rule.name, "judged": judged}).fetchall()
    angry: dict[tuple[str, str], dict[date, int]] = {(theme, phrase): {} for theme, phrase in told}
    for theme, day, said in _common(con, rule, judged, last):
        for phrase in whole(said):
            angry.setdefault((theme, phrase), {})[day] = said[phrase]
    counts = _counts(con, list(angry), first, last)
    for (theme, phrase), days in sorted(angry.items()):
        people, posts = counts.get((theme, phrase), np.zeros((2, (last - first).days + 1)))
        complain = np.zeros(len(people))
        for day, number in days.items():
            complain[(day - first).days] = number
        yield _watched(rule, theme, phrase, people, posts, complain)


def whole(said: Mapping[str, int]) -> list[str]:
    """Phrases without those that are a part of a longer one which nearly as many people say."""
    return [
        phrase
        for phrase, people in said.items()
        if not any(phrase != longer and phrase in longer and people < _MORE * most for longer, most in said.items())
    ]


def _common(
    con: duckdb.DuckDBPyConnection, rule: Rule, first: date, last: date
) -> Iterator[tuple[str, date, dict[str, int]]]:
    """(theme, day, people by phrase) of what enough said in three days; some days at a time, for memory's sake."""
    while first <= last:
        until = min(first + timedelta(days=_AT_ONCE - 1), last)
        con.execute(_SAID, {"first": first - timedelta(days=LONGEST - 1), "last": until})
        rows = con.execute(_COMMON, {"first": first, "last": until, "least": max(rule.authors, 2)}).fetchall()
        for (theme, day), group in groupby(rows, key=lambda row: row[:2]):
            yield theme, day, {phrase: people for *_, phrase, people in group}
        first = until + timedelta(days=1)


def _counts(con: duckdb.DuckDBPyConnection, asked: list[tuple[str, str]], first: date, last: date) -> Counts:
    found: Counts = {}
    if not asked:
        return found
    names = {"theme": [theme for theme, _ in asked], "phrase": [phrase for _, phrase in asked]}
    con.register("phrase_asked", pa.table(names))
    rows = con.execute(_EVER, {"first": first, "last": last}).fetchall()
    con.unregister("phrase_asked")
    for theme, phrase, day, people, posts in rows:
        found.setdefault((theme, phrase), np.zeros((2, (last - first).days + 1)))[:, day] = people, posts
    return found


def _watched(rule: Rule, theme: str, phrase: str, people: Floats, posts: Floats, complain: Floats) -> Watched:
    now, before = _sum(people, LONGEST), _sum(people, _PAST, LONGEST) / _PAST
    a_day = now / LONGEST
    new = (before <= _KNOWN * a_day) & (complain >= _ANGRY * now) & (complain >= rule.authors)
    error = _SURE * np.sqrt(now + 1) / LONGEST
    return Watched(
        rule=rule, scope=ALL_PLATFORMS, theme=theme, aspect="", detail=phrase,
        size=np.where(new, a_day - before, -np.inf), low=a_day - before - error, high=a_day - before + error,
        shown=a_day, days=np.full(len(people), LONGEST, np.int64), settled=a_day, baseline=before, authors=now,
        posts=_sum(posts, LONGEST), known=np.ones(len(people), np.bool_),
    )  # fmt: skip


def _sum(values: Floats, days: int, lag: int = 0) -> Floats:
    return np.asarray(windows(values[None], 0, days, lag)[0])
