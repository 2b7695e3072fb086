"""Finds the posts that say a phrase, however it was cut into words, in the index of words (warehouse.spoken).

First which words of a day a phrase could be cut into, then where these words stand, then where they stand one behind
the other: from the rarest word on, so that a common one costs no more than its being read.
"""

from collections.abc import Iterator, Mapping, Set
from datetime import date
from itertools import groupby
from operator import itemgetter

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.grams import LONGEST

Places = npt.NDArray[np.int64]
Cuts = dict[tuple[str, ...], str]  # words, and the phrase that they are

RUNS = """
CREATE OR REPLACE TABLE staging.phrase_run (dt DATE, platform VARCHAR, post UBIGINT, voice UBIGINT, organic BOOLEAN,
    phrase VARCHAR)
"""
_ASKED = """
CREATE OR REPLACE TEMP TABLE asked_now AS
SELECT DISTINCT dt, phrase FROM staging.phrase_asked WHERE dt BETWEEN $first AND $last
"""
# Every piece that a word of an asked phrase can be.
_PIECES = """
CREATE OR REPLACE TEMP TABLE phrase_piece AS
SELECT DISTINCT substring(phrase, start, size) AS piece
FROM (SELECT phrase, start, unnest(generate_series(1, length(phrase) - start + 1)) AS size
      FROM (SELECT phrase, unnest(generate_series(1, length(phrase))) AS start
            FROM (SELECT DISTINCT phrase FROM asked_now)))
"""
_WORDS = """
SELECT dt, list(word) FROM state.spoken_word SEMI JOIN phrase_piece ON piece = word
WHERE dt IN (SELECT dt FROM asked_now) GROUP BY dt
"""
_PLACES = """
SELECT w.dt, w.word, w.places FROM state.spoken_word w SEMI JOIN needed_word n ON n.dt = w.dt AND n.word = w.word
WHERE w.dt BETWEEN $first AND $last ORDER BY w.dt
"""
_STARTS = "SELECT start FROM state.spoken WHERE dt = $day ORDER BY start"
_TOLD = """
INSERT INTO staging.phrase_run
SELECT s.dt, s.platform, s.post, s.voice, s.organic, f.phrase
FROM run_found f JOIN state.spoken s ON s.dt = f.dt AND s.start = f.start
"""


def find(con: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill `staging.phrase_run`: which posts of these days say a phrase of `staging.phrase_asked`."""
    con.execute("DELETE FROM staging.phrase_run")
    con.execute(_ASKED, {"first": first, "last": last})
    con.execute(_PIECES)
    cuts = _cuts(con)
    found = [_said(con, day, cuts[day], places) for day, places in _places(con, cuts)]
    if found:
        con.register("run_found", pa.concat_tables(found))
        con.execute(_TOLD)
        con.unregister("run_found")


def _cuts(con: duckdb.DuckDBPyConnection) -> dict[date, Cuts]:
    """By day, the cuts of its phrases into words that someone said that day."""
    known = dict(con.execute(_WORDS).fetchall())
    asked = con.execute("SELECT dt, list(phrase ORDER BY phrase) FROM asked_now GROUP BY dt ORDER BY dt").fetchall()
    return {
        day: {cut: phrase for phrase in phrases for cut in ways(phrase, words)}
        for day, phrases in asked
        if (words := set(known.get(day, ())))
    }


def ways(phrase: str, known: Set[str], most: int = LONGEST) -> Iterator[tuple[str, ...]]:
    """Every way to cut a phrase into up to `most` known words; between two Latin ones stands a blank."""
    if phrase in known:
        yield (phrase,)
    if most < 2:
        return
    for size in range(1, len(phrase)):
        word, rest = phrase[:size], phrase[size:]
        if word in known:
            apart = rest.startswith(" ")
            rest = rest[1:] if apart else rest
            if rest and apart == (word[0].isascii() and rest[0].isascii()):
                yield from ((word, *more) for more in ways(rest, known, most - 1))


def _places(con: duckdb.DuckDBPyConnection, cuts: dict[date, Cuts]) -> Iterator[tuple[date, dict[str, Places]]]:
    """Day by day, where the words of its cuts stand."""
    needed = sorted({(day, word) for day, some in cuts.items() for cut in some for word in cut})
    if not needed:
        return
    days, words = zip(*needed, strict=True)
    con.register("needed_word", pa.table({"dt": pa.array(days, pa.date32()), "word": pa.array(words, pa.string())}))
    told = con.sql(_PLACES, params={"first": days[0], "last": days[-1]}).to_arrow_table().combine_chunks()
    con.unregister("needed_word")
    lists = told["places"].combine_chunks()
    values, ends = lists.values.to_numpy(), lists.offsets.to_numpy()
    rows = zip(told["dt"].to_pylist(), told["word"].to_pylist(), ends[:-1], ends[1:], strict=True)
    for day, some in groupby(rows, itemgetter(0)):
        yield day, {word: values[begin:end].astype(np.int64) for _, word, begin, end in some}


def _said(con: duckdb.DuckDBPyConnection, day: date, cuts: Cuts, places: Mapping[str, Places]) -> pa.Table:
    """A day's posts, each by its first place, and the phrases that they say: dt, start, phrase."""
    names = sorted(set(cuts.values()))
    number = {name: i for i, name in enumerate(names)}
    hits = [(at, number[phrase]) for cut, phrase in cuts.items() if len(at := in_a_row([places[w] for w in cut]))]
    at = np.concatenate([at for at, _ in hits]) if hits else np.empty(0, np.int64)
    phrase = np.repeat([i for _, i in hits], [len(at) for at, _ in hits])
    starts = con.execute(_STARTS, {"day": day}).fetchnumpy()["start"]
    post = np.searchsorted(starts, at, "right") - 1
    post, phrase = np.divmod(np.unique(post * len(names) + phrase.astype(np.int64)), len(names))
    told = pa.array(names, pa.string()).take(pa.array(phrase))
    return pa.table({"dt": pa.repeat(pa.scalar(day), len(post)), "start": pa.array(starts[post]), "phrase": told})


def in_a_row(places: list[Places]) -> Places:
    """Where words stand one behind the other: the places of the first. `places` are each word's own, ascending."""
    rarest = min(range(len(places)), key=lambda i: len(places[i]))
    at = places[rarest] - rarest
    for i, known in enumerate(places):
        if i != rarest and len(at):
            near = np.minimum(np.searchsorted(known, at + i), len(known) - 1)
            at = at[known[near] == at + i]
    return at
