"""Which posts of a day hold each pair of neighbouring characters: what `search` looks up instead of reading texts.

Chinese is searched by characters, not by words: 长续航 is cut 长/续航 in one post and whole in the next, and who looks
for 续航 wants both. A text is taken as its words in one row, small letters, blanks left out. Of it are indexed: pairs
of neighbouring characters (and the last character of a run, so that one alone can be found as the beginning of a
pair), Latin words whole, numbers whole. Punctuation ends a run. The macros of sql/questions/search_terms.sql take a
query apart in the same way: both draw the line between kinds of characters here as there, and a test compares them.
"""

from concurrent.futures import Executor, Future
from datetime import date
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LONGEST = 40  # characters of a Latin word or number that are kept
# As in sql/questions/: what is written with blanks between words, and what is written without.
LETTERS = ((0x61, 0x7A), (0xC0, 0x24F), (0x370, 0x52F), (0x1E00, 0x1FFF))
DIGITS = ((0x30, 0x39),)
SIGNS = (
    (0x530, 0x1DFF), (0x2600, 0x27BF), (0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x303C),
    (0x3040, 0x30FA), (0x30FC, 0xD7FF), (0xF900, 0xFAFF), (0x10000, 0x3FFFF),
)  # fmt: skip
_LETTER, _DIGIT, _SIGN = 1, 2, 3
Indexed = tuple[date, "Future[pa.Table]"]
_POST_BITS = 24  # sixteen million posts a day
_EMPTY = "CREATE OR REPLACE TABLE staging.found_gram (dt DATE, gram VARCHAR, posts INTEGER[])"
_WORDS = "SELECT number, words FROM staging.numbered_post WHERE dt = $dt AND len(words) > 0 ORDER BY number"


def clear(con: duckdb.DuckDBPyConnection) -> None:
    """Make `staging.found_gram`, which sql/daily/search_index.sql reads, an empty table."""
    con.execute(_EMPTY)


def start(con: duckdb.DuckDBPyConnection, first: date, last: date, aside: Executor) -> list[Indexed]:
    """Begin to index the posts in `staging.numbered_post` of these days, beside whatever the connection does next."""
    days = "SELECT DISTINCT dt FROM staging.numbered_post WHERE dt BETWEEN $first AND $last ORDER BY dt"
    begun = []
    for (dt,) in con.execute(days, {"first": first, "last": last}).fetchall():
        posts = con.sql(_WORDS, params={"dt": dt}).to_arrow_table()
        begun.append((dt, aside.submit(grams, posts["number"], posts["words"])))
    return begun


def end(con: duckdb.DuckDBPyConnection, begun: list[Indexed]) -> None:
    """Fill `staging.found_gram` with what was indexed."""
    clear(con)
    for dt, found in begun:
        con.register("found_grams", found.result())
        con.execute("INSERT INTO staging.found_gram SELECT $dt, gram, posts FROM found_grams", {"dt": dt})
        con.unregister("found_grams")


def grams(numbers: pa.ChunkedArray, words: pa.ChunkedArray) -> pa.Table:
    """The index of one day: gram, posts (numbers that hold it, ascending), by gram.

    `numbers` int (n,), `words` list<string> (n,): the posts' numbers of the day and their words.
    """
    if not len(numbers):
        return pa.table({"gram": pa.array([], pa.string()), "posts": pa.array([], pa.list_(pa.int32()))})
    codes, post = _characters(words.combine_chunks())
    kind = _kinds()[codes]
    known, runs = _runs(codes, kind, post)
    keys = np.concatenate([_pairs(codes, kind, post), runs])
    keys.sort()  # and what repeats is left out: thirty times as fast as numpy's unique, which hashes
    fresh = np.ones(len(keys), bool)
    fresh[1:] = keys[1:] != keys[:-1]
    keys = keys[fresh]
    gram, where = keys >> np.uint64(_POST_BITS), (keys & np.uint64((1 << _POST_BITS) - 1)).astype(np.int64)
    begins = np.flatnonzero(np.diff(gram, prepend=np.uint64(2**63)))
    offsets = np.append(begins, len(keys)).astype(np.int32)
    posts = numbers.combine_chunks().cast(pa.int32()).take(pa.array(where))
    names = _names(gram[begins], known)
    found = pa.table({"gram": names, "posts": pa.ListArray.from_arrays(pa.array(offsets), posts)})
    return found.sort_by("gram")


