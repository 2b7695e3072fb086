"""A crawl of the made-up network with everything going wrong, a ban of five minutes included: is every post there?

    python -m benchmarks.troubled [--ban 300] [--kills 10]

One platform's week is crawled with 10 % 429, 5 % 500, 2 % broken pages, dropped connections, slow and empty answers and
one ban; the crawling process is killed at random and started again. Prints what the platform would show, what was
landed, what is missing (must be none) and what was landed twice (must be none).
"""

import argparse
import gzip
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from crawlers.job import CrawlJob
from crawlers.run import crawl
from demo.plan import QUERIES, crawled_at
from demo.server import serve
from demo.trouble import Trouble
from demo.world import World

END = date(2026, 11, 22)
AS_OF = crawled_at(END)


def _job(base: str) -> CrawlJob:
    return CrawlJob(
        platform="weibo", run="weibo-20261122T163000Z", as_of=AS_OF, window_from=AS_OF - timedelta(days=6),
        base_url=f"{base}/at/{{as_of}}/weibo", queries=QUERIES, max_pages=2000, search_pages=10, salt="a salt",
        frozen_clock=True, delay=0, concurrency=8, backoff=0.1, retries=10, reasks=6, patience=900,
    )  # fmt: skip


def _servable(base: str, job: CrawlJob, query: str) -> set[str]:
    told = {"platform": "weibo", "from": int(job.window_from.timestamp()), "to": int(AS_OF.timestamp()), "query": query}
    with urllib.request.urlopen(f"{base}/at/{int(AS_OF.timestamp())}/demo/servable?{urlencode(told)}") as answer:
        return {f"weibo:{native}" for native in json.load(answer)["ids"]}


def _killed(job: CrawlJob, folder: Path, seconds: float) -> bool:
    """Start the crawl and kill it after some seconds; False if it came to its end before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crawlers.child"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert process.stdin
    process.stdin.write(json.dumps([str(folder), job.to_json()]).encode() + b"\n")
    process.stdin.flush()
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    finally:
        process.stdin.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--ban", type=float, default=300.0, help="seconds")
    asked.add_argument("--kills", type=int, default=10)
    told = asked.parse_args()
    trouble = Trouble(
        limited=0.10, error=0.05, malformed=0.02, reset=0.02, slow=0.02, empty=0.01, retry_after=None,
        slow_seconds=0.3, ban_after=250, ban_seconds=told.ban, most_in_a_row=4,
    )  # fmt: skip
    dice, kills, start = random.Random(2), 0, time.monotonic()
    with serve(World(7, END, weeks=1, scale=2.0), faults=trouble) as base, tempfile.TemporaryDirectory() as folder:
        job = _job(base)
        while kills < told.kills and _killed(job, Path(folder), dice.uniform(1.5, 4)):
            kills += 1
        runs = crawl([job], Path(folder))
        lines = gzip.decompress((Path(folder) / "weibo" / f"{job.run}.jsonl.gz").read_bytes()).splitlines()
        found = Counter((post["query"], post["post_id"]) for post in map(json.loads, lines))
        wanted = {(query, post_id) for query in QUERIES for post_id in _servable(base, job, query)}
    twice = sum(times > 1 for times in found.values())
    print(
        f"{time.monotonic() - start:.0f} s, {kills} kills, a ban of {told.ban:.0f} s; "
        f"{sum(r.pages for r in runs):,} pages, {sum(r.retries for r in runs):,} asked again; "
        f"{len(wanted):,} servable, {len(wanted - found.keys()):,} missing, {twice:,} landed twice; "
        f"outcomes {dict(Counter(r.outcome for r in runs))}"
    )


if __name__ == "__main__":
    main()
