"""`fengxiang doctor`: looks at everything a run depends on and says what to do about what is wrong.

It asks nobody outside this machine except the mail server and the bucket of the settings, and changes nothing.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from contract.crawl_run import UNSEEN
from contract.errors import FengxiangError
from fengxiang import home as place
from fengxiang import showing
from fengxiang.console import harmless, out
from fengxiang.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MARKS = {"ok": "[green]✓[/green]", "warn": "[yellow]![/yellow]", "fail": "[red]✗[/red]"}
LOW_DISK = 2 << 30  # bytes
STALE = timedelta(days=2)
RECENT_RUNS = 20  # run records looked at, a platform
WAYS_OUT = {
    "login_wall": "Set FENGXIANG_FEEDS__<PLATFORM>__COOKIE to your own, or base_url to a gateway (docs/platforms.md)",
    "captcha": "Crawl less often ([crawl] delay), or set base_url to a licensed gateway",
    "blocked": "Crawl less often ([crawl] delay), or set base_url to a licensed gateway",
    "rate_limited": "Crawl less often: raise [crawl] delay, or ask fewer queries",
    "forbidden": "Ask the platform for access, or take the posts in through a gateway, RSSHub or `fengxiang import`",
    "changed_shape": "The pages under landing/rejected show what the platform answers now",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `status` is ok, warn or fail."""

    status: str
    subject: str
    text: str


def show(settings: Settings, as_json: bool) -> int:
    """Print all findings; the exit code: 0, or 1 if something failed."""
    findings = [f for look in LOOKS for f in _safely(look, settings)]
    if as_json:
        print(json.dumps([asdict(f) for f in findings], ensure_ascii=False))
    else:
        for f in findings:
            text = harmless(f.text).replace("[", r"\[")
            out.print(f"{MARKS[f.status]} {f.subject:<11} {text}")
    return int(any(f.status == "fail" for f in findings))


