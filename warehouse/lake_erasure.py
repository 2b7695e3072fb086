"""Erases in the lake: posts, then what reading added to them.

A partition's readings carry the digest of its posts. Where only rows went, the readings of the others stay true, and
the file is marked with the new digest; where a text changed (a quote of an erased post was blanked), it is left stale,
so that the partition is read again.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from contract.needles import Needles
from warehouse.erasure import erase_parquet, parquet_files_with
from warehouse.lake import by_partition, enriched_file, partitions, store_of
from warehouse.manifest import OF_POSTS, POSTS, READINGS, lake_files, leftovers


def erase_lake(home: Path, needles: Needles) -> Iterator[tuple[str, int]]:
    """Erase in posts and readings; yields the place and how many rows went or changed, file by file."""
    store = store_of(home)
    store.delete(entry.name for entry in leftovers(store, POSTS))  # or they would bring back what goes from the others
    known = partitions(home)
    digests = {(p.platform, p.day): p.digest for p in known}
    files = {path: (p.platform, p.day) for p in known for path in store.fetch(p.files)}
    read_of = {key: found[0].of_posts for key, found in by_partition(lake_files(store, READINGS)).items()}
    touched: dict[tuple[str, date], bool] = {}  # partition -> whether a text in it changed
    for path in parquet_files_with(sorted(files), needles):
        quoted = _quotes(path, needles)
        yield "lake posts", erase_parquet(path, needles, True)
        touched[files[path]] = touched.get(files[path], False) or quoted
    after = {(p.platform, p.day): p.digest for p in partitions(home)}
    for key, quoted in touched.items():
        path = enriched_file(home, *key)
        if not path.exists():
            continue
        if key not in after:
            yield "lake readings", pq.read_metadata(path).num_rows
            path.unlink()
        elif not quoted and read_of.get(key) == digests[key]:
            yield "lake readings", erase_parquet(path, needles, True, {OF_POSTS: after[key].encode()})


def _quotes(path: Path, needles: Needles) -> bool:
    """Whether a row of somebody else quotes an erased post that it points to."""
    rows = pq.read_table(path, columns=["parent_id", "title", "text"], partitioning=None).to_pylist()
    return any(needles.without(row)["text"] != row["text"] for row in rows if row["parent_id"] in needles.posts)
