"""How results look on a terminal. Text from posts is made harmless before it is printed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract.crawl_run import CrawlRun
from contract.errors import FengxiangError
from fengxiang.console import err, harmless, out

if TYPE_CHECKING:
    from crawlers.importers import Imported, ImportResult
    from warehouse.detect import DetectResult

FAULTS_SHOWN = 8
HELD = """
SELECT dt, scope, reasons, missing FROM quality_daily
WHERE dt BETWEEN $first AND $last AND (status <> 'ok' OR len(missing) > 0) ORDER BY dt, scope
"""


def lines(texts: Iterable[str]) -> None:
    """Plain lines."""
    for text in texts:
        out.print(harmless(text), markup=False)


def crawl_runs(runs: Sequence[CrawlRun]) -> None:
    """What a crawl saw, and everything it did not see."""
    for platform in sorted({run.platform for run in runs}):
        own = [run for run in runs if run.platform == platform]
        outcomes = Counter(run.outcome for run in own)
        told = ", ".join(f"{n} {outcome}" for outcome, n in outcomes.most_common())
        pages, landed, rejected = (sum(getattr(r, k) for r in own) for k in ("pages", "landed", "rejected"))
        err.print(
            f"  {platform}: {pages:,} pages, {landed:,} posts, {rejected:,} rejected; queries: {told}", markup=False
        )
    faults = Counter(
        (run.platform, run.outcome, run.detail) for run in runs if run.detail and run.outcome != "saturated"
    )
    for (platform, outcome, detail), n in faults.most_common(FAULTS_SHOWN):
        err.print(f"  {platform}: {outcome} ({n}x): {harmless(detail or '')}", style="yellow", markup=False)
    if len(faults) > FAULTS_SHOWN:
        err.print(f"  ... and {len(faults) - FAULTS_SHOWN} more; `fengxiang doctor` lists them", style="yellow")


def vintage(judged: "DetectResult") -> None:
    """Where it could not be recorded what was known of the last day, why, and how it can be."""
    if judged.recorded is not False:
        return
    day = judged.through
    err.print(
        f"  what was known of {day} is not recorded: some of the posts came after its cutoff, 9:00 Beijing time the "
        f"morning after; `fengxiang backfill --from {day} --to {day}` builds and records it from what was known then",
        style="yellow", markup=False,
    )  # fmt: skip


def imports(imported: "Imported") -> None:
    """What an import took, what it refused and why, and what it passed over."""
    for r in imported.results:
        err.print(
            f"  {harmless(r.file)}: {r.rows:,} rows, {r.landed:,} landed, {r.rejected:,} rejected; "
            f"read as {', '.join(r.shapes) or 'Post columns'} ({r.run})",
            markup=False,
        )
        for line in _about_import(r):
            err.print(f"    {harmless(line)}", style="yellow", markup=False)
    for skipped in imported.skipped:
        err.print(f"  {harmless(skipped.name)}: passed over: {harmless(skipped.reason)}", style="yellow", markup=False)
    if any(r.rejected for r in imported.results):
        err.print("  rejected rows are kept whole, with the reason, in landing/rejected/", style="yellow")
    if imported.results:
        err.print("  next: fengxiang run --no-crawl", markup=False)


def _about_import(r: "ImportResult") -> Iterator[str]:
    for reason, n in sorted(r.reasons.items(), key=lambda told: (-told[1], told[0]))[:FAULTS_SHOWN]:
        yield f"{n:,} rejected: {reason}"
    if len(r.reasons) > FAULTS_SHOWN:
        yield f"... and {len(r.reasons) - FAULTS_SHOWN} more reasons, in landing/imports/{r.run}.json"
    if r.unknown_columns:
        yield f"columns that were not read: {' '.join(r.unknown_columns)}"
    for name, why in r.skipped.items():
        yield f"{name} passed over: {why}"


def held_back(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Rows of quality_daily that are held back (or lack a platform), a line a scope."""
    told: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for r in rows:
        told.setdefault((r["scope"], tuple(r["reasons"]), tuple(r["missing"])), []).append(str(r["dt"]))
    return [
        f"insufficient data: {scope} on {', '.join(days)} ({', '.join(reasons)}"
        + (f"; missing: {', '.join(missing)})" if missing else ")")
        for (scope, reasons, missing), days in told.items()
    ]


def asked(warehouse: Path, sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
    """Rows of a query on the published file; FengxiangError where there is none, or an older one."""
    if not warehouse.is_file():
        raise FengxiangError(
            f"there is no published warehouse at {warehouse} yet. Run `fengxiang run` (or `fengxiang demo`) first"
        )
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            found = connection.execute(sql, parameters)
        except (duckdb.CatalogException, duckdb.BinderException):
            raise FengxiangError(
                f"{warehouse} is of an earlier version and lacks a table or a column. Run `fengxiang rebuild` once"
            ) from None
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
