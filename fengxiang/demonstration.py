"""`fengxiang demo`: the real chain against the made-up network. Only the network and the mailbox are not real.

Thirteen weeks of daily crawls over HTTP, lake, warehouse, report, and a mail through a real SMTP server on loopback.
The settings it runs with are written into its home, so that every other verb can be tried on the result.
"""

import json
import shutil
import time
from contextlib import ExitStack
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from contract.clock import Week
from contract.crawl_run import CrawlRun
from contract.errors import SettingsError
from contract.progress import OnProgress
from crawlers.job import CrawlJob
from demo.mailbox import mailbox
from demo.plan import PlannedCrawl, crawl_plan
from demo.server import serve
from demo.truth import write_truth
from demo.world import World
from fengxiang import chain, console, stages
from fengxiang.crawling import jobs
from fengxiang.settings import Settings, load

MARK = "demo.json"


def run(home: Path, seed: int, end: date, language: str | None) -> None:
    """Make (or go on with) the demo in `home` and say where everything is."""
    start = time.monotonic()
    try:
        world = World(seed, end)
    except ValueError as fault:
        raise SettingsError(f"--end: {fault}") from None
    settle(home, {"seed": seed, "end": end.isoformat()})
    write_truth(world, home / "truth.json")
    plan = crawl_plan(world)
    with ExitStack() as stack:
        base = stack.enter_context(serve(world))
        port = stack.enter_context(mailbox(home / "mailbox"))
        file = home / "fengxiang.toml"
        file.write_text(settings_text(plan, base, port, language or "zh"), "utf-8")
        settings = load(file)
        report = chain.run(settings, Week.of(end), plan[-1].as_of, lambda told: crawl(settings, plan, told))
    _tell(home, report, language or "zh", time.monotonic() - start)


def settings_text(plan: list[PlannedCrawl], base: str, mail_port: int, language: str) -> str:
    """The demo's fengxiang.toml."""
    feeds = "\n".join(_feed_text(crawl, base) for crawl in _usual(plan).values())
    return f"""\
# Written by `fengxiang demo`. It looks like a real one, but for the addresses: a made-up network on this machine.
home = "."
language = "{language}"
brand = "Demo"
processes = 4

[crawl]
contact = "demo@fengxiang.example"
delay = 0
backoff = 0.05
patience = 1
overlap_hours = 3
concurrency = 16
frozen_clock = true

[watch]
lexicons = [{json.dumps(str(files("demo") / "themes"))}]

[retention]
landing = 0   # what was crawled stays, to be looked at
rejected = 0

[mail]
host = "127.0.0.1"
port = {mail_port}
security = "none"
sender = "fengxiang@fengxiang.example"
recipients = ["product-team@fengxiang.example"]

{feeds}"""


def _feed_text(crawl: PlannedCrawl, base: str) -> str:
    limits = "".join(f"{json.dumps(q, ensure_ascii=False)} = {n}\n" for q, n in crawl.page_limits.items())
    feeds = [base + path for path in crawl.feeds]
    hours = (crawl.as_of - crawl.window_from).total_seconds() / 3600
    return f"""\
[feeds.{crawl.platform}]
base_url = "{base}{crawl.base_path}"
queries = {json.dumps(crawl.queries, ensure_ascii=False)}
feeds = {json.dumps(feeds)}
hot_list = {json.dumps(crawl.hot_list)}
max_pages = {crawl.max_pages}
lookback_hours = {hours:g}
""" + (f"\n[feeds.{crawl.platform}.page_limits]\n{limits}" if limits else "")


def _usual(plan: list[PlannedCrawl]) -> dict[str, PlannedCrawl]:
    """The first crawl of each platform: how it is crawled before anything unusual happens."""
    return {crawl.platform: crawl for crawl in reversed(plan)}


def crawl(settings: Settings, plan: list[PlannedCrawl], on_progress: OnProgress) -> list[CrawlRun]:
    """Crawl all planned instants; where the plan's page limits change, so do the settings."""
    days = groupby(plan, key=lambda crawl: crawl.as_of)
    limits: dict[datetime, dict[str, dict[str, int]]] = {
        as_of: {crawl.platform: crawl.page_limits for crawl in crawls} for as_of, crawls in days
    }
    found: list[CrawlJob] = []
    for wanted, stretch in groupby(limits, key=lambda as_of: limits[as_of]):
        feeds = {name: f.model_copy(update={"page_limits": wanted[name]}) for name, f in settings.feeds.items()}
        found += jobs(settings.model_copy(update={"feeds": feeds}), stretch)
    return stages.crawl_jobs(settings, found, on_progress)


def settle(home: Path, wanted: dict[str, object]) -> None:
    """Make `home` ready: empty for a new network, as it is for the same one."""
    mark = home / MARK
    if home.exists() and any(home.iterdir()) and not mark.exists():
        raise SettingsError(f"--home: {home} holds something that is not a demo. Name an empty or a new folder")
    if mark.exists() and json.loads(mark.read_text()) != wanted:
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps(wanted))


def _tell(home: Path, report: Path, language: str, seconds: float) -> None:
    from fengxiang import showing, trend_lines

    settings = home / "fengxiang.toml"
    console.out.print()
    trend_lines.trends(home / "warehouse" / "warehouse.duckdb", Week.parse(report.parent.name), 10, False, language)
    showing.lines([
        f"report     {report}",
        f"mailbox    {home / 'mailbox'} ({len(list((home / 'mailbox').glob('*.eml')))} mails)",
        f"warehouse  {home / 'warehouse' / 'warehouse.duckdb'}",
        f"truth      {home / 'truth.json'} (what was planted)",
        f"took       {seconds:.0f} s",
        "",
        "Open the report in a browser. Then try:",
        f"  .venv/bin/fengxiang doctor --settings {settings}",
        f"  .venv/bin/fengxiang trends --settings {settings} --week {report.parent.name}",
    ])  # fmt: skip
