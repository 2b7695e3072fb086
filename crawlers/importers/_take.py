"""Takes a batch: what is surely read by whole columns, the rest row by row, each landed or kept with its reason."""

from collections.abc import Iterable

import pyarrow as pa

from contract.post import SCHEMA, Post
from crawlers.importers._batches import Batch, Rows
from crawlers.importers._columnar import split
from crawlers.importers._import_landing import ImportLanding
from crawlers.importers._one_by_one import Importing, platform_of, post_of
from crawlers.importers._shape import Row, Shape
from crawlers.landing import columns_of
from crawlers.pseudonym import pseudonym
from crawlers.reading import Rejected
from crawlers.rejections import REMOVED, Rejection, masked, scrubbed


def take(batch: Batch, shape: Shape, landed: ImportLanding, importing: Importing) -> None:
    """Land a batch's posts and keep its other rows as rejected."""
    batch = _parted(batch, shape, importing.file)
    posts, places = split(shape.all(batch), len(batch), importing)
    if len(posts):
        landed.land(posts)
    numbers = [batch.numbers[place] for place in places]
    _one_by_one(zip(numbers, batch.rows_at(places), strict=True), shape, landed, importing)
    landed.reject(
        Rejection(shape.platform or "unknown", importing.run, f"row {row.number}", row.fault, "entry", masked(row.raw))
        for row in batch.broken
    )


def _parted(batch: Batch, shape: Shape, file: str) -> Batch:
    """The batch with a row for each part, where a shape's rows tell several posts."""
    if shape.parts is None:
        return batch
    rows, numbers = [], []
    named = shape.from_name(file) if shape.from_name else {}
    for number, row in zip(batch.numbers, batch.rows_at(range(len(batch))), strict=True):
        for part in shape.parts({**named, **row}):
            rows.append(part)
            numbers.append(number)
    header = batch.header if isinstance(batch, Rows) else ()
    return Rows(rows=rows, numbers=numbers, broken=batch.broken, header=header, table=batch.table)


def _one_by_one(rows: Iterable[tuple[int, Row]], shape: Shape, landed: ImportLanding, importing: Importing) -> None:
    posts: list[Post] = []
    rejections: list[Rejection] = []
    for number, row in rows:
        try:
            posts.append(post_of(shape.one(row), importing))
        except Rejected as why:
            rejections.append(_rejection(number, row, str(why), shape, importing))
    if posts:
        landed.land(pa.Table.from_pylist([columns_of(post) for post in posts], schema=SCHEMA))
    landed.reject(rejections)


def _rejection(number: int, row: Row, reason: str, shape: Shape, importing: Importing) -> Rejection:
    platform = shape.platform or platform_of(row)
    raw = scrubbed(_without_author(row, shape, platform, importing.salt), platform, importing.salt)
    return Rejection(platform, importing.run, f"row {number}", reason, "entry", raw)


def _without_author(row: Row, shape: Shape, platform: str, salt: str) -> Row:
    """The row with a pseudonym for the author and no name, whatever the columns are called that tell them."""
    told = dict(row)
    for name in _names(shape, "author_id"):
        if isinstance(row.get(name), str | int | float) and row[name] != "":
            told[name] = pseudonym(platform, ascii(row[name])[:200].strip("'"), salt)
    for name in _names(shape, "author_name"):
        if isinstance(row.get(name), str | int | float):
            told[name] = REMOVED
    return told


def _names(shape: Shape, column: str) -> tuple[str, ...]:
    return shape.columns[column].names if column in shape.columns else ()
