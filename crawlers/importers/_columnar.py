"""Whole columns at once: what is well typed is checked by Arrow and never becomes Python objects.

Splits a batch into a table in the contract's schema and the rows that need to be read one by one, either because a
value is not of the column's own type or because it seems wrong: the slow path then says why, or reads it after all.
"""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from contract.columns import INSTANT, STRINGS
from contract.post import CLOCK_SKEW, EARLIEST, KINDS, MAX_COUNT, MAX_TEXT, MEDIA, SCHEMA, VERIFIED
from crawlers.importers._one_by_one import Importing
from crawlers.plain_text import ENDS
from crawlers.pseudonym import pseudonym

_SHANGHAI_AHEAD = pa.scalar(8 * 3600, pa.duration("s"))


def split(table: pa.Table, importing: Importing) -> tuple[pa.Table, pa.Table, list[int]]:
    """(posts in the contract's schema, rows of the table that are to be read one by one, their places in it)."""
    columns, good = {}, pa.array([True] * len(table)) if len(table) else pa.array([], pa.bool_())
    for field in SCHEMA:
        told = table[field.name].combine_chunks() if field.name in table.column_names else pa.nulls(len(table))
        columns[field.name], fits = _READERS[field.type](told)
        good = pc.and_(good, fits)
    columns, good = _identify(columns, good)
    columns["kind"] = pc.fill_null(columns["kind"], "post")
    columns["observed_at"] = pc.coalesce(columns["observed_at"], columns["published_at"])
    good = pc.and_(good, pc.fill_null(_stands(columns, importing), False))
    places = pc.indices_nonzero(pc.invert(good)).to_pylist()
    posts = pa.table(columns, schema=pa.schema([pa.field(f.name, f.type) for f in SCHEMA])).filter(good)
    return _pseudonymised(posts, importing).cast(SCHEMA), table.filter(pc.invert(good)), places


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Rows as Python values; instants outside Python's calendar as a text that no one can take for a time."""
    columns = {name: _values(table[name]) for name in table.column_names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _values(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)  # Python's datetime holds no more
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return f"outside the calendar: {scalar.value}"


def _strings(told: pa.Array) -> tuple[pa.Array, pa.Array]:
    if pa.types.is_dictionary(told.type):
        told = told.dictionary_decode()
    if not (pa.types.is_string(told.type) or pa.types.is_large_string(told.type) or pa.types.is_null(told.type)):
        return pa.nulls(len(told), pa.string()), pc.is_null(told)
    text = told.cast(pa.string())
    trimmed = pc.utf8_trim(text, ENDS)
    blank = pc.equal(trimmed, "")
    return pc.if_else(pc.fill_null(blank, True), None, trimmed), pc.invert(_has(text, "\x00"))


def _instants(told: pa.Array) -> tuple[pa.Array, pa.Array]:
    if not pa.types.is_timestamp(told.type):
        return pa.nulls(len(told), INSTANT), pc.is_null(told)
    if told.type.tz is None:  # no zone: as the platforms show it
        told = pc.subtract(told.cast(pa.timestamp("us")), _SHANGHAI_AHEAD)
    return told.cast(pa.timestamp("us"), safe=False).cast(INSTANT), _all(told)


def _whole(told: pa.Array) -> tuple[pa.Array, pa.Array]:
    if pa.types.is_floating(told.type):
        told = pc.if_else(pc.is_nan(told), None, told)  # how pandas writes null
        whole = pc.fill_null(
            pc.and_(pc.equal(pc.floor(told), told), pc.less_equal(pc.abs(told), float(MAX_COUNT))), True
        )
        return pc.if_else(whole, told, None).cast(pa.int64()), whole
    if not (pa.types.is_integer(told.type) or pa.types.is_null(told.type)):
        return pa.nulls(len(told), pa.int64()), pc.is_null(told)
    fits = (
        pc.fill_null(pc.and_(pc.greater_equal(told, 0), pc.less_equal(told, MAX_COUNT)), True)
        if len(told)
        else _all(told)
    )
    return pc.if_else(fits, told, None).cast(pa.int64()), fits


def _truths(told: pa.Array) -> tuple[pa.Array, pa.Array]:
    if pa.types.is_boolean(told.type) or pa.types.is_null(told.type):
        return told.cast(pa.bool_()), _all(told)
    return pa.nulls(len(told), pa.bool_()), pc.is_null(told)


def _lists(told: pa.Array) -> tuple[pa.Array, pa.Array]:
    listed = pa.types.is_list(told.type) or pa.types.is_large_list(told.type)
    if not listed or not (pa.types.is_string(told.type.value_type) or pa.types.is_large_string(told.type.value_type)):
        return pa.nulls(len(told), STRINGS), pc.is_null(told)
    joined = pc.binary_join(told.cast(STRINGS), "\n")  # null where an item is null
    clean = pc.and_(pc.is_valid(joined), pc.invert(pc.match_substring_regex(joined, r"#|\x00|(?m:^\s|\s$|^$)")))
    return told.cast(STRINGS), pc.or_(
        pc.is_null(told), pc.fill_null(pc.or_(clean, pc.equal(pc.list_value_length(told), 0)), False)
    )


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
        pc.fill_null(pc.match_substring_regex(columns["url"], r"^https?://[^\s\p{Z}]+$"), True),
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


def _has(text: pa.Array, part: str) -> pa.Array:
    return pc.fill_null(pc.match_substring(text, part), False)


def _all(told: pa.Array) -> pa.Array:
    return pc.fill_null(pc.or_(pc.is_null(told), True), True)


_READERS: dict[pa.DataType, Any] = {
    pa.string(): _strings,
    INSTANT: _instants,
    pa.int64(): _whole,
    pa.bool_(): _truths,
    STRINGS: _lists,
}
