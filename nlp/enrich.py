"""The only door of this room: a table of posts goes in, a table of what reading adds to them comes out.

One row a post, sorted by post_id, so that the same posts give the same file whatever order they came in. Work goes in
batches of bounded size; nothing is kept between calls but dictionaries, so partitions can be read side by side.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contract.enriched import SCHEMA, SENTIMENTS
from nlp import advertising, aspects, fingerprint, intents, lexicons, matching, sentiment
from nlp.aspects.vocabulary import OPINION
from nlp.lexicons import Aspect, Intent, Theme
from nlp.normalise import reading
from nlp.segment import UserWord, words

BATCH_ROWS = 16_384
BATCH_BYTES = 4 << 20  # of text; one longer post is a batch of its own
_LIBRARIES = ("jieba", "opencc", "snownlp")


def enrich(
    posts: pa.Table,
    themes: Sequence[Theme] | None = None,
    aspects_: Sequence[Aspect] | None = None,
    intents_: Sequence[Intent] | None = None,
) -> pa.Table:
    """What reading adds to each distinct post of a Post table: an Enriched table, one row a post, sorted by post_id.

    `themes`, `aspects_` and `intents_` are those of nlp.lexicons; None means the built-in ones. Of several rows of one
    post the last observed one with a title or text is read. Sentiment is null without text, fingerprints of short texts
    are null.
    """
    themes = tuple(_built_in() if themes is None else themes)
    batches = [_read(batch, themes, aspects_, intents_) for batch in _batches(_latest(posts))]
    return pa.Table.from_batches(batches, SCHEMA)


def version(
    themes: Sequence[Theme] | None = None,
    aspects_: Sequence[Aspect] | None = None,
    intents_: Sequence[Intent] | None = None,
) -> str:
    """Digest (16 hex) of all that the result depends on but the posts: this code, the libraries' data, the lexicons."""
    digest = hashlib.sha256(_code_digest())
    digest.update(repr(_built_in() if themes is None else list(themes)).encode())
    digest.update(repr(aspects.built_in() if aspects_ is None else tuple(aspects_)).encode())
    digest.update(repr(intents.built_in() if intents_ is None else tuple(intents_)).encode())
    return digest.hexdigest()[:16]


def user_words(themes: Sequence[Theme]) -> list[UserWord]:
    """The words that themes want whole, each once."""
    return [UserWord(word) for word in sorted({word for theme in themes for word in theme.whole})]


@cache
def _built_in() -> list[Theme]:
    return lexicons.themes()


@cache
def _code_digest() -> bytes:
    told = [f"{name} {installed(name)}" for name in _LIBRARIES] + [str(SCHEMA)]
    sources = [path.read_text("utf-8") for path in (*sorted(Path(__file__).parent.rglob("*.py")), sentiment.MOOD)]
    sources += [path.read_text("utf-8") for path in (OPINION, advertising.LEXICON)]
    return hashlib.sha256("\0".join(told + sources).encode() + aspects.weights.FILE.read_bytes()).digest()


def _latest(posts: pa.Table) -> pa.Table:
    """post_id, title, text: for each post its last row that says something, else its last row; sorted by post_id."""
    columns = {name: _column(posts, name) for name in ("post_id", "title", "text")}
    said = pc.or_(*(pc.greater(pc.fill_null(pc.binary_length(columns[name]), 0), 0) for name in ("title", "text")))
    keys = {"post_id": columns["post_id"], "said": said, "at": _column(posts, "observed_at")}
    order = pc.sort_indices(pa.table(keys), [("post_id", "ascending"), ("said", "ascending"), ("at", "ascending")])
    table = pa.table(columns).take(order).combine_chunks()
    ids = table["post_id"]
    table = table.slice(0, len(ids) - ids.null_count)  # nulls sort last; a row without id cannot be joined to a post
    ids = table["post_id"]
    if not len(ids):
        return table
    last = pc.not_equal(ids.slice(0, len(ids) - 1), ids.slice(1)).to_numpy()
    return table.filter(pa.array(np.append(last, True)))


def _column(posts: pa.Table, name: str) -> pa.ChunkedArray:
    """A column, texts as bytes (what is no UTF-8 must not stop the run); all null where the table has none."""
    if name not in posts.schema.names:
        return pa.chunked_array([pa.nulls(len(posts), pa.int64() if name == "observed_at" else pa.large_binary())])
    return posts[name] if name == "observed_at" else posts[name].cast(pa.large_binary())


def _batches(posts: pa.Table) -> Iterator[pa.Table]:
    """Slices of at most BATCH_ROWS rows and BATCH_BYTES of text (but one row at least)."""
    sizes = sum(pc.fill_null(pc.binary_length(posts[name]), 0).to_numpy() for name in ("title", "text"))
    ends = np.cumsum(sizes)
    start = 0
    while start < len(posts):
        before = ends[start] - sizes[start]
        end = int(np.searchsorted(ends, before + BATCH_BYTES, "right"))
        end = max(start + 1, min(end, start + BATCH_ROWS))
        yield posts.slice(start, end - start)
        start = end


def _read(
    posts: pa.Table,
    themes: tuple[Theme, ...],
    aspects_: Sequence[Aspect] | None,
    intents_: Sequence[Intent] | None,
) -> pa.RecordBatch:
    """One batch through the whole of reading."""
    titles, texts = (list(map(_decoded, posts[name].to_pylist())) for name in ("title", "text"))
    raw = [f"{title or ''}\n{text or ''}" for title, text in zip(titles, texts, strict=True)]
    readings = [reading(title, text) for title, text in zip(titles, texts, strict=True)]
    tokens = words(readings, user_words(themes))
    scores = sentiment.score(readings, tokens)
    probabilities = scores.astype(np.float32)
    silent = np.fromiter((not post for post in tokens), bool, len(tokens))
    labels = np.array(SENTIMENTS, object)[probabilities.argmax(axis=1)]
    columns = [
        posts["post_id"].combine_chunks().cast(pa.string()),
        pa.array(tokens, SCHEMA.field("words").type),
        pa.array(matching.themes_of(readings, themes), SCHEMA.field("themes").type),
        *(pa.array(probabilities[:, i], pa.float32(), mask=silent) for i in range(len(SENTIMENTS))),
        pa.array(labels, pa.string(), mask=silent),
        aspects.column(aspects.search(readings, aspects_, tokens, scores), len(readings)),
        pa.array(intents.find(readings, intents_), SCHEMA.field("intents").type),
        pa.array(advertising.score(readings, raw).astype(np.float32), mask=silent),
        fingerprint.fingerprints(readings),
    ]
    return pa.record_batch(columns, schema=SCHEMA)


def _decoded(text: bytes | None) -> str | None:
    return None if text is None else text.decode("utf-8", "replace")


VERSION: str = version()
