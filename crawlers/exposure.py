"""Exposure: what a crawl saw of each query, and what it did not. Detection divides by it.

Search is newest first, so whatever stops the paging, the span from the oldest post seen to the as-of instant was seen
whole. Where an entry stands out of order (advertising, pinned posts) the spider leaves it out of this account.
"""

from dataclasses import dataclass, field
from datetime import datetime

from contract.crawl_run import CrawlRun
from crawlers.answers import Answer, Kind
from crawlers.job import CrawlJob


@dataclass
class Exposure:
    """The account of one query in one run."""

    job: CrawlJob
    query: str
    snapshot: bool = False  # a list of the moment (hot search): read at all means seen whole
    pages: int = 0
    entries: int = 0
    landed: int = 0
    rejected: int = 0
    retries: int = 0
    oldest: datetime | None = None
    outcome: str | None = None
    details: list[str] = field(default_factory=list)

    def reached(self, published_at: datetime) -> None:
        """Entries down to this instant have been seen."""
        if self.oldest is None or published_at < self.oldest:
            self.oldest = published_at

    @property
    def window_read(self) -> bool:
        """Whether paging has come to posts older than the window."""
        return self.oldest is not None and self.oldest < self.job.window_from

    def end(self, outcome: str, detail: str = "") -> None:
        """The query is over. The first end counts."""
        if self.outcome is None:
            self.outcome = outcome
            if detail:
                self.details.insert(0, detail)

    def end_on(self, answer: Answer) -> None:
        """The query ends on an answer that is not a page with more to come."""
        if answer.kind is Kind.NO_RESULTS:
            self.end("ok" if self.entries else "empty")
        else:
            self.end(answer.outcome, f"page {self.pages + 1}: {answer.detail}")

    def record(self) -> CrawlRun:
        """The record for the contract."""
        outcome = self.outcome or "failed"
        if self.outcome is None:
            self.details.insert(0, "ended before the query was read")
        since = self._covered_from(outcome)
        return CrawlRun(
            run=self.job.run,
            platform=self.job.platform,
            query=self.query,
            as_of=self.job.as_of,
            window_from=self.job.window_from,
            window_to=self.job.as_of,
            covered_from=since,
            covered_to=None if since is None else self.job.as_of,
            pages=self.pages,
            entries=self.entries,
            landed=self.landed,
            rejected=self.rejected,
            retries=self.retries,
            outcome=outcome,
            detail="; ".join(self.details)[:500] or None,
        )

    def _covered_from(self, outcome: str) -> datetime | None:
        if outcome in ("ok", "empty"):
            return self.job.window_from
        if self.snapshot or self.oldest is None:
            return None
        return min(max(self.oldest, self.job.window_from), self.job.as_of)
