"""Enriched: what reading adds to a post. One row a post, written beside the lake's post partitions.

It carries no text and no author: it is joined to the posts by `post_id`, so erasing a post means erasing one text.
"""

from typing import Any

import pyarrow as pa

from contract.columns import INTEGERS, STRINGS, column, dataclass, schema_of

SENTIMENTS = ("negative", "neutral", "positive")
MENTION = pa.struct(
    [
        pa.field("aspect", pa.string(), nullable=False),
        pa.field("polarity", pa.string(), nullable=False),
        pa.field("probability", pa.float32(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
    ]
)
FINGERPRINT_SIZE = 32  # MinHash values a post
VERSIONS = b"fengxiang.versions"  # key of a table's metadata: JSON, part of reading -> version that filled its columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """Words, themes, sentiment, aspects, intents, advertising and fingerprint of one post."""

    post_id: str = column(pa.string(), "the post that was read", required=True)
    words: list[str] = column(STRINGS, "words of title and text in order, after normalisation", required=True)
    word_starts: list[int] = column(
        INTEGERS, "where each word begins: characters before it in title, line end and text as written", required=True
    )
    word_lengths: list[int] = column(INTEGERS, "how long each word is as written, characters", required=True)
    themes: list[str] = column(STRINGS, "ids of the themes it speaks of, sorted, each once", required=True)
    theme_starts: list[int] = column(INTEGERS, "where each theme is first spoken of, like word_starts", required=True)
    theme_lengths: list[int] = column(INTEGERS, "how long that mention is as written, characters", required=True)
    negative: float | None = column(pa.float32(), "probability that it is negative, 0 to 1; null without text")
    neutral: float | None = column(pa.float32(), "probability that it is neutral, 0 to 1; null without text")
    positive: float | None = column(pa.float32(), "probability that it is positive, 0 to 1; null without text")
    sentiment: str | None = column(pa.string(), "the likeliest of negative neutral positive; null without text")
    aspects: list[dict[str, Any]] = column(
        pa.list_(MENTION),
        "aspects it speaks of, by place, each once a clause: polarity (negative neutral positive) and its probability; "
        "start and end in the text as it was read",
        required=True,
    )
    intents: list[str] = column(
        STRINGS,
        "complaint purchase question recommendation warning_off wish: those the writer has, sorted, each once",
        required=True,
    )
    advertising: float | None = column(pa.float32(), "how much it reads like advertising, 0 to 1; null without text")
    fingerprint: list[int] | None = column(
        pa.list_(pa.uint32()), f"{FINGERPRINT_SIZE} MinHash values of its character shingles; null for short texts"
    )


SCHEMA: pa.Schema = schema_of(Enriched)
