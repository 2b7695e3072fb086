"""Which themes a platform speaks of more than the others do, and what a theme means to each platform's users."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from reports.page import Page
from reports.pictures import share_bar
from reports.published import Row
from reports.section import Context, Rows

TITLE = {"zh": "平台差异", "en": "Platforms compared"}
ORDER = 60
FEW = 20  # organic posts of a platform below which nothing is said
CLEAR = 3.0  # standard errors between two platforms' shares before the difference is told
WIDE = 0.10  # and at least this many share points
MOST = 5  # themes whose second themes are told

QUERIES = {
    "themes": """
WITH whole AS (
  SELECT platform, sum(organic_posts)::BIGINT AS n FROM volume_daily WHERE dt BETWEEN $first AND $last GROUP BY ALL
),
said AS (
  SELECT theme, platform, sum(organic_posts)::BIGINT AS k FROM theme_daily
  WHERE dt BETWEEN $first AND $last GROUP BY ALL
)
SELECT t.theme, w.platform, coalesce(s.k, 0) AS k, w.n, coalesce(s.k, 0) / w.n AS share,
  (sum(s.k) OVER each_theme - coalesce(s.k, 0)) / nullif(sum(w.n) OVER each_theme - w.n, 0) AS share_elsewhere,
  share / share_elsewhere AS lift, sum(s.k) OVER each_theme AS everywhere
FROM (SELECT DISTINCT theme FROM said) t CROSS JOIN whole w LEFT JOIN said s USING (theme, platform)
WHERE w.n >= 20
WINDOW each_theme AS (PARTITION BY t.theme)
ORDER BY everywhere DESC, t.theme, w.n DESC, w.platform""",
    "pairs": """
WITH said AS (
  SELECT platform, unnest(themes) AS theme, themes FROM post
  WHERE dt BETWEEN $first AND $last AND organic AND len(themes) > 0
),
whole AS (SELECT theme, platform, count(*) AS n FROM said GROUP BY ALL HAVING n >= 20),
pair AS (
  SELECT theme, second, platform, count(*) AS k
  FROM (SELECT theme, platform, unnest(themes) AS second FROM said) WHERE second <> theme GROUP BY ALL
)
SELECT w.theme, s.second, w.platform, w.n, coalesce(p.k, 0) AS k, coalesce(p.k, 0) / w.n AS share
FROM whole w JOIN (SELECT DISTINCT theme, second FROM pair) s USING (theme)
LEFT JOIN pair p ON p.theme = w.theme AND p.second = s.second AND p.platform = w.platform
ORDER BY w.theme, s.second, share DESC, w.platform""",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """How far apart two platforms are in speaking of `second` when they speak of `theme`."""

    theme: str
    second: str
    lines: list[Row]
    clearness: float


def build(rows: Rows, page: Page) -> Context:
    """The table of shares, and the clearest differences inside themes."""
    platforms = list(dict.fromkeys(row["platform"] for row in rows["themes"]))
    table = []
    for theme, found in groupby(rows["themes"], key=lambda row: row["theme"]):
        cells = {row["platform"]: _cell(row, page) for row in found}
        table.append({"name": page.theme(theme), "cells": [cells[platform] for platform in platforms]})
    inside = [_told(theme, found, page) for theme, found in _clearest(rows["pairs"])]
    return {"platforms": [page.platform(p) for p in platforms], "table": table, "inside": inside, "few": FEW}


def _cell(row: Row, page: Page) -> Context:
    elsewhere = row["share_elsewhere"]
    lift = row["lift"] if elsewhere else None
    spread = sqrt(max(row["share"] * (1 - row["share"]), 0) / row["n"])
    told = lift is not None and elsewhere is not None and row["share"] - elsewhere > CLEAR * spread and lift >= 1.25
    shown = page.figures.share_1(row["share"])
    return {"share": shown, "lift": page.figures.times(lift) if told else "", "over": told, "k": row["k"]}


def _clearest(rows: list[Row]) -> list[tuple[str, list[Difference]]]:
    """Up to three differences a theme, the clearest themes first; a pair of themes is told once."""
    differences: defaultdict[str, list[Difference]] = defaultdict(list)
    told: set[frozenset[str]] = set()
    candidates = [_difference(list(found)) for _, found in groupby(rows, key=lambda row: (row["theme"], row["second"]))]
    for found in sorted(candidates, key=lambda d: (-d.clearness, d.theme, d.second)):
        pair = frozenset((found.theme, found.second))
        if found.clearness < CLEAR or pair in told or len(differences[found.theme]) == 3:
            continue
        told.add(pair)
        differences[found.theme].append(found)
    return [(theme, found) for theme, found in differences.items() if found][:MOST]


def _difference(lines: list[Row]) -> Difference:
    top, bottom = lines[0], lines[-1]
    gap = top["share"] - bottom["share"]
    together = (top["k"] + bottom["k"]) / (top["n"] + bottom["n"])
    error = sqrt(max(together * (1 - together), 0) * (1 / top["n"] + 1 / bottom["n"]))
    clearness = gap / error if error and gap >= WIDE else 0.0
    return Difference(top["theme"], top["second"], lines, clearness)


def _told(theme: str, differences: list[Difference], page: Page) -> Context:
    seconds = [
        {
            "name": page.theme(found.second),
            "top": page.platform(found.lines[0]["platform"]),
            "lines": [
                {
                    "platform": page.platform(line["platform"]),
                    "share": page.figures.share(line["share"]),
                    "bar": share_bar(line["share"]),
                    "n": page.figures.count(line["n"]),
                }
                for line in found.lines
            ],
        }
        for found in differences
    ]
    return {"theme": page.theme(theme), "seconds": seconds}
