"""What is still to be asked of each query: its window less what earlier runs have seen, plus an overlap.

The records of earlier runs are the watermark; there is no second state that could disagree with them. The overlap is
read again because search shows some posts late, and because engagement grows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from crawlers.job import CrawlJob
from crawlers.landing import read_runs, run_record
from crawlers.listing import Span

Covered = Mapping[str, list[Span]]


def covered_before(folder: Path, job: CrawlJob) -> Covered:
    """By query, the spans within the job's window that runs before it have seen whole."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for record in sorted(run_record(folder, job.platform, job.run).parent.glob("*.jsonl")):
        if not _may_matter(record.stem, job):
            continue
        for run in read_runs(record):
            if run.covered_from and run.covered_to and run.run != job.run and run.as_of < job.as_of:
                found[run.query].append(Span(run.covered_from, run.covered_to))
    return {query: _union(spans) for query, spans in found.items()}


def spans_to_ask(job: CrawlJob, covered: list[Span], finest: timedelta | None) -> list[Span]:
    """The spans a query is to be asked for, newest first.

    `finest` is the shortest span its search can be asked for; None if it can only be asked for the newest. Then holes
    that lie behind a span already seen cannot be reached, and are not tried.
    """
    whole = Span(job.window_from, job.as_of)
    if job.overlap is None or not covered:
        return [whole]
    seen = [Span(max(s.start, whole.start), min(s.end, whole.end)) for s in covered if s.end > whole.start]
    if not seen:
        return [whole]
    newest = Span(max(whole.start, seen[-1].end - job.overlap), whole.end)
    if finest is None:
        return [newest]
    bounds = [Span(whole.start, whole.start), *seen]
    holes = [Span(a.end, min(b.start, newest.start)) for a, b in pairwise(bounds)]
    return [newest, *reversed([hole for hole in holes if hole.end - hole.start >= finest])]


def _may_matter(run: str, job: CrawlJob) -> bool:
    """Run names end in their instant: records from before the window need not be opened."""
    try:
        as_of = datetime.strptime(run.rpartition("-")[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return True
    return job.window_from < as_of < job.as_of


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
