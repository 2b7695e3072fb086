"""Parquet in Post's column names. Well-typed files are taken column by column, without a Python object a row."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contract.errors import ImportFileError
from crawlers.importers._rows import Columns

suffixes = (".parquet", ".pq")
BATCH = 65_536  # rows; bounds the memory


def read(path: Path) -> Iterator[Columns]:
    """Batches as Arrow tables with the file's own types."""
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH):
                yield Columns(pa.Table.from_batches([batch]))
    except (pa.ArrowException, OSError) as error:
        raise ImportFileError(f"{path.name} is not whole Parquet: {str(error)[:120]}; write or copy it again") from None
