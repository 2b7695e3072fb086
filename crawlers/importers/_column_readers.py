"""Columns of one kind of value, read whole by Arrow: texts, ids, instants, counts, truths, lists of texts.

Each reader takes an array of whatever type and gives (the contract's type, which values are surely read). What is not
surely read is left to reading one by one, which accepts it or rejects it with a reason. Where both read, both agree.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from contract.columns import INSTANT, STRINGS
from contract.post import MAX_COUNT
from crawlers.counts import parse_count
from crawlers.importers._one_by_one import ROUNDED, list_of, truth_of
from crawlers.plain_text import ENDS
from crawlers.reading import Rejected
from crawlers.times import parse_time

Read = tuple[pa.Array, pa.Array]
_SHANGHAI_AHEAD = pa.scalar(8 * 3600, pa.duration("s"))
_NAIVE = r"^[12]\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$"
_ZONED = r"^[12]\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$"
_EPOCH = r"^[1-9]\d{8,17}$"
_LISTED = rf"#|\x00|(?m:^[{ENDS}]|[{ENDS}]$|^$)"


def texts(told: pa.Array) -> Read:
    """Texts without blank ends; blank ones are null."""
    text = _as_text(told)
    if text is None:
        return pa.nulls(len(told), pa.string()), pc.is_null(told)
    trimmed = pc.utf8_trim(text, ENDS)
    blank = pc.fill_null(pc.equal(trimmed, ""), True)
    return pc.if_else(blank, None, trimmed), pc.invert(pc.fill_null(pc.match_substring(text, "\x00"), False))


def ids(told: pa.Array) -> Read:
    """Ids: texts, or whole numbers written out; not those that a spreadsheet has rounded."""
    if pa.types.is_integer(told.type):
        return told.cast(pa.string()), every(told)
    text, fits = texts(told)
    return text, pc.and_(fits, pc.invert(pc.fill_null(pc.match_substring_regex(text, f"^{ROUNDED}$"), False)))


def instants(told: pa.Array, as_of: datetime) -> Read:
    """Instants: typed ones, epoch numbers by their size, and texts; without a zone they are Asia/Shanghai."""
    if pa.types.is_timestamp(told.type):
        if told.type.tz is None:  # no zone: as the platforms show it
            told = pc.subtract(told.cast(pa.timestamp("us")), _SHANGHAI_AHEAD)
        return told.cast(pa.timestamp("us"), safe=False).cast(INSTANT), every(told)
    if pa.types.is_integer(told.type):
        return _epochs(told)
    text = _as_text(told)
    return _instants_of_texts(text, as_of) if text is not None else (pa.nulls(len(told), INSTANT), pc.is_null(told))


def counts(told: pa.Array) -> Read:
    """Counts: whole numbers, and texts as feeds write them (1.2万), each different one read once."""
    if pa.types.is_floating(told.type):
        told = pc.if_else(pc.is_nan(told), None, told)  # how pandas writes null
        whole = pc.and_(pc.equal(pc.floor(told), told), pc.less_equal(pc.abs(told), float(MAX_COUNT)))
        whole = pc.and_(pc.fill_null(whole, True), pc.fill_null(pc.greater_equal(told, 0.0), True))
        return pc.if_else(whole, told, None).cast(pa.int64()), whole
    if pa.types.is_integer(told.type):
        fits = pc.fill_null(pc.and_(pc.greater_equal(told, 0), pc.less_equal(told, MAX_COUNT)), True)
        return pc.if_else(fits, told, None).cast(pa.int64()), fits
    return _through_each(told, parse_count, pa.int64())


def truths(told: pa.Array) -> Read:
    """True and false, as such or in words."""
    if pa.types.is_boolean(told.type):
        return told, every(told)
    return _through_each(told, lambda text: truth_of(text, "is_ad"), pa.bool_())


def lists(told: pa.Array) -> Read:
    """Lists of texts, as such or in one text."""
    listed = pa.types.is_list(told.type) or pa.types.is_large_list(told.type)
    if not listed:
        return _through_each(told, lambda text: list_of(text, "a list"), STRINGS)
    if not (pa.types.is_string(told.type.value_type) or pa.types.is_large_string(told.type.value_type)):
        return pa.nulls(len(told), STRINGS), pc.is_null(told)
    told = told.cast(STRINGS)
    joined = pc.binary_join(told, "\n")  # null where an item is null
    clean = pc.and_(pc.is_valid(joined), pc.invert(pc.match_substring_regex(joined, _LISTED)))
    fits = pc.and_(pc.fill_null(pc.or_(clean, pc.equal(pc.list_value_length(told), 0)), False), _each_once(told))
    return told, pc.or_(pc.is_null(told), fits)


def _each_once(told: pa.Array) -> pa.Array:
    """Whether each list holds every text once only."""
    parents, coded = pc.list_parent_indices(told), pc.list_flatten(told).dictionary_encode()
    pairs = pc.add(pc.multiply(parents.cast(pa.int64()), len(coded.dictionary) + 1), coded.indices.cast(pa.int64()))
    if pc.count_distinct(pairs).as_py() == len(pairs):  # a null in a list is told by its missing text already
        return every(told)
    return pa.array([parts is None or len(set(parts)) == len(parts) for parts in told.to_pylist()], pa.bool_())


def every(told: pa.Array) -> pa.Array:
    """True for each."""
    return pa.repeat(True, len(told))


def _as_text(told: pa.Array) -> pa.Array | None:
    if pa.types.is_dictionary(told.type):
        told = told.dictionary_decode()
    told_as = told.type
    texts_or_none = pa.types.is_string(told_as) or pa.types.is_large_string(told_as) or pa.types.is_null(told_as)
    return told.cast(pa.string()) if texts_or_none else None


def _through_each(told: pa.Array, read: Callable[[str], Any], type_: pa.DataType) -> Read:
    """Read each different text once, in Python."""
    text = _as_text(told)
    if text is None:
        return pa.nulls(len(told), type_), pc.is_null(told)
    coded = text.dictionary_encode()
    values, fits = [], []
    for part in coded.dictionary.to_pylist():
        try:
            values.append(read(part))
            fits.append(True)
        except (ValueError, Rejected):
            values.append(None)
            fits.append(False)
    read_all = pa.array(values, type_).take(coded.indices)
    return read_all, pc.fill_null(pa.array(fits, pa.bool_()).take(coded.indices), True)


def _epochs(told: pa.Array) -> Read:
    """Epoch seconds, milliseconds or microseconds between 1990 and 2100, told by their size."""
    number = pc.if_else(pc.less_equal(told, 2**62), told, None).cast(pa.int64())  # uint64 may hold more
    micro = pa.nulls(len(told), pa.int64())
    for unit in (1, 1_000, 1_000_000):
        within = pc.and_(pc.greater_equal(number, 631_152_000 * unit), pc.less(number, 4_102_444_800 * unit))
        scaled = pc.multiply(pc.if_else(within, number, None), 1_000_000 // unit)
        micro = pc.coalesce(micro, scaled)
    return micro.cast(pa.timestamp("us")).cast(INSTANT), pc.or_(pc.is_null(told), pc.is_valid(micro))


def _instants_of_texts(text: pa.Array, as_of: datetime) -> Read:
    """Texts in the forms that machines write by Arrow; if it stumbles, and in other forms, one by one."""
    if len(text) == text.null_count:
        return pa.nulls(len(text), INSTANT), every(text)
    try:
        naive = _only(text, _NAIVE).cast(pa.timestamp("us"))
        zoned = _only(text, _ZONED).cast(INSTANT)
    except pa.ArrowInvalid:  # 2026-02-30
        return _through_each(text, lambda one: parse_time(one, as_of), INSTANT)
    epochs, _ = _epochs(_only(text, _EPOCH).cast(pa.int64()))
    found = pc.coalesce(pc.subtract(naive, _SHANGHAI_AHEAD).cast(INSTANT), zoned, epochs)
    if found.null_count == text.null_count:
        return found, every(text)
    others, fits = _through_each(pc.if_else(pc.is_null(found), text, None), lambda one: parse_time(one, as_of), INSTANT)
    return pc.coalesce(found, others), fits


def _only(text: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(pc.fill_null(pc.match_substring_regex(text, pattern), False), text, pa.scalar(None, pa.string()))
