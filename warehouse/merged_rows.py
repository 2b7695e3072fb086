"""The rows of a merged file: those of its files, each with the run and line it came from, a post's rows together.

Sorted by post, a text that was seen ten times is stored once, more or less, and a reader that looks for one post
skips all other row groups. Run and line settle ties when observations are folded, as they do in the runs' own files.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from contract import post
from contract.errors import LakeError
from warehouse.database import Engine, connect
from warehouse.inputs import show_posts
from warehouse.lake import size_of
from warehouse.manifest import LakeFile, is_merged
from warehouse.storage import Storage

_PLACE = ("run", pa.string()), ("line", pa.int64())
SCHEMA: pa.Schema = pa.schema([*post.SCHEMA, *(pa.field(name, kind, nullable=False) for name, kind in _PLACE)])
_ORDER = ("post_id", "observed_at", "run", "line")
IN_MEMORY = 8 << 20  # bytes of files; some ten times as much as columns
_BATCH = 50_000


def merged_rows(store: Storage, files: list[LakeFile], engine: Engine) -> Iterator[pa.Table]:
    """All rows in order, in one table or, where they are too many for memory, in several."""
    paths = store.fetch([file.entry for file in files])
    if size_of(files) <= IN_MEMORY:
        rows = pa.concat_tables(map(rows_of, paths)).combine_chunks()
        yield rows.sort_by([(name, "ascending") for name in _ORDER])
        return
    with connect(":memory:", engine, scratch=store.notes / ".sorting") as con:
        show_posts(con, paths)
        found = con.sql(f"SELECT {', '.join(SCHEMA.names)} FROM lake.observation ORDER BY {', '.join(_ORDER)}")  # noqa: S608
        for batch in found.to_arrow_reader(_BATCH):
            yield pa.table(batch).cast(SCHEMA)


def rows_of(path: Path) -> pa.Table:
    """The rows of a file with run and line. Opened by itself: a data set of one small file costs thrice as much."""
    try:
        with pq.ParquetFile(path) as opened:
            table = opened.read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(f"{path} cannot be read ({error}); move it away, or crawl or import its run again") from error
    if not is_merged(path):
        table = table.append_column(_PLACE[0][0], pa.repeat(path.stem, len(table)))
        table = table.append_column(_PLACE[1][0], pa.array(np.arange(len(table))))
    return table if table.schema.equals(SCHEMA) else table.select(SCHEMA.names).cast(SCHEMA)
