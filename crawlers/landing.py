"""The landing of one crawl run: posts as JSON Lines, rejected entries whole, and the run's record, written last.

While the run is under way everything lies in its journal; at its end the files are written in an order that does not
depend on which answer came first. A killed run leaves its journal, and the next attempt goes on from there.
"""

import json
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from contract.crawl_run import CrawlRun
from contract.post import Post
from crawlers.atomic import write_lines
from crawlers.journal import Journal

_POST_COLUMNS = tuple(f.name for f in fields(Post))
_values_of = attrgetter(*_POST_COLUMNS)
encode = msgspec.json.Encoder().encode  # knows dataclasses and instants, and is ten times as fast as json


def journal_file(folder: Path, platform: str, run: str) -> Path:
    """Where the journal of a run lies until the run is complete."""
    return folder / ".open" / platform / f"{run}.sqlite"


def write_run(folder: Path, platform: str, run: str, journal: Journal, runs: list[CrawlRun]) -> None:
    """Write the posts, the rejected entries and last the record whose presence says that the run is complete.

    Killed before, the same is written again from the journal.
    """
    name = f"{run}.jsonl"
    write_lines(folder / platform / f"{name}.gz", journal.lines())
    kept = folder / "rejected" / platform / f"{name}.gz"
    if journal.rejected():
        write_lines(kept, journal.rejections())
    else:
        kept.unlink(missing_ok=True)  # of an earlier attempt that was done again
    write_lines(run_record(folder, platform, run), (run_to_line(r) for r in runs))


def run_record(folder: Path, platform: str, run: str) -> Path:
    """Where the record of a run lies once the run is complete."""
    return folder / "runs" / platform / f"{run}.jsonl"


def read_runs(record: Path) -> list[CrawlRun]:
    """The CrawlRuns in a run's record."""
    return [_run_from_line(line) for line in record.read_text("utf-8").splitlines() if line]


def to_line(post: Post) -> str:
    """A Post as one line of JSON, columns in the contract's order, instants as ISO 8601 in UTC."""
    return encode(post).decode()


def post_of_line(line: str) -> Post:
    """The Post that `to_line` wrote."""
    told: dict[str, Any] = json.loads(line)
    for name in ("published_at", "observed_at"):
        told[name] = datetime.fromisoformat(told[name])
    return Post(**told)


def columns_of(post: Post) -> dict[str, Any]:
    """A Post as a plain dict. Not `asdict`, whose deep copies take longer than all the rest of landing."""
    return {name: getattr(post, name) for name in _POST_COLUMNS}


def run_to_line(run: CrawlRun) -> str:
    """A CrawlRun as one line of JSON."""
    return encode(run).decode()


def fullness(post: Post) -> str:
    """Orders sightings of one post within a run, as text: more text, more columns told, later, more likes."""
    told = len(_POST_COLUMNS) - _values_of(post).count(None)
    return f"{len(post.text or ''):07d} {told:02d} {post.observed_at.isoformat()} {(post.likes or -1) + 1:013d}"


def _run_from_line(line: str) -> CrawlRun:
    told: dict[str, Any] = json.loads(line)
    for name in ("as_of", "window_from", "window_to", "covered_from", "covered_to"):
        told[name] = told[name] and datetime.fromisoformat(told[name])
    return CrawlRun(**told)
