"""Answers that have been broken in every way give a Post that keeps the contract, or a reason: never anything else."""

import math
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from crawlers_samples import entries, files, holds, holds_whole, pages, read
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.post import MAX_COUNT
from crawlers.answers import Kind
from crawlers.embedded import state_after, state_within
from crawlers.platforms import platforms, spider_class
from crawlers.reading import Rejected, Seen

SEEN = Seen(datetime(2026, 11, 19, 1, tzinfo=UTC), "长续航", "salt", True, None)
bounded = settings(deadline=None, max_examples=150)

COUNTED = [
    "1.2万",
    "100万+",
    "1亿",
    "3.5亿",
    "综艺 1162839",
    "1880 万热度",
    "1.2.3万",
    "万",
    "-1",
    "1,234",
    "１.２万",
    "99999亿",
]
DATED = [
    "刚刚",
    "3分钟前",
    "99999999999分钟前",
    "昨天 25:00",
    "02-30",
    "9999-99-99",
    "Wed Aug 02 08:22:00 +0800 2023",
    10**19,
    -1,
    0,
]
HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(COUNTED),
    st.sampled_from(DATED),
    st.sampled_from(
        [10**400, math.nan, "\ud83d", "\x00", "x" * 1_000_001, "<script>alert(1)</script>", "http://a b/c"]
    ),
    st.sampled_from([{}, [], [[[[]]]], [None], {"a": {"b": []}}, {"0": {"x": 1}}, [1], ["x"], [{}], {"id": {}}]),
)


