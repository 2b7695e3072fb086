"""The only door of this room: a table of posts goes in, a table of what reading adds to them comes out.

One row a post, sorted by post_id, so that the same posts give the same file whatever order they came in. Work goes in
batches of bounded size; nothing is kept between calls but dictionaries, so partitions can be read side by side. The
result carries the version of each part of reading; given back as `known`, only parts that changed are read again.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contract.enriched import SCHEMA, VERSIONS
from nlp import lexicons, versions
from nlp.aspects import built_in as built_in_aspects
from nlp.intents import built_in as built_in_intents
from nlp.lexicons import Aspect, Intent, Theme
from nlp.parts import PARTS, Batch, Knowledge, Part
from nlp.sentiment import Model, shipped

BATCH_ROWS = 16_384
BATCH_BYTES = 4 << 20  # of text; one longer post is a batch of its own


def enrich(
    posts: pa.Table,
    themes: Sequence[Theme] | None = None,
    known: pa.Table | None = None,
    *,
    aspects: Sequence[Aspect] | None = None,
    intents: Sequence[Intent] | None = None,
    model: Model | None = None,
) -> pa.Table:
    """What reading adds to each distinct post of a Post table: an Enriched table, one row a post, sorted by post_id.

    `themes`, `aspects` and `intents` are those of nlp.lexicons, `model` one of nlp.sentiment.load(path); None means the
    built-in ones. Of several rows of one post the last observed one with a title or text is read. Sentiment is null
    without text, fingerprints of short texts are null.
    `known` is what an earlier call made of the same posts: columns whose version still holds are taken from it.
    """
    return read_all([posts], knowledge_of(themes, aspects=aspects, intents=intents, model=model), [known])[0]


def read_all(
    posts: Sequence[pa.Table], knowledge: Knowledge, known: Sequence[pa.Table | None] | None = None
) -> list[pa.Table]:
    """`enrich` of several tables, each on its own, by lexicons and model in one.

    Small tables share batches: what a batch costs whatever its size (patterns to compile, tables to look up) is then
    paid once for many of them.
    """
    now = part_versions(knowledge)
    latest = [_latest(table) for table in posts]
    before = known or [None] * len(posts)
    kept = [frozenset(_still_right(b, now, table["post_id"])) for b, table in zip(before, latest, strict=True)]
    found: list[pa.Table] = []
    for alike, group in groupby(range(len(posts)), key=kept.__getitem__):
        rows = list(group)
        fresh = _fresh(pa.concat_tables([latest[i] for i in rows]), knowledge, alike)
        ends = np.cumsum([len(latest[i]) for i in rows]).tolist()
        for i, end in zip(rows, ends, strict=True):
            part = fresh.slice(end - len(latest[i]), len(latest[i]))
            found.append(_told(latest[i]["post_id"], part, before[i], alike, now))
    return found


def _fresh(latest: pa.Table, knowledge: Knowledge, kept: Collection[str]) -> pa.Table:
    """The columns of the parts that are not kept."""
    wanted = [part for name, part in PARTS.items() if name not in kept]
    batches = [_read(batch, knowledge, wanted) for batch in _batches(latest)]
    return pa.Table.from_batches(batches, pa.schema([SCHEMA.field(name) for p in wanted for name in p.columns]))


def _told(
    ids: pa.ChunkedArray, fresh: pa.Table, known: pa.Table | None, kept: Collection[str], now: Mapping[str, str]
) -> pa.Table:
    """An Enriched table of fresh columns and kept ones."""
    columns = {"post_id": ids.cast(pa.string())}
    columns |= {name: known[name] for part in kept for name in PARTS[part].columns if known is not None}
    columns |= {name: fresh[name] for name in fresh.schema.names}
    told = {**(SCHEMA.metadata or {}), VERSIONS: json.dumps(now, sort_keys=True).encode()}
    return pa.table([columns[name] for name in SCHEMA.names], SCHEMA.with_metadata(told))


def part_versions(knowledge: Knowledge | None = None) -> dict[str, str]:
    """Version of each part of reading: a digest of all that its columns depend on but the posts."""
    chosen = knowledge or knowledge_of()
    return {name: versions.digest(part.columns, part.version(chosen)) for name, part in PARTS.items()}


def knowledge_of(
    themes: Sequence[Theme] | None = None,
    *,
    aspects: Sequence[Aspect] | None = None,
    intents: Sequence[Intent] | None = None,
    model: Model | None = None,
) -> Knowledge:
    """Lexicons and model to read by; None means the built-in ones."""
    return Knowledge(
        tuple(_built_in() if themes is None else themes),
        built_in_aspects() if aspects is None else tuple(aspects),
        built_in_intents() if intents is None else tuple(intents),
        model or shipped(),
    )


def _still_right(known: pa.Table | None, now: Mapping[str, str], ids: pa.ChunkedArray) -> set[str]:
    """Parts of `known` that need not be read again: of the same posts, by the same version."""
    if known is None or not known["post_id"].combine_chunks().equals(ids.cast(pa.string()).combine_chunks()):
        return set()
    before = json.loads((known.schema.metadata or {}).get(VERSIONS, b"{}"))
    right = {name for name, version in now.items() if before.get(name) == version}
    return {name for name in right if all(known.schema.get_field_index(c) >= 0 for c in PARTS[name].columns)}


@cache
def _built_in() -> list[Theme]:
    return lexicons.themes()


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


def _read(posts: pa.Table, knowledge: Knowledge, parts: Sequence[Part]) -> pa.RecordBatch:
    """One batch through these parts of reading."""
    batch = Batch(posts, knowledge)
    columns = {name: array for part in parts for name, array in zip(part.columns, part.fill(batch), strict=True)}
    return pa.record_batch(list(columns.values()), pa.schema([SCHEMA.field(name) for name in columns]))