def _characters(words: pa.ListArray) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Code points of all words, small letters, a blank after each word; and which post each belongs to."""
    said = pc.binary_join_element_wise(pc.binary_join(words, " "), "", " ")
    text = "".join(said.to_pylist())
    codes = _small()[np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)]
    sizes = pc.utf8_length(said).to_numpy()
    return codes, np.repeat(np.arange(len(words), dtype=np.uint64), sizes)


def _pairs(codes: NDArray[np.uint32], kind: NDArray[np.uint8], post: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys of neighbouring signs, the blanks between words left out, and of the last sign of each run."""
    said = np.flatnonzero(codes != 32)
    sign = np.flatnonzero(kind[said] == _SIGN)
    one = said[sign]
    next_to = sign + 1 < len(said)
    other = said[np.minimum(sign + 1, len(said) - 1)]
    follows = next_to & (kind[other] == _SIGN) & (post[other] == post[one])
    second = np.where(follows, codes[other], 0).astype(np.uint64)
    return (codes[one].astype(np.uint64) << np.uint64(_SIGN_BITS) | second) << np.uint64(_POST_BITS) | post[one]


def _runs(
    codes: NDArray[np.uint32], kind: NDArray[np.uint8], post: NDArray[np.uint64]
) -> tuple[pa.Array, NDArray[np.uint64]]:
    """Latin words and numbers, each once, and their keys: numbers above those of pairs."""
    edge = np.flatnonzero(np.diff(kind, prepend=0))
    begins = edge[(kind[edge] == _LETTER) | (kind[edge] == _DIGIT)]
    every = np.append(edge, len(codes))
    ends = np.minimum(every[np.searchsorted(every, begins, "right")], begins + LONGEST)
    text = codes.tobytes().decode("utf-32-le", "replace")
    cut = map(text.__getitem__, map(slice, begins.tolist(), ends.tolist()))
    found = pa.array(cut, pa.string(), size=len(begins)).dictionary_encode()
    numbers = found.indices.to_numpy(zero_copy_only=False).astype(np.uint64)
    return found.dictionary, (numbers | np.uint64(_RUN)) << np.uint64(_POST_BITS) | post[begins]


_SIGN_BITS = 18
_RUN = 1 << 39  # a pair of signs has 18 + 18 bits


def _names(grams: NDArray[np.uint64], runs: pa.Array) -> pa.Array:
    """What the grams are called, in their order: pairs first, since the numbers of runs are higher."""
    pairs = grams[grams < _RUN]
    signs = np.stack([pairs >> np.uint64(_SIGN_BITS), pairs & np.uint64((1 << _SIGN_BITS) - 1)], axis=1)
    names = np.ascontiguousarray(signs, np.uint32).view("<U2").ravel()  # the second may be 0, which ends a text
    called = runs.take(pa.array((grams[len(pairs) :] ^ np.uint64(_RUN)).astype(np.int64)))
    return pa.concat_arrays([pa.array(names, pa.string()), called.cast(pa.string())])


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(0x110000, np.uint8)
    for spans, kind in ((LETTERS, _LETTER), (DIGITS, _DIGIT), (SIGNS, _SIGN)):
        for first, last in spans:
            kinds[first : last + 1] = kind
    return kinds


@cache
def _small() -> NDArray[np.uint32]:
    """The small letter of each code point, as DuckDB's lower() gives it: one for one."""
    small = np.arange(0x110000, dtype=np.uint32)
    for code in (*range(0x41, 0x590), *range(0x10A0, 0x10100), *range(0x13A0, 0x1400), *range(0x1C80, 0x2200)):
        small[code] = ord(chr(code).lower()[0])
    return small
