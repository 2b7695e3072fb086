"""Vintages of days that have none: each built, in order, from what was known at its cutoff, in a file of its own.

The scratch build goes from cutoff to cutoff, so a day costs what its nightly build would have cost.
"""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from contract.errors import WarehouseError
from warehouse import changes, vintages
from warehouse.build import build, build_file
from warehouse.database import Engine
from warehouse.detect import detect
from warehouse.detect_settings import DetectSettings
from warehouse.lake import OnProgress, Place, store_of
from warehouse.phrase_rules import Rules

_SCRATCH = Path("warehouse") / ".backfill"


def backfill(
    home: Path,
    first: date,
    last: date,
    themes: pa.Table,
    settings: DetectSettings | None = None,
    rules: Rules | None = None,
    on_progress: OnProgress | None = None,
    lake: Place | None = None,
) -> tuple[date, ...]:
    """Record the vintages of the days `first`..`last` that have none; returns those. What is there is left as it is.

    Killed and run again, it goes on with the days that are left. WarehouseError if the lake holds nothing by `last`.
    """
    place = lake or home
    begin = min(changes.lake_days(place), default=None)
    if begin is None:
        raise WarehouseError(f"the lake holds nothing up to {last}: it is empty; crawl or import posts first")
    if last < begin:
        raise WarehouseError(f"the lake holds nothing up to {last}: its first day is {begin}; choose a later --to")
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    wanted = sorted({day for day in days if day >= begin} - vintages.recorded(store_of(place)))
    scratch = home / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        for done, day in enumerate(wanted, 1):
            build(scratch, themes, rules=rules, lake=place, known_by=vintages.cutoff(day))
            detect(scratch, day, settings, lake=place)
            if on_progress:
                on_progress(done, len(wanted))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    with build_file(home, None, Engine()) as con:
        vintages.sync(con, store_of(place))
    return tuple(wanted)
