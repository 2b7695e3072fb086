"""How results look on a terminal. Text from posts is made harmless before it is printed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from contract.clock import Week
from contract.crawl_run import CrawlRun
from contract.errors import FengxiangError
from fengxiang.console import err, harmless, out

if TYPE_CHECKING:
    from crawlers.importers import Imported, ImportResult
    from warehouse.detect import DetectResult

FAULTS_SHOWN = 8
MEMBERS_SHOWN = 3  # of a topic, behind its name
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# One row a topic, told by the subject that gives its name; what is of no topic stands for itself.
TRENDS = """
WITH latest AS (
    SELECT *, max(score) OVER (PARTITION BY subject_kind, subject) AS highest
    FROM trend WHERE dt BETWEEN $first AND $last AND part_of IS NULL AND scope = 'all'
    QUALIFY row_number() OVER (PARTITION BY subject_kind, subject ORDER BY dt DESC) = 1
), merged AS (
    SELECT topic_id, arg_max(merged_into, dt) AS into_id FROM topic_daily WHERE dt BETWEEN $first AND $last
    GROUP BY topic_id HAVING max(dt) FILTER (members = 0) > coalesce(max(dt) FILTER (members > 0), '0001-01-01')
), told AS (
    SELECT l.*, coalesce(g.into_id, m.topic_id) AS topic_id, m.rank, g.into_id IS NOT NULL AS was_merged,
        d.name AS topic, d.name_kind AS topic_kind, d.rise_week, d.first_day,
        d.authors AS topic_authors
    FROM latest l LEFT JOIN topic_member m USING (dt, scope, subject_kind, subject)
    LEFT JOIN topic_daily d USING (dt, scope, topic_id) LEFT JOIN merged g ON g.topic_id = m.topic_id
), made_of AS (
    SELECT dt, topic_id, list(subject ORDER BY rank) AS members
    FROM topic_member WHERE dt BETWEEN $first AND $last AND scope = 'all' GROUP BY ALL
)
SELECT subject, subject_kind, scope, verdict, phase, ratio, ratio_low, ratio_high, authors, posts, since, dt,
       first_platform, platforms, reasons, score, flood_score,
       topic_id, topic, topic_kind, topic_authors, first_day, rise_week, members
FROM told LEFT JOIN made_of USING (dt, topic_id)
QUALIFY row_number() OVER (PARTITION BY coalesce(topic_id, concat_ws(' ', subject_kind, subject))
    ORDER BY was_merged, dt DESC, rank) = 1
ORDER BY verdict = 'organic' DESC,
    max(highest) OVER (PARTITION BY coalesce(topic_id, concat_ws(' ', subject_kind, subject))) DESC, subject
LIMIT $limit
"""

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


def trends(warehouse: Path, week: Week, limit: int, as_json: bool) -> None:
    """A week's trends as a table or as JSON."""
    window = {"first": week.window.first, "last": week.window.last}
    rows = _rows(warehouse, TRENDS, {**window, "limit": limit})
    held = _rows(warehouse, HELD, window)
    if as_json:
        print(json.dumps({"week": str(week), "trends": rows, "held_back": held}, ensure_ascii=False, default=str))
        return
    lines(held_back(held))
    if not rows:
        out.print(f"no trends in {week}. Either nothing rose, or there is too little history: `fengxiang doctor` tells")
        return
    table = Table(title=f"Trends of {week}", title_justify="left")
    for name in ("subject", "kind", "verdict", "phase", "ratio", "authors", "since", "first on"):
        wide = {"subject": 20, "since": 10}.get(name)
        table.add_column(name, justify="right" if name in ("ratio", "authors") else "left", min_width=wide)
    for r in rows:
        table.add_row(*_cells(r))
    out.print(table)


def _cells(r: dict[str, Any]) -> tuple[str, ...]:
    ratio = f"{r['ratio']:.1f} ({r['ratio_low']:.1f}-{r['ratio_high']:.1f})" if r["ratio"] is not None else ""
    return (
        harmless(_named(r)).replace("[", r"\["),
        r["topic_kind"] or r["subject_kind"],
        r["verdict"],
        r["phase"],
        ratio,
        f"{r['topic_authors'] or r['authors']:,}",
        f"{r['first_day'] or r['since']} {_rise_week(r['rise_week'])}".rstrip(),
        r["first_platform"] or "",
    )


def _named(r: dict[str, Any]) -> str:
    """A topic's name with its other subjects in brackets."""
    if not r["topic"]:
        return str(r["subject"])
    others = [subject for subject in dict.fromkeys(r["members"] or []) if subject != r["topic"]]
    more = f" and {len(others) - MEMBERS_SHOWN} more" if len(others) > MEMBERS_SHOWN else ""
    return f"{r['topic']} ({', '.join(others[:MEMBERS_SHOWN])}{more})" if others else str(r["topic"])


def _rise_week(number: int | None) -> str:
    if number is None:
        return ""
    return f"{_ORDINALS[number - 1]} week" if number <= len(_ORDINALS) else f"week {number}"


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


def _rows(warehouse: Path, sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
    if not warehouse.is_file():
        raise FengxiangError(
            f"there is no published warehouse at {warehouse} yet. Run `fengxiang run` (or `fengxiang demo`) first"
        )
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            found = connection.execute(sql, parameters)
        except duckdb.CatalogException:
            raise FengxiangError(
                f"{warehouse} is of an earlier version and lacks a table. Run `fengxiang rebuild` once"
            ) from None
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
