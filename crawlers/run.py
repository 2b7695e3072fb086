"""The door to crawling: one child process a platform, two at a time, finished runs never done again."""

import contextlib
import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from contract.crawl_run import CrawlRun
from contract.errors import FeedError, SettingsError
from crawlers.job import CrawlJob, Progress
from crawlers.landing import read_runs, run_record
from crawlers.platforms import platforms

__all__ = ["CrawlJob", "Progress", "crawl", "platforms"]

OnProgress = Callable[[Progress], None]


def crawl(
    jobs: Iterable[CrawlJob], landing: Path, on_progress: OnProgress | None = None, processes: int = 2
) -> list[CrawlRun]:
    """Crawl all jobs into the folder `landing`; return one CrawlRun a job and query, also of runs complete before.

    Jobs of a platform run one after another in their order. FeedError if a crawling process ended before its jobs
    did: what it finished stays, and calling again goes on from there. Failing queries are no error but an outcome.
    """
    jobs = list(jobs)
    waiting: dict[str, list[CrawlJob]] = {}
    for job in jobs:
        if job.platform not in platforms():
            raise SettingsError(f"no spider for {job.platform!r}: known are {', '.join(platforms())}")
        if job.force or not run_record(landing, job.platform, job.run).exists():
            waiting.setdefault(job.platform, []).append(job)
    children = [_Child(platform, mine, landing, on_progress) for platform, mine in waiting.items()]
    _run_all(children, processes)
    faults = [child.fault for child in children if child.fault]
    if faults:
        raise FeedError("; ".join(faults))
    return [run for job in jobs for run in read_runs(run_record(landing, job.platform, job.run))]


def _run_all(children: list["_Child"], processes: int) -> None:
    with ThreadPoolExecutor(max(1, processes)) as pool:
        try:
            for future in [pool.submit(child.run) for child in children]:
                future.result()
        except BaseException:  # an interrupt, or an error in on_progress: leave no process behind
            for child in children:
                child.stop()
            raise


_telling = threading.Lock()  # progress of several children is told one at a time


class _Child:
    """One platform's crawling process as its parent sees it."""

    def __init__(self, platform: str, jobs: list[CrawlJob], landing: Path, on_progress: OnProgress | None) -> None:
        self.platform, self.jobs, self.landing, self._on_progress = platform, jobs, landing, on_progress
        self.log = landing / "logs" / f"{jobs[0].run.rpartition('-')[0] or platform}.log"
        self.fault: str | None = None
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def run(self) -> None:
        if self._stopped:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("w", encoding="utf-8") as log:
            command = [sys.executable, "-m", "crawlers.child"]
            self._process = subprocess.Popen(  # noqa: S603 our own module, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
            )
            with self._process as process:
                last = self._follow(process)
        if process.returncode != 0 and not self._stopped:
            self.fault = self._describe(process.returncode, last)

    def stop(self) -> None:
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def _follow(self, process: subprocess.Popen[str]) -> str:
        """Hand over the jobs and follow the progress; the name of the run that was last begun."""
        if process.stdin is None or process.stdout is None:
            raise FeedError(f"the {self.platform} crawler has no pipes")
        last = self.jobs[0].run
        try:
            with contextlib.suppress(BrokenPipeError):  # it died at once: the exit code tells
                process.stdin.write(json.dumps([str(self.landing.resolve()), *(j.to_json() for j in self.jobs)]) + "\n")
                process.stdin.flush()
            for line in process.stdout:
                with contextlib.suppress(ValueError):
                    told = Progress(self.platform, **json.loads(line))
                    last = told.run
                    self._tell(told)
            process.wait()
        except BaseException:
            process.kill()
            raise
        return last

    def _tell(self, told: Progress) -> None:
        if self._on_progress:
            with _telling:
                self._on_progress(told)

    def _describe(self, code: int, run: str) -> str:
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        lines = deque(self.log.read_text("utf-8", "replace").splitlines(), maxlen=1)
        why = f" ({lines[0][:200]})" if lines else ""
        return (
            f"the {self.platform} crawler {how} during run {run}{why}; finished runs stay, the same command goes on "
            f"from there; the log is {self.log}"
        )
