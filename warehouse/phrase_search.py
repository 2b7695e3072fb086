"""Finds the posts that say a phrase, however it was cut into words, in the index of words (warehouse.spoken).

First which words of a day a phrase could be cut into, then where these words stand, then where they stand one behind
the other: from the rarest word on, so that a common one costs no more than its being read.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.bands import ranges
from warehouse.grams import LONGEST

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
_PLACE, _ALL = np.uint64(32), np.uint64(2**32 - 1)  # bits of a place in a key, and what takes it out
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
    found = [_said(con, day, cuts[day], index) for day, index in _indexes(con, cuts)]
    if found:
        con.register("run_found", pa.concat_tables(found))
        con.execute(_TOLD)
        con.unregister("run_found")


def _cuts(con: duckdb.DuckDBPyConnection) -> dict[date, Cuts]:
    """By day, the cuts of its phrases into words that someone said that day."""
    known = {day: set(words) for day, words in con.execute(_WORDS).fetchall()}
    asked = con.execute("SELECT dt, list(phrase ORDER BY phrase) FROM asked_now GROUP BY dt ORDER BY dt").fetchall()
    ever = set().union(*known.values())
    cuts = {phrase: tuple(ways(phrase, ever)) for phrase in sorted({p for _, phrases in asked for p in phrases})}
    return {
        day: {cut: phrase for phrase in phrases for cut in cuts[phrase] if known[day].issuperset(cut)}
        for day, phrases in asked
        if day in known
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


@dataclass(frozen=True)
class Index:
    """Where some words of a day stand: `number` of each word, and `keys` (number, place), ascending, as one number."""

    number: Mapping[str, int]
    keys: Keys
    ends: Ints  # (words + 1,) of each word's keys

    @classmethod
    def of(cls, words: Sequence[str], places: Sequence[Keys]) -> "Index":
        """From each word's places, ascending."""
        sizes = np.array([len(some) for some in places], np.int64)
        word = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
        keys = word << _PLACE | np.concatenate([np.empty(0, np.uint64), *places]).astype(np.uint64)
        return cls({name: i for i, name in enumerate(words)}, keys, np.append(0, np.cumsum(sizes)))

    def in_a_row(self, cuts: Ints) -> tuple[Ints, Ints]:
        """Where words stand one behind the other: first places, and rows of `cuts` (n, size), numbers of words."""
        begin, end = self.ends[:-1], self.ends[1:]
        rarest = np.argmin((end - begin)[cuts], axis=1)
        lead = cuts[np.arange(len(cuts)), rarest]
        row = np.repeat(np.arange(len(cuts)), (end - begin)[lead])
        at = (self.keys[ranges(begin[lead], end[lead])] & _ALL).astype(np.int64) - rarest[row]
        row, at = row[at >= 0], at[at >= 0]
        for i in range(cuts.shape[1]):
            wanted = cuts[row, i].astype(np.uint64) << _PLACE | (at + i).astype(np.uint64)
            near = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            row, at = row[self.keys[near] == wanted], at[self.keys[near] == wanted]
        return at, row


def _indexes(con: duckdb.DuckDBPyConnection, cuts: dict[date, Cuts]) -> Iterator[tuple[date, Index]]:
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
        held = [(word, values[begin:end]) for _, word, begin, end in some]
        yield day, Index.of([word for word, _ in held], [places for _, places in held])


def _said(con: duckdb.DuckDBPyConnection, day: date, cuts: Cuts, index: Index) -> pa.Table:
    """A day's posts, each by its first place, and the phrases that they say: dt, start, phrase."""
    names = sorted(set(cuts.values()))
    number = {name: i for i, name in enumerate(names)}
    starts = con.execute(_STARTS, {"day": day}).fetchnumpy()["start"]
    pairs = [np.empty(0, np.int64)]
    for size in sorted({len(cut) for cut in cuts}):
        some = [(cut, number[phrase]) for cut, phrase in cuts.items() if len(cut) == size]
        at, row = index.in_a_row(np.array([[index.number[word] for word in cut] for cut, _ in some]))
        phrase = np.array([phrase for _, phrase in some])[row]
        pairs.append((np.searchsorted(starts, at, "right") - 1) * len(names) + phrase)
    post, phrase = np.divmod(np.unique(np.concatenate(pairs)), len(names))  # said twice in a post counts once
    told = pa.array(names, pa.string()).take(pa.array(phrase))
    return pa.table({"dt": pa.repeat(pa.scalar(day), len(post)), "start": pa.array(starts[post]), "phrase": told})
