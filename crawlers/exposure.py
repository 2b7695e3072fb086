"""Exposure: what a crawl saw of each query, and what it did not. Detection divides by it.

Search is newest first, so whatever stops the paging, the span from the oldest post seen to the span's end was seen
whole. A window that was split in time is answered for by several listings, whose spans fill it without overlap; what
lies side by side and was seen whole becomes one record. Every hole stays a record of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from contract.crawl_run import CrawlRun
from crawlers.job import CrawlJob
from crawlers.journal import Account
from crawlers.listing import OF_ONE_POST, Listing, Span

WHOLE = ("ok", "empty")
SPLIT = "split"  # the end of a listing that another one, of the time before, goes on from
_MISSES = 0.1  # share of these that may fail before the label as a whole has
_UNREAD = "ended before the query was read"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one listing, or several side by side, came to."""

    span: Span
    covered: Span | None
    outcome: str
    pages: int
    entries: int
    retries: int
    details: tuple[str, ...]


def records(
    job: CrawlJob,
    labels: Iterable[str],
    accounts: Iterable[Account],
    landed: Mapping[str, int],
    rejected: Mapping[str, int],
) -> list[CrawlRun]:
    """The records of a run, by label in the given order and then newest first; counts of posts stand in the first."""
    by_label: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        by_label[account.task.label].append(account)
    found = []
    for label in dict.fromkeys((*labels, *sorted(by_label))):
        for place, piece in enumerate(_pieces(by_label.get(label, []))):
            counts = (landed.get(label, 0), rejected.get(label, 0)) if place == 0 else (0, 0)
            found.append(_record(job, label, piece, *counts))
    return found


def _pieces(accounts: list[Account]) -> list[Piece]:
    if accounts and accounts[0].task.listing in OF_ONE_POST:
        return [_of_many(accounts)]
    chains: defaultdict[Span | None, list[Account]] = defaultdict(list)
    for account in accounts:
        chains[account.task.scope].append(account)
    pieces = sorted((_of_chain(chain) for chain in chains.values()), key=lambda p: p.span, reverse=True)
    return _joined([p for p in pieces if p.span.start < p.span.end or p.outcome not in WHOLE])


def _of_chain(accounts: list[Account]) -> Piece:
    """The pages of one listing."""
    end = next((a for a in accounts if a.outcome), None)
    span = (end or accounts[0]).task.span
    outcome = end.outcome if end else "failed"
    entries = sum(a.entries for a in accounts)
    if outcome == SPLIT or (outcome in WHOLE and entries):
        outcome = "ok"
    reached = min((a.reached for a in accounts if a.reached), default=None)
    details = tuple(dict.fromkeys(a.detail for a in (*([end] if end else []), *accounts) if a.detail))
    return Piece(
        span, _covered(accounts[0].task.listing, span, outcome, reached), outcome,
        sum(a.pages for a in accounts), entries, sum(a.retries for a in accounts),
        details if end else (_UNREAD, *details),
    )  # fmt: skip


def _covered(listing: Listing, span: Span, outcome: str, reached: datetime | None) -> Span | None:
    if outcome in WHOLE:
        return span
    if listing is Listing.HOT_LIST or reached is None:
        return None
    return Span(min(max(reached, span.start), span.end), span.end)


def _of_many(accounts: list[Account]) -> Piece:
    """Many small listings: a few that fail are told, many make the whole a failure. Revisits find no posts."""
    by_subject: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        by_subject[account.task.subject].append(account)
    pieces = [_of_chain(chain) for chain in by_subject.values()]
    bad = Counter(p.outcome for p in pieces if p.outcome not in (*WHOLE, "saturated"))
    failed = bad.total() > _MISSES * len(pieces)
    outcome = min(bad, key=lambda o: (-bad[o], o)) if failed else "ok" if any(p.entries for p in pieces) else "empty"
    span = accounts[0].task.span
    why = next((d for p in pieces if p.outcome in bad for d in p.details), "")
    told = (f"{bad.total()} of {len(pieces)} could not be read: {why}",) if bad else ()
    return Piece(
        span, None if failed or accounts[0].task.listing is Listing.REVISIT else span, outcome,
        sum(p.pages for p in pieces), sum(p.entries for p in pieces), sum(p.retries for p in pieces), told,
    )  # fmt: skip


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces side by side that were seen whole, as one; newest first, as they come."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.outcome in WHOLE and piece.outcome in WHOLE and piece.span.end == last.span.start:
            span = Span(piece.span.start, last.span.end)
            joined[-1] = replace(
                last, span=span, covered=span, outcome="ok" if last.entries or piece.entries else "empty",
                pages=last.pages + piece.pages, entries=last.entries + piece.entries,
                retries=last.retries + piece.retries, details=(*last.details, *piece.details),
            )  # fmt: skip
        else:
            joined.append(piece)
    return joined


def _record(job: CrawlJob, label: str, piece: Piece, landed: int, rejected: int) -> CrawlRun:
    return CrawlRun(
        run=job.run,
        platform=job.platform,
        query=label,
        as_of=job.as_of,
        window_from=piece.span.start,
        window_to=piece.span.end,
        covered_from=piece.covered.start if piece.covered else None,
        covered_to=piece.covered.end if piece.covered else None,
        pages=piece.pages,
        entries=piece.entries,
        landed=landed,
        rejected=rejected,
        retries=piece.retries,
        outcome=piece.outcome,
        detail="; ".join(dict.fromkeys(piece.details))[:500] or None,
    )