def paths(value: Any, here: tuple = ()) -> list[tuple]:
    """Every place in a JSON value."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(p for key, inner in below for p in paths(inner, (*here, key)))]


def put(value: Any, path: tuple, new: Any) -> Any:
    """A copy of a JSON value with something else at a place."""
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = put(value[path[0]], path[1:], new)
    return copied


def shapes(platform: str, most: int = 14) -> list[dict]:
    """Entries no two of which have the same keys."""
    by_keys = {tuple(sorted(e)): e for e in entries(platform)}
    return sorted(by_keys.values(), key=lambda e: len(repr(e)))[:most]


def without(value: Any, path: tuple) -> Any:
    """A copy of a JSON value without what is at a place."""
    if len(path) > 1:
        return put(value, path[:1], without(value[path[0]], path[1:]))
    copied = dict(value) if isinstance(value, dict) else list(value)
    del copied[path[0]]
    return copied


@pytest.mark.parametrize("platform", platforms())
@bounded
@given(data=st.data())
def test_mutated_entries_give_a_post_or_a_reason(platform: str, data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(entries(platform)), label="sample")
    for _ in range(data.draw(st.integers(1, 3))):
        if places := [p for p in paths(entry) if p]:
            path = data.draw(st.sampled_from(places), label="place")
            drop = data.draw(st.booleans(), label="drop")
            entry = without(entry, path) if drop else put(entry, path, data.draw(HOSTILE, label="value"))
    holds(platform, entry, SEEN)


@pytest.mark.parametrize("platform", platforms())
@bounded
@given(data=st.data())
def test_mutated_answers_give_a_page_or_a_verdict(platform: str, data: st.DataObject) -> None:
    payload = data.draw(st.sampled_from(pages(platform)), label="sample")
    shallow = [p for p in paths(payload) if 0 < len(p) <= 5]
    payload = put(payload, data.draw(st.sampled_from(shallow), label="place"), data.draw(HOSTILE, label="value"))
    if platform == "syndication":  # its payloads are made from documents: what is not told to `judge` is no list
        payload = payload if isinstance(payload.get("items"), list) else {"items": []}
    holds_whole(platform, payload, SEEN)


@pytest.mark.parametrize("platform", platforms())
def test_every_value_near_the_top_of_every_wrong_type(platform: str) -> None:
    wrong = [None, True, -1, 1.5, math.nan, 10**5000, "", "x", [], [1], {}, {"a": 1}]
    for entry in shapes(platform):
        for path in paths(entry):
            if 0 < len(path) <= 3:
                for value in wrong:
                    holds(platform, put(entry, path, value), SEEN)


@pytest.mark.parametrize("platform", platforms())
@bounded
@given(data=st.data())
def test_broken_bodies_give_an_answer(platform: str, data: st.DataObject) -> None:
    """Cut anywhere, with something put in between: the answer says what it is, and a page can be read."""
    body = data.draw(st.sampled_from(files(platform)), label="sample").read_bytes()
    place = data.draw(st.integers(0, len(body)), label="place")
    skip = data.draw(st.sampled_from([0, 1, 50, len(body)]), label="skip")
    put_in = data.draw(st.binary(max_size=12) | st.sampled_from([b"<", b"{", b'"', b"\xff", b"]]>", b"</rss>"]))
    answer = read(platform, body[:place] + put_in + body[place + skip :])
    if answer.kind is Kind.PAGE:
        for entry in spider_class(platform).entries(answer.payload):
            if isinstance(entry, dict):
                holds(platform, entry, SEEN)
    else:
        assert answer.detail or answer.kind is Kind.NO_RESULTS


@pytest.mark.parametrize("platform", [p for p in platforms() if p != "syndication"])
@bounded
@given(
    payload=st.dictionaries(
        st.sampled_from(
            ["ok", "data", "cards", "code", "success", "items", "error", "feed", "status_code", "comments", "list"]
        ),
        st.recursive(
            HOSTILE,
            lambda c: (
                st.lists(c, max_size=2)
                | st.dictionaries(
                    st.sampled_from(["data", "cards", "list", "items", "id", "type", "realtime"]), c, max_size=3
                )
            ),
            max_leaves=4,
        ),
        max_size=4,
    )
)
def test_judging_any_object(platform: str, payload: dict) -> None:
    holds_whole(platform, payload, SEEN)


# ---- counts: (page of tests/saved, entry, place, column)
PLACES = [
    ("weibo", "attitudes_count", "likes", {"id": "1", "created_at": "刚刚", "text": "x", "user": {"id": 1}}),
    ("weibo", "reposts_count", "shares", {"id": "1", "created_at": "刚刚", "text": "x", "user": {"id": 1}}),
    ("weibo", "like_count", "likes", {"id": "1", "rootid": "1", "created_at": "刚刚", "text": "x", "user": {"id": 1}}),
    ("weibo", "num", "likes", {"word": "x"}),
    ("xiaohongshu", ("interact_info", "liked_count"), "likes", {"id": "6afd30e0000000001b0a0001", "interact_info": {}}),
    ("xiaohongshu", "like_count", "likes", {"id": "1", "content": "x", "note_id": "2", "create_time": 1794978000000}),
    ("zhihu", "voteup_count", "likes", {"type": "article", "id": "1", "created_time": 1794978000}),
    ("zhihu", "like_count", "likes", {"type": "comment", "id": "1", "created_time": 1794978000, "content": "x"}),
    ("douyin", ("statistics", "digg_count"), "likes", {"aweme_id": "1", "create_time": 1794978000, "statistics": {}}),
    ("douyin", "digg_count", "likes", {"cid": "1", "create_time": 1794978000}),
    ("douyin", "hot_value", "likes", {"word": "x"}),
    ("bilibili", "play", "views", {"bvid": "BV1Hk4y1B7Cx", "pubdate": 1794978000}),
    ("bilibili", ("stat", "like"), "likes", {"bvid": "BV1Hk4y1B7Cx", "pubdate": 1794978000, "stat": {"view": 1}}),
    ("bilibili", "like", "likes", {"rpid": 1, "ctime": 1794978000}),
    ("syndication", ("stats", "attitudes_count"), "likes", {"id": "1", "stats": {}}),
]
UNITS = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8}


def at(entry: dict, place: str | tuple[str, str], value: Any) -> dict:
    """The entry with a value at a place."""
    if isinstance(place, str):
        return {**entry, place: value}
    return {**entry, place[0]: {**entry[place[0]], place[1]: value}}


@st.composite
def written_counts(draw: st.DrawFn) -> tuple[Any, int]:
    """A count as feeds write it, and the number it is."""
    unit, places = draw(st.sampled_from(sorted(UNITS))), draw(st.integers(0, 3))
    number = draw(st.integers(1, 9_999_999))
    places = places if UNITS[unit] % 10**places == 0 else 0
    value = number * UNITS[unit] // 10**places
    digits = str(number).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
    plain = draw(st.booleans()) if not unit else False
    return (value if plain else text + unit + draw(st.sampled_from(["", "+"]))), value


@pytest.mark.parametrize(("platform", "place", "column", "entry"), PLACES)
@settings(deadline=None, max_examples=60)
@given(written=written_counts())
def test_a_well_formed_count_is_read_exactly(
    platform: str, place: str | tuple, column: str, entry: dict, written: tuple[Any, int]
) -> None:
    told = at(entry, place, written[0])
    if written[1] > MAX_COUNT:
        with pytest.raises(Rejected, match="is not a count"):
            spider_class(platform).to_post(told, SEEN)
        return
    assert getattr(spider_class(platform).to_post(told, SEEN), column) == written[1]


@pytest.mark.parametrize(("platform", "place", "column", "entry"), PLACES)
def test_a_count_that_is_none_rejects_the_entry(platform: str, place: str | tuple, column: str, entry: dict) -> None:
    for nonsense in ("1.2万万", "很多3", -7, True, [1], {"value": 3}, 1.5, 10**13):
        with pytest.raises(Rejected, match="is not a"):
            spider_class(platform).to_post(at(entry, place, nonsense), SEEN)


# ---- time and depth


@pytest.mark.parametrize("platform", platforms())
def test_deep_nesting_does_not_exhaust_the_stack(platform: str) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"user": [deep]}
    holds(platform, deep, SEEN)
    for opening, closing in ((b'{"data":', b"}"), (b"[", b"]"), (b"<rss><item>", b"</item></rss>")):
        read(platform, opening * 20_000 + b"1" + closing * 20_000)


@pytest.mark.parametrize(
    "piece",
    ['"', '\\"', '"\\', "undefined", '{"a":', "window.__INITIAL_STATE__=", "=", '"a"undefined', '<script id="js">'],
)
def test_hostile_states_take_no_quadratic_time(piece: str) -> None:
    started = time.process_time()
    for page in (f"window.__INITIAL_STATE__={piece * 200_000}", f'<script id="js-initialData">{piece * 200_000}'):
        state_after(page, "window.__INITIAL_STATE__")
        state_within(page, "js-initialData")
    assert time.process_time() - started < 5


def test_bare_undefined_is_null_only_outside_of_strings() -> None:
    page = (
        r'<script>window.__INITIAL_STATE__ = {"a":undefined,"b":"undefined \" undefined","c":[undefined]};x()</script>'
    )
    assert state_after(page, "window.__INITIAL_STATE__") == {"a": None, "b": 'undefined " undefined', "c": [None]}
    assert state_after(page, "window.__OTHER__") is None
    assert state_after("window.__INITIAL_STATE__={", "window.__INITIAL_STATE__") is None
