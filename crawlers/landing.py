"""The landing of one crawl run: posts as JSON Lines, rejected entries whole, and the run's record, written last.

Everything of a run is held until its end, because one crawl is small (page limits bound it), and then written in an
order that does not depend on which answer came first. A killed run leaves nothing; the next one starts it afresh.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contract.crawl_run import CrawlRun
from contract.post import Post
from crawlers.atomic import write_lines
from crawlers.rejections import Rejection

_POST_COLUMNS = tuple(f.name for f in fields(Post))
_RUN_COLUMNS = tuple(f.name for f in fields(CrawlRun))


class Landing:
    """Collects what one run found. One line a post and query: of two sightings the fuller one stays."""

    def __init__(self, folder: Path, platform: str, run: str) -> None:
        self.folder, self.platform, self.run = folder, platform, run
        self._posts: dict[tuple[str, str], tuple[Any, str]] = {}
        self._rejected: list[tuple[str, str]] = []

    def add(self, posts: Iterable[Post]) -> None:
        """Land posts."""
        for post in posts:
            key = (post.post_id, post.query or "")
            line = to_line(post)
            ranked = (_fullness(post), line)
            if key not in self._posts or self._posts[key] < ranked:
                self._posts[key] = ranked

    def reject(self, rejections: Iterable[Rejection]) -> None:
        """Keep rejected entries and pages."""
        self._rejected.extend((r.query, r.to_line(self.run)) for r in rejections)

    def landed(self) -> Counter[str]:
        """Posts landed by query."""
        return Counter(query for _, query in self._posts)

    def rejected(self) -> Counter[str]:
        """Entries and pages rejected by query."""
        return Counter(query for query, _ in self._rejected)

    def close(self, runs: Iterable[CrawlRun]) -> None:
        """Write the posts, the rejected entries and last the record whose presence says that the run is complete."""
        name = f"{self.run}.jsonl"
        write_lines(self.folder / self.platform / f"{name}.gz", (self._posts[key][1] for key in sorted(self._posts)))
        kept = self.folder / "rejected" / self.platform / f"{name}.gz"
        if self._rejected:
            write_lines(kept, (line for _, line in sorted(self._rejected)))
        else:
            kept.unlink(missing_ok=True)  # of an earlier attempt that is being done again
        write_lines(run_record(self.folder, self.platform, self.run), (run_to_line(r) for r in runs))


def run_record(folder: Path, platform: str, run: str) -> Path:
    """Where the record of a run lies once the run is complete."""
    return folder / "runs" / platform / f"{run}.jsonl"


def read_runs(record: Path) -> list[CrawlRun]:
    """The CrawlRuns in a run's record."""
    return [_run_from_line(line) for line in record.read_text("utf-8").splitlines() if line]


def to_line(post: Post) -> str:
    """A Post as one line of JSON, columns in the contract's order, instants as ISO 8601 in UTC."""
    return _line(columns_of(post))


def columns_of(post: Post) -> dict[str, Any]:
    """A Post as a plain dict. Not `asdict`, whose deep copies take longer than all the rest of landing."""
    return {name: getattr(post, name) for name in _POST_COLUMNS}


def run_to_line(run: CrawlRun) -> str:
    """A CrawlRun as one line of JSON."""
    return _line({name: getattr(run, name) for name in _RUN_COLUMNS})


def _run_from_line(line: str) -> CrawlRun:
    told: dict[str, Any] = json.loads(line)
    for name in ("as_of", "window_from", "window_to", "covered_from", "covered_to"):
        told[name] = told[name] and datetime.fromisoformat(told[name])
    return CrawlRun(**told)


def _line(columns: dict[str, Any]) -> str:
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"), default=_instant)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _fullness(post: Post) -> tuple[Any, ...]:
    told = sum(getattr(post, name) is not None for name in _POST_COLUMNS)
    return len(post.text or ""), told, post.observed_at, post.likes or -1
