from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from contract import crawl_run, enriched
from contract.post import MAX_TEXT, REQUIRED, SCHEMA, Post, fault_of, to_record

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOD = {
    "post_id": "weibo:5001",
    "platform": "weibo",
    "kind": "post",
    "published_at": SEEN - timedelta(hours=1),
    "observed_at": SEEN,
}


def test_schema_follows_the_fields_and_tells_meanings():
    assert SCHEMA.names == [f.name for f in fields(Post)]
    assert REQUIRED == ["post_id", "platform", "kind", "published_at", "observed_at"]
    for schema in (SCHEMA, enriched.SCHEMA, crawl_run.SCHEMA):
        assert all(field.metadata[b"meaning"] for field in schema)


def test_a_post_travels_through_arrow_unchanged():
    post = Post(**GOOD, text="长续航", hashtags=["续航"], likes=3)
    assert Post(**pa.Table.from_pylist([to_record(post)], schema=SCHEMA).to_pylist()[0]) == post


def test_a_good_post_has_no_fault():
    assert fault_of(GOOD) is None
    assert fault_of({**GOOD, "text": "", "likes": 0, "author_verified": "person"}) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"post_id": None}, "post_id is missing"),
        ({"post_id": "zhihu:1"}, "not weibo:<native id>"),
        ({"post_id": "weibo:"}, "not weibo:<native id>"),
        ({"kind": "tweet"}, "kind is not one of"),
        ({"published_at": None}, "published_at is missing"),
        ({"published_at": "2026-11-22"}, "not an instant"),
        ({"published_at": datetime(2026, 11, 22)}, "not an instant"),  # noqa: DTZ001
        ({"published_at": SEEN + timedelta(hours=1)}, "lies after observed_at"),
        ({"published_at": datetime(1970, 1, 1, tzinfo=UTC)}, "before 2000"),
        ({"text": "长" * (MAX_TEXT + 1)}, "more than"),
        ({"likes": -1}, "likes is not a count"),
        ({"likes": True}, "likes is not a count"),
        ({"views": "1.2万"}, "views is not a count"),
        ({"author_followers": 10**13}, "author_followers is not a count"),
        ({"author_verified": "yes"}, "author_verified is not one of"),
    ],
)
def test_each_fault_is_named(change, reason):
    assert reason in (fault_of({**GOOD, **change}) or "")
