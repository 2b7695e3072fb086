"""Parquet: typed columns, taken as they are."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contract.errors import ImportFileError
from crawlers.importers._batches import Columns

suffixes = (".parquet", ".pq")
BATCH = 65_536  # rows; bounds the memory


def read(path: Path) -> Iterator[Columns]:
    """Batches as Arrow tables with the file's own types."""
    try:
        with pq.ParquetFile(path) as file:
            read_so_far, total = 0, file.metadata.num_rows
            for batch in _batches(file):
                table = pa.Table.from_batches([batch])
                numbers = range(read_so_far + 1, read_so_far + len(table) + 1)
                read_so_far += len(table)
                yield Columns(columns=table, numbers=numbers, share=read_so_far / total if total else None)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ImportFileError(f"{path.name} is not whole Parquet: {str(error)[:120]}; write or copy it again") from None


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Batches, a few row groups at a time: the reader keeps what it has read of the groups it was asked for."""
    groups: list[int] = []
    rows = 0
    for group in range(file.metadata.num_row_groups):
        groups.append(group)
        rows += file.metadata.row_group(group).num_rows
        if rows >= BATCH or group == file.metadata.num_row_groups - 1:
            yield from file.iter_batches(BATCH, row_groups=groups)
            groups, rows = [], 0
