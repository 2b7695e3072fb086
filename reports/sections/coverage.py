"""What the report could not see: failed crawls, saturated queries, rejected entries. Silence here would be a lie."""

from collections import Counter

from contract.findings import OVER
from reports.alert_story import STATES
from reports.insufficient import HELD_BACK, on_all, stretches
from reports.page import Page
from reports.published import Row
from reports.quoting import quote
from reports.section import Context, Rows

TITLE = {"zh": "覆盖与缺失", "en": "Coverage and what is missing"}
ORDER = 70
WHOLE = 0.95  # exposure from which a day counts as seen whole

FAILURES = """
SELECT dt, platform, count(*) AS failed_queries, avg(exposure) AS exposure, list(query ORDER BY query) AS queries,
  list(outcome ORDER BY query) AS outcomes, list(detail ORDER BY query) AS details
FROM coverage_daily WHERE dt BETWEEN $first AND $last AND failed GROUP BY ALL ORDER BY dt, platform"""

QUERIES = {
    "held": HELD_BACK,
    "silent": STATES
    + """
FROM state WHERE metric = 'silence' AND (dt >= $first OR status NOT IN ('recovered', 'closed'))
ORDER BY opened, scope, alert_id""",
    "days": """
SELECT platform, dt, avg(exposure) AS exposure, bool_or(failed) AS failed, bool_or(saturated) AS saturated
FROM coverage_daily WHERE dt BETWEEN $first AND $last GROUP BY ALL ORDER BY platform, dt""",
    "failures": FAILURES,
    "saturated": """
SELECT platform, query, count(*) AS days, avg(exposure) AS exposure FROM coverage_daily
WHERE dt BETWEEN $first AND $last AND saturated GROUP BY ALL ORDER BY days DESC, exposure, platform, query""",
    "platforms": """
SELECT platform, sum(pages)::BIGINT AS pages, sum(entries)::BIGINT AS entries, sum(landed)::BIGINT AS landed,
  sum(rejected)::BIGINT AS rejected, count(DISTINCT query) AS queries
FROM coverage_daily WHERE dt BETWEEN $first AND $last GROUP BY ALL ORDER BY platform""",
    "volumes": """
SELECT platform, sum(posts)::BIGINT AS posts, sum(organic_posts)::BIGINT AS organic_posts,
  sum(duplicates)::BIGINT AS duplicates, sum(ads)::BIGINT AS ads, count(*) FILTER (posts > 0) AS days
FROM volume_daily WHERE dt BETWEEN $first AND $last GROUP BY ALL ORDER BY platform""",
}


def build(rows: Rows, page: Page) -> Context:
    """Failures in words, a grid of days, queries that were cut off, counts a platform."""
    figures = page.figures
    saturated = [
        {
            "platform": page.platform(row["platform"]),
            "query": quote(row["query"], 80),
            "days": figures.count(row["days"]),
            "exposure": figures.share(row["exposure"]),
        }
        for row in rows["saturated"]
    ]
    days = [{"day": figures.day(day), "weekday": figures.weekday(day)} for day in page.week.window.days()]
    return {
        "silent": _silent(rows["silent"], page),
        "held": stretches(rows["held"], page),
        "held_all": on_all(rows["held"], page),
        "days": days,
        "grid": _grid(rows["days"], page),
        "failures": failures_of(rows["failures"], page),
        "saturated": saturated[:20],
        "saturated_hidden": figures.rows(rows["saturated"][20:]) if saturated[20:] else "",
        "counts": _counts(rows, page),
        "imported": bool(rows["volumes"]) and not rows["days"],
    }


def _silent(rows: list[Row], page: Page) -> list[str]:
    """A sentence for each platform that fell silent."""
    lines = []
    for row in rows:
        told = {"platform": page.platform(row["scope"]), "day": page.figures.named_day(row["opened"]),
                "status": page.words.code("status", row["status"])}  # fmt: skip
        if row["status"] in OVER:
            lines.append(page.words("coverage.silent_over", **told))
        else:
            lines.append(page.words("coverage.silent_line", missing=page.figures.share(row["value"]), **told))
    return lines


def failures_of(rows: list[Row], page: Page) -> list[Context]:
    """One entry a day and platform: when, where, which queries, how much was seen, and what went wrong."""
    failures = []
    for row in rows:
        details = dict.fromkeys(quote(detail, 120) for detail in row["details"] if detail)
        outcomes = Counter(outcome for outcome in row["outcomes"] if outcome)
        failures.append(
            {
                "day": page.figures.named_day(row["dt"]),
                "platform": page.platform(row["platform"]),
                "queries": page.words.listed(quote(query, 60) for query in row["queries"]),
                "count": page.words.counted(
                    "unit.queries", row["failed_queries"], page.figures.count(row["failed_queries"])
                ),
                "seen": "" if row["exposure"] is None else page.figures.share(row["exposure"]),
                "outcomes": page.words.listed(page.words.code("outcome", o) for o, _ in outcomes.most_common()),
                "details": list(details)[:3],
            }
        )
    return failures


def _grid(rows: list[Row], page: Page) -> list[Context]:
    seen = {(row["platform"], row["dt"]): row for row in rows}
    grid = []
    for platform in dict.fromkeys(row["platform"] for row in rows):
        cells = [_cell(seen.get((platform, day)), page) for day in page.week.window.days()]
        grid.append({"platform": page.platform(platform), "cells": cells})
    return grid


def _cell(row: Row | None, page: Page) -> Context:
    if row is None:
        return {"state": "none", "word": page.words.code("coverage_state", "none"), "exposure": "–"}
    states = {"failed": row["failed"], "saturated": row["saturated"], "partial": (row["exposure"] or 0) < WHOLE}
    state = next((name for name, holds in states.items() if holds), "whole")
    word = page.words.code("coverage_state", state)
    return {"state": state, "word": word, "exposure": page.figures.share(row["exposure"])}


def _counts(rows: Rows, page: Page) -> list[Context]:
    crawled = {row["platform"]: row for row in rows["platforms"]}
    volumes = {row["platform"]: row for row in rows["volumes"]}
    columns = {"posts": volumes, "organic_posts": volumes, "duplicates": volumes, "ads": volumes,
               "queries": crawled, "pages": crawled, "rejected": crawled}  # fmt: skip
    return [
        {
            "platform": page.platform(platform),
            **{name: page.figures.count(table.get(platform, {}).get(name)) for name, table in columns.items()},
        }
        for platform in sorted(crawled.keys() | volumes.keys())
    ]
