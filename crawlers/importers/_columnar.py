"""Whole columns at once: what is surely read by Arrow never becomes Python objects.

Splits a batch into a table in the contract's schema and the places of rows that need to be read one by one, either
because a value is not surely read or because it seems wrong: the slow path then says why, or reads it after all.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from contract.columns import INSTANT, STRINGS
from contract.post import CLOCK_SKEW, EARLIEST, KINDS, MAX_TEXT, MEDIA, SCHEMA, VERIFIED
from crawlers.importers import _column_readers as read
from crawlers.importers._one_by_one import Importing
from crawlers.pseudonym import pseudonym

Told = Mapping[str, tuple[pa.Array, Iterable[int]]]  # by Post's column: an array, and places to be read one by one
_IDS = ("post_id", "parent_id", "author_id")
_PLAIN = pa.schema([pa.field(f.name, f.type) for f in SCHEMA])
_READERS: dict[pa.DataType, Callable[[pa.Array], read.Read]] = {
    pa.string(): read.texts,
    pa.int64(): read.counts,
    pa.bool_(): read.truths,
    STRINGS: read.lists,
}


def split(told: Told, length: int, importing: Importing) -> tuple[pa.Table, list[int]]:
    """(posts in the contract's schema, places of the rows that are to be read one by one)."""
    columns: dict[str, pa.Array] = {}
    good, odd = pa.repeat(True, length), set[int]()
    for field in SCHEMA:
        array, places = told.get(field.name, (pa.nulls(length), ()))
        odd.update(places)
        columns[field.name], fits = _reader(field, importing)(array)
        good = pc.and_(good, fits)
    columns, good = _identify(columns, good)
    columns["kind"] = pc.fill_null(columns["kind"], "post")
    columns["observed_at"] = pc.coalesce(columns["observed_at"], columns["published_at"])
    good = pc.and_(good, pc.fill_null(_stands(columns, importing), False))
    if odd:
        good = pc.and_(good, pa.array([place not in odd for place in range(length)], pa.bool_()))
    places = pc.indices_nonzero(pc.invert(good)).to_pylist()
    posts = pa.table(columns, schema=_PLAIN).filter(good)
    return _pseudonymised(posts, importing).cast(SCHEMA), places


def _reader(field: pa.Field, importing: Importing) -> Callable[[pa.Array], read.Read]:
    if field.name in _IDS:
        return read.ids
    return partial(read.instants, as_of=importing.as_of) if field.type == INSTANT else _READERS[field.type]


def _identify(columns: dict[str, pa.Array], good: pa.Array) -> tuple[dict[str, pa.Array], pa.Array]:
    """Give ids their platform's prefix, platforms that are not told the prefix of their ids."""
    post_id = columns["post_id"]
    prefix = pc.struct_field(pc.extract_regex(post_id, r"^(?P<prefix>[a-z][a-z0-9_]*):"), "prefix")
    platform = pc.coalesce(columns["platform"], prefix)
    columns["platform"] = platform
    columns["post_id"] = pc.if_else(pc.is_valid(prefix), post_id, pc.binary_join_element_wise(platform, post_id, ":"))
    parent = columns["parent_id"]
    bare = pc.invert(pc.fill_null(pc.match_substring_regex(parent, r"^[a-z][a-z0-9_]*:"), True))
    columns["parent_id"] = pc.if_else(bare, pc.binary_join_element_wise(platform, parent, ":"), parent)
    named = pc.fill_null(pc.equal(pc.coalesce(prefix, platform), platform), False)
    return columns, pc.and_(good, named)


def _stands(columns: dict[str, pa.Array], importing: Importing) -> pa.Array:
    """The contract's checks; null counts as not standing."""
    latest, skew = pa.scalar(importing.as_of + CLOCK_SKEW, INSTANT), pa.scalar(CLOCK_SKEW, pa.duration("us"))
    published, observed = columns["published_at"], columns["observed_at"]
    checks = [
        pc.match_substring_regex(columns["post_id"], r"^[a-z][a-z0-9_]*:[^\s\p{Z}\x1c-\x1f\x85]{1,200}$"),
        pc.match_substring_regex(columns["platform"], r"^[a-z][a-z0-9_]*$"),
        pc.is_in(columns["kind"], pa.array(KINDS)),
        pc.greater_equal(published, pa.scalar(EARLIEST, INSTANT)),
        pc.less_equal(published, pc.add(observed, skew)),
        pc.and_(pc.less_equal(published, latest), pc.less_equal(observed, latest)),
        pc.fill_null(pc.less_equal(pc.utf8_length(columns["text"]), MAX_TEXT), True),
        pc.fill_null(pc.is_in(columns["author_verified"], pa.array([*VERIFIED, None])), True),
        pc.fill_null(pc.match_substring_regex(columns["url"], r"^https?://[^\s\p{Z}\x1c-\x1f\x85]+$"), True),
        pc.fill_null(pc.less_equal(pc.utf8_length(columns["url"]), 2000), True),
        pc.fill_null(
            pc.match_substring_regex(pc.binary_join(columns["media"], ","), rf"^(?:(?:{'|'.join(MEDIA)})(?:,|$))*$"),
            True,
        ),
    ]
    stands = checks[0]
    for check in checks[1:]:
        stands = pc.and_(stands, check)
    return stands


def _pseudonymised(posts: pa.Table, importing: Importing) -> pa.Table:
    pairs = (
        pc.binary_join_element_wise(posts["platform"], posts["author_id"], "\n").combine_chunks().dictionary_encode()
    )
    told = (pair.split("\n", 1) for pair in pairs.dictionary.to_pylist())
    made = [pseudonym(platform, native, importing.salt) for platform, native in told]
    posts = _replace(posts, "author_id", pa.array(made, pa.string()).take(pairs.indices))
    verified = pc.is_in(posts["author_verified"], pa.array(["person", "organisation"]))
    kept = verified if importing.keep_names else pc.and_(verified, False)
    return _replace(posts, "author_name", pc.if_else(kept, posts["author_name"], pa.scalar(None, pa.string())))


def _replace(table: pa.Table, name: str, column: Any) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, column)