def _safely(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from look(settings)
    except (FengxiangError, OSError) as fault:
        yield Finding("fail", look.__name__.strip("_"), str(fault))


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    existing = next(p for p in (home, *home.resolve().parents) if p.exists())
    free = shutil.disk_usage(existing).free
    yield Finding("ok", "home", f"{home}" + ("" if home.exists() else " (made by the first run)"))
    if free < LOW_DISK:
        yield Finding("warn", "disk", f"{free / 2**30:.1f} GiB left; make room before the next run")
    else:
        yield Finding("ok", "disk", f"{free / 2**30:.0f} GiB free")
    if not settings.salt.get_secret_value() and not (home / "secret" / "salt").exists():
        yield Finding("ok", "salt", "none yet; the first run makes one under home/secret. Or set FENGXIANG_SALT")


def _themes(settings: Settings) -> Iterator[Finding]:
    from fengxiang.reading import lexicon

    known = {theme.id for theme in lexicon(settings.watch.lexicons)}
    yield Finding("ok", "themes", f"{len(known)}: {' '.join(sorted(known))}")
    for name in settings.watch.themes:
        if name not in known:
            yield Finding("fail", "themes", f"[watch] themes: there is no theme {name}. Take it out or write its file")


def _feeds(settings: Settings) -> Iterator[Finding]:
    from fengxiang.crawling import jobs

    if not settings.feeds:
        yield Finding("warn", "feeds", "none set; posts come in by `fengxiang import` only. docs/settings.md shows how")
        return
    for job in jobs(settings, [datetime.now(UTC)]):
        subjects = len(job.queries) + len(job.feeds) + job.hot_list
        yield Finding("ok", "feeds", f"{job.platform}: {subjects} queries and lists, up to {job.max_pages} pages each")


def _crawls(settings: Settings) -> Iterator[Finding]:
    for folder in sorted(p for p in (place.landing(settings.home) / "runs").glob("*") if p.is_dir()):
        records = sorted(folder.glob("*.jsonl"))[-RECENT_RUNS:]
        rows = [json.loads(line) for record in records for line in record.read_text("utf-8").splitlines()]
        outcomes = Counter(row["outcome"] for row in rows)
        bad = Counter({outcome: n for outcome, n in outcomes.items() if outcome in UNSEEN})
        told = [f"{n} {outcome}" for outcome, n in outcomes.most_common()]
        counts = ", ".join(f"{sum(row[name] for row in rows)} {name}" for name in ("landed", "rejected", "retries"))
        text = f"{folder.name}: last {len(records)} runs: {', '.join(told) or 'nothing asked'}; {counts}"
        yield Finding("warn" if bad else "ok", "crawls", text)
        for (outcome, detail), n in Counter(
            (r["outcome"], r["detail"]) for r in rows if r["outcome"] in bad
        ).most_common(3):
            yield Finding(
                "warn", "crawls", f"{folder.name}: {n}x {outcome}: {detail}. {WAYS_OUT.get(outcome, '')}".strip()
            )
    for path in sorted((place.landing(settings.home) / ".open").glob("*/*.sqlite")):
        yield Finding(
            "warn", "crawls", f"{path.stem} was interrupted; the next crawl of {path.parent.name} goes on or ends it"
        )


def _lake(settings: Settings) -> Iterator[Finding]:
    from fengxiang.storage_choice import lake_of
    from warehouse.lake import partitions

    known = partitions(lake_of(settings))
    size, files = sum(p.size for p in known), sum(len(p.files) for p in known)
    lies = settings.storage.url or "home"
    if settings.storage.url and (settings.home / "lake").exists():
        yield Finding("warn", "lake", "home/lake is not looked at any more: copy it to the bucket, or move it away")
    yield Finding("ok", "lake", f"{lies}: {len(known):,} partitions of posts, {files:,} files, {size / 1e6:,.1f} MB")


def _warehouse(settings: Settings) -> Iterator[Finding]:
    file = place.published(settings.home)
    if not file.exists():
        yield Finding("warn", "warehouse", "none published yet; `fengxiang run` makes it")
        return
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        posts, last = connection.execute("SELECT count(*), max(dt) FROM post").fetchall()[0]
        failing = connection.execute("SELECT name, table_name, detail FROM check_result WHERE NOT ok").fetchall()
        held = _held(connection)
    age = datetime.now(UTC) - datetime.fromtimestamp(file.stat().st_mtime, UTC)
    status = "warn" if age > STALE else "ok"
    yield Finding(
        status, "warehouse", f"{posts:,} posts up to {last}, published {age.total_seconds() / 3600:.0f} h ago"
    )
    for name, table, detail in failing:
        yield Finding("warn", "checks", f"{table}: {name}: {detail}")
    for line in held:
        yield Finding("warn", "data", f"{line}; no trends or alerts there. docs/quality.md tells what to do")


def _held(connection: "DuckDBPyConnection") -> list[str]:
    """What is held back on the last day that was judged; nothing if the file is older than the gate."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'quality_daily'").fetchall():
        return []
    sql = (
        "SELECT dt, scope, reasons, missing FROM quality_daily WHERE dt = (SELECT max(dt) FROM quality_daily) "
        "AND status <> 'ok' ORDER BY scope"
    )
    names = ("dt", "scope", "reasons", "missing")
    return showing.held_back(dict(zip(names, row, strict=True)) for row in connection.execute(sql).fetchall())


def _mail(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    for name, chat in settings.chats.items():
        if not chat.url.get_secret_value():
            variable = f"FENGXIANG_CHATS__{name.upper()}__URL"
            yield Finding("fail", "chats", f"[chats.{name}] has no address; set {variable} in the environment")
    people = {*mail.recipients, *mail.ops, *(one.to for one in settings.subscribers if one.to)}
    if not mail.host or not people:
        missing = "host" if not mail.host else "recipients"
        yield Finding(
            "warn", "mail", f"[mail] {missing} is not set; mail is written to {settings.home / 'outbox'} instead"
        )
        return
    from fengxiang.reporting import server_of
    from reports.smtp import Unavailable, session

    server = server_of(settings)
    if server is None:
        return
    try:
        with session(server):
            pass
    except Unavailable as fault:
        yield Finding("fail", "mail", f"{mail.host}:{mail.port}: {fault}. Check [mail] host, port, security")
    else:
        yield Finding("ok", "mail", f"{mail.host}:{mail.port} answers; {len(people)} recipients")


def _tools(settings: Settings) -> Iterator[Finding]:
    del settings
    names = ("duckdb", "pyarrow", "scrapy", "jieba")
    from importlib.metadata import version

    yield Finding("ok", "versions", ", ".join(f"{name} {version(name)}" for name in ("fengxiang", *names)))


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _tools,
    _home,
    _themes,
    _feeds,
    _crawls,
    _lake,
    _warehouse,
    _mail,
)
