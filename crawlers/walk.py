"""Where a crawl goes: the pages a run starts with, and what follows from a page that was read.

Pure decisions, without a network: a platform's abilities, the job and the pages read so far go in, tasks come out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contract.clock import SHANGHAI
from crawlers.exposure import SPLIT
from crawlers.job import CrawlJob
from crawlers.journal import Account
from crawlers.listing import Listing, Page, Span, Task
from crawlers.pseudonym import pseudonym
from crawlers.watermark import Covered, spans_to_ask

_TOTALS_VARY = 1.2  # told totals count what is filtered out as well
_STRAY = timedelta(hours=1)  # a post this much after the span that was asked for was not asked for


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform's listings can do."""

    list_name: str = ""
    platform_pages: int = 50
    finest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed. `reached`, `newest`: its oldest and newest post that stand in order of time."""

    more: bool
    cursor: str = ""
    reached: datetime | None = None
    newest: datetime | None = None
    total: int | None = None  # results the platform says there are
    entries: int = 0
    cut: str = ""  # why results that end here may be cut, in the platform's own case


@dataclass(frozen=True, slots=True)
class Step:
    """What a page comes to: the task as it now stands, why its listing ends (if it does), and what follows."""

    task: Task
    outcome: str = ""
    detail: str = ""
    following: tuple[Task, ...] = ()


class Walk:
    """The walk of one run."""

    def __init__(self, job: CrawlJob, abilities: Abilities, covered: Covered) -> None:
        self.job, self._can, self._covered = job, abilities, covered
        self._holes: dict[str, list[Span]] = {}
        self._pages: Counter[str] = Counter()  # read, by label
        self._shown: Counter[tuple[str, Span | None]] = Counter()  # entries, by listing

    def resume(self, accounts: Iterable[Account]) -> None:
        """Take up what an earlier attempt has read; call after `first`."""
        for account in accounts:
            task = account.task
            self._pages[task.label] += account.pages
            self._shown[task.label, task.scope] += account.entries
            holes = self._holes.get(task.label, [])
            self._holes[task.label] = [hole for hole in holes if _whole_hours(hole) != task.scope]

    def first(self) -> Iterator[Task]:
        """The first page of each listing; the hot list first, since it changes by the minute."""
        whole = Span(self.job.window_from, self.job.as_of)
        if self.job.hot_list and self._can.list_name:
            yield Task(Listing.HOT_LIST, self._can.list_name, self._can.list_name, whole)
        for feed in dict.fromkeys(self.job.feeds):
            yield Task(Listing.FEED, feed, feed, whole)
        for query in dict.fromkeys(self.job.queries):
            yield self._search(query)
        for account in dict.fromkeys(self.job.accounts):
            label = account_label(self.job, account)
            spans = spans_to_ask(self.job, list(self._covered.get(label, [])), None)
            yield Task(Listing.TIMELINE, label, label, spans[0])

    def after(self, task: Task, seen: Seen) -> Step:
        """What follows from a page of a listing."""
        self._pages[task.label] += 1
        self._shown[task.label, task.scope] += seen.entries
        return self.ended(self._after(task, seen))

    def ended(self, step: Step) -> Step:
        """The step, and where it ends what a query was asked for, its next hole, if pages are left for it."""
        holes = self._holes.get(step.task.label)
        if not holes or step.outcome not in ("ok", "empty", "saturated") or step.following or self._spent(step.task):
            return step
        hole = holes.pop(0)
        return replace(step, following=(_search(step.task, hole, _whole_hours(hole)),))

    def _after(self, task: Task, seen: Seen) -> Step:
        if task.listing is Listing.HOT_LIST or task.listing is Listing.REVISIT:
            return Step(task, "ok")
        if task.listing in (Listing.COMMENTS, Listing.ANSWERS):
            return (
                self._next(task, seen) if seen.more and task.page.number < self.job.comment_pages else Step(task, "ok")
            )
        if task.scope and seen.newest and seen.newest > task.scope.end + _STRAY:
            return Step(task, "saturated", "the platform does not search by time: what lies before was not seen")
        if seen.reached and seen.reached < task.span.start:
            return Step(task, "ok")
        if seen.more and not self._spent(task) and task.page.number < self._shown_pages():
            return self._next(task, seen)
        why = self._why_cut(task, seen)
        return self._split(task, seen, why) if why else Step(task, "ok")

    def _search(self, query: str) -> Task:
        """The newest first; holes that earlier runs left are asked for when it is read."""
        newest, *self._holes[query] = spans_to_ask(self.job, list(self._covered.get(query, [])), self._can.finest)
        return Task(Listing.SEARCH, query, query, newest)

    def _next(self, task: Task, seen: Seen) -> Step:
        return Step(task, following=(replace(task, page=Page(task.page.number + 1, seen.cursor)),))

    def _spent(self, task: Task) -> bool:
        """Whether the pages allowed for a query are used up."""
        return self._pages[task.label] >= self.job.limit_of(task.label)

    def _shown_pages(self) -> int:
        """Pages that the platform shows of one search."""
        return self.job.search_pages or self._can.platform_pages

    def _why_cut(self, task: Task, seen: Seen) -> str:
        """Why the results end before the span's start although there is more; empty if they end by themselves."""
        if seen.cut:
            return seen.cut
        if seen.more and self._spent(task):
            return f"the limit of {self.job.limit_of(task.label)} pages was reached before the start of the window"
        if seen.more or task.page.number >= self._shown_pages():
            return f"the platform shows no more than {task.page.number} pages"
        shown = self._shown[task.label, task.scope]
        if seen.total is not None and task.page.number > 1 and seen.total > shown * _TOTALS_VARY:
            return f"the platform shows {shown} of {seen.total} results"
        return ""

    def _split(self, task: Task, seen: Seen, why: str) -> Step:
        """Ask for the time before what was reached; an hour that is too full by itself stays a hole."""
        can = task.listing is Listing.SEARCH and self._can.finest is not None and seen.reached is not None
        if not can or self._spent(task) or seen.reached is None:
            return Step(task, "saturated", why)
        end = min(seen.reached, task.span.end)
        rest = Span(task.span.start, end)
        scope = _whole_hours(rest)
        if task.scope is None or scope.end < task.scope.end:
            return Step(replace(task, span=Span(end, task.span.end)), SPLIT, "", (_search(task, rest, scope),))
        floor = _hour(end)  # one hour holds more than is shown
        rest = Span(task.span.start, floor)
        following = (_search(task, rest, _whole_hours(rest)),) if floor > task.span.start else ()
        return Step(
            replace(task, span=Span(max(floor, task.span.start), task.span.end)),
            "saturated",
            f"more within one hour than the platform shows: {why}",
            following,
        )


def account_label(job: CrawlJob, account: str) -> str:
    """The query name of a watched account: its pseudonym, since its id is a person's."""
    return f"account:{pseudonym(job.platform, account, job.salt)}"


def _search(task: Task, span: Span, scope: Span) -> Task:
    return replace(task, span=span, scope=scope, page=Page())


def _whole_hours(span: Span) -> Span:
    """The span in whole Shanghai hours, as searches are scoped: from the hour it starts in to the end of its last."""
    end = _hour(span.end)
    return Span(_hour(span.start), end if end == span.end else end + timedelta(hours=1))


def _hour(instant: datetime) -> datetime:
    return instant.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0).astimezone(instant.tzinfo)
