"""Which landed files the lake holds already, and how old they are: only those may be let go of.

A run's record and the marker that it was taken in stay: they say what was crawled and imported, so that neither is
done again, and name nobody.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from contract.clock import SHANGHAI, day_of
from contract.errors import LakeError
from warehouse.ingest import is_ingested
from warehouse.lake import store_of
from warehouse.landing import Landed, landed_runs


def taken_in(home: Path) -> Iterator[tuple[Path, date]]:
    """Landed files of posts that are in the lake, with the Asia/Shanghai day of their run's instant.

    An import has no instant of its own: when its record was written counts. LakeError names a record that is broken.
    """
    store = store_of(home)
    marked = is_ingested(store)
    for landed in landed_runs(home):
        if marked(landed) and landed.posts.exists():
            yield landed.posts, _day(landed, home)


def _day(landed: Landed, home: Path) -> date:
    if landed.record is None:
        return written_on(home / "landing" / "imports" / f"{landed.run}.json")
    try:
        with landed.record.open("rb") as lines:
            return day_of(datetime.fromisoformat(json.loads(next(lines))["as_of"]))
    except StopIteration:  # a run of no query
        return written_on(landed.record)
    except (ValueError, KeyError, TypeError) as fault:
        raise LakeError(f"{landed.record} cannot be read ({fault}); move it away, or crawl it again") from fault


def written_on(path: Path) -> date:
    """The Asia/Shanghai day on which a file was written."""
    return datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI).date()
