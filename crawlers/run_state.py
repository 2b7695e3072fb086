"""What one run knows while it is under way: its job, its journal, where it goes next, what earlier runs have seen."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from contract.crawl_run import CrawlRun
from contract.post import Post, fault_of
from contract.suppression import Suppression, load
from crawlers.exposure import records
from crawlers.hold import RunIsHeld
from crawlers.ids import opens
from crawlers.job import CrawlJob
from crawlers.journal import Account, Journal, Row
from crawlers.landing import columns_of, fullness, journal_file, post_of_line, to_line, write_run
from crawlers.listing import Listing, Span, Task
from crawlers.reading import Seen
from crawlers.rejections import Rejection
from crawlers.sightings import Sightings
from crawlers.walk import Abilities, Step, Walk, account_label
from crawlers.watermark import covered_before

if TYPE_CHECKING:
    from crawlers.feed import Feed
    from crawlers.unit import Found, Unit

_NATIVE = ":"
_COMMENTED = ("post", "repost", "note", "video", "answer")


class RunState:
    """State of one run; opening it again goes on where an earlier attempt was left."""

    walk: Walk
    resumed: bool  # an earlier attempt has read pages

    def __init__(self, job: CrawlJob, landing: Path) -> None:
        self.job, self.landing = job, landing
        self.journal = Journal(journal_file(landing, job.platform, job.run))
        self._sightings = Sightings(landing, job.platform)
        self._accounts = {account_label(job, account): account for account in job.accounts}
        self._erased = load(landing.parent, job.salt) if job.salt else Suppression("")
        self._phases: list[str] = []
        self._labels: list[str] = []
        self._started = time.monotonic()

    def begin(self, abilities: Abilities, spider: "type[Feed]") -> None:
        """Write down what the run starts with, or take up what it has."""
        self.journal.note_job(replace(self.job, salt="", cookie="", token="", accounts=()).to_json())
        self.walk = Walk(self.job, abilities, covered_before(self.landing, self.job))
        first = list(self.walk.first())
        accounts = self.journal.accounts()
        self.walk.resume(accounts)
        self.resumed = any(account.pages for account in accounts)
        self._labels = list(dict.fromkeys(task.label for task in first))
        self.journal.begin("listings", first)
        children = [listing for listing in ("comments", "answers") if self.job.comments and spider.can(listing)]
        self._phases = [*children, *(["revisit"] if self.job.revisits and spider.can("revisit") else [])]

    def open_tasks(self) -> Iterator[Task]:
        """What is to be asked."""
        yield from self.journal.open_tasks()

    def next_phase(self) -> list[Task]:
        """The first tasks of the next phase that has any; empty if the run is at its end."""
        while self._phases:
            phase = self._phases.pop(0)
            self.journal.begin(phase, self._children(phase) if phase != "revisit" else self._revisits())
            if tasks := self.journal.open_tasks():
                return tasks
        return []

    def _children(self, phase: str) -> Iterator[Task]:
        """The comments of the most discussed posts of each query, the answers of its questions."""
        span = Span(self.job.window_from, self.job.as_of)
        # not every listing of questions tells how many answers there are: those are asked for all the same
        kinds, least = (("question",), 0) if phase == "answers" else (_COMMENTED, 1)
        for row in self.journal.most_discussed(self._labels, kinds, self.job.comments, least):
            native = row.post_id.partition(_NATIVE)[2]
            yield Task(Listing(phase), phase, native, span, token=row.token)

    def _revisits(self) -> Iterator[Task]:
        span, left = Span(self.job.window_from, self.job.as_of), self.job.revisits
        for due in self._sightings.due(self.job.as_of):
            if left and opens(due.post_id) and not self.journal.knows(due.post_id):
                left -= 1
                yield Task(Listing.REVISIT, "revisit", due.post_id.partition(_NATIVE)[2], span, token=due.token)

    def finish(self, unit: "Unit", step: Step) -> list[Task]:
        """Land a complete page; returns what is to be asked next."""
        rows, faulty = self._rows(unit.posts, unit)
        kept = [(r.query, r.to_line(self.job.run)) for r in (*unit.rejections, *faulty)]
        account = Account(
            step.task, unit.pages, unit.entries, unit.reached, unit.retries, step.outcome or unit.outcome,
            "; ".join(dict.fromkeys(filter(None, (step.detail, *unit.notes))))[:500],
        )  # fmt: skip
        return self.journal.finish(account, rows, kept, step.following)

    def _rows(self, found: "list[Found]", unit: "Unit") -> tuple[list[Row], list[Rejection]]:
        """Posts as the journal wants them. No post that breaks the contract is landed: it is kept as a rejection."""
        rows, faulty = [], []
        for each in found:
            post = each.post
            if self._erased.hides(post.post_id, post.author_id):
                continue
            if fault := fault_of(columns_of(post)):
                faulty.append(Rejection(post.platform, unit.task.label, "", fault, "entry", to_line(post)))
                continue
            rank = fullness(post)
            rows.append(
                Row(post.post_id, post.query or "", rank, post.published_at, each.whole, post.comments or 0, post.kind,
                    each.token, to_line(post))
            )  # fmt: skip
        return rows, faulty

    def account(self, label: str) -> str:
        """The native id of an account of the job."""
        return self._accounts[label]

    def seen_whole(self, post: Post) -> Post | None:
        """A post of this page as this run has seen it whole through another query."""
        line = self.journal.whole(post.post_id)
        return None if line is None else replace(post_of_line(line), query=post.query)

    def known_whole(self, post_id: str) -> bool:
        """Whether an earlier run has landed the post whole: its text is in the lake."""
        return self._sightings.known_whole(post_id, self.job.as_of)

    def now(self) -> datetime:
        """The instant at which something is seen: when this attempt began, moved on by the time it has taken."""
        if self.job.frozen_clock:
            return self.job.as_of
        return (self.job.started_at or self.job.as_of) + timedelta(seconds=time.monotonic() - self._started)

    def seen(self, platform: str, task: Task) -> Seen:
        """The circumstances of what a task shows. Revisits find nothing: what found the post before stays."""
        query = None if task.listing is Listing.REVISIT else task.label
        children = task.listing in (Listing.COMMENTS, Listing.ANSWERS)
        parent = f"{platform}{_NATIVE}{task.subject}" if children else None
        return Seen(self.now(), query, self.job.salt, self.job.keep_names, parent)

    @classmethod
    def left_open(cls, landing: Path, platform: str) -> "Iterator[RunState]":
        """Runs that were begun, never came to their end, and that no other process is at work on."""
        for path in sorted((landing / ".open" / platform).glob("*.sqlite")):
            with suppress(RunIsHeld):
                journal = Journal(path)
                line = journal.job()
                journal.close() if line else journal.delete()
                if line:
                    yield cls(CrawlJob.from_json(line), landing)

    def close(self) -> list[CrawlRun]:
        """Write the run's files; the run is complete."""
        journal = self.journal
        landed = journal.landed()
        landed["revisit"] += landed.pop("", 0)  # what found these posts was another query, long ago
        runs = records(self.job, self._labels, journal.accounts(), landed, journal.rejected())
        self._sightings.add(self.job.as_of, journal.sightings())
        self._sightings.close()
        write_run(self.landing, self.job.platform, self.job.run, journal, runs)
        journal.delete()
        return runs
