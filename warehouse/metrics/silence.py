"""The share of a platform's usual posts that is missing: a feed that fell silent, whoever is to blame.

Counted against what the platform brings on usual days, not what the crawl's record lets expect: a crawl that failed
and says so is as silent as one that does not know (quality_daily.sql tells which of the two it is).
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np

from contract.findings import ALL_PLATFORMS
from warehouse.alert_rules import Rule
from warehouse.watched import Watched

_ROWS = """
SELECT scope, (dt - $first::DATE)::BIGINT AS day, coalesce(observed, 0) AS observed,
    coalesce(usual, 0) AS usual, list_contains(reasons, 'short_history') AS young
FROM quality_daily WHERE dt BETWEEN $first AND $last AND scope <> $all ORDER BY scope, day
"""
_SURE = 1.645  # standard errors of a Poisson count: 95 % one-sided
_LEAST = 10.0  # posts of a usual day, below which a day without any says nothing


def watched(con: duckdb.DuckDBPyConnection, rule: Rule, first: date, last: date) -> Iterator[Watched]:
    """Of every platform that was judged at all; the arrays hold the days `first`..`last`."""
    rows = con.execute(_ROWS, {"first": first, "last": last, "all": ALL_PLATFORMS}).fetchnumpy()
    days = (last - first).days + 1
    for scope in sorted(set(rows["scope"])):
        mine = rows["scope"] == scope
        observed, usual = np.zeros(days), np.zeros(days)
        place = rows["day"][mine]
        observed[place], usual[place] = rows["observed"][mine], np.where(rows["young"][mine], 0, rows["usual"][mine])
        yield _of(rule, str(scope), observed, usual)


def _of(rule: Rule, scope: str, observed: np.ndarray, usual: np.ndarray) -> Watched:
    known = usual >= _LEAST
    below = np.where(known, usual, 1.0)
    missing = np.clip(1 - observed / below, 0, 1)
    error = _SURE * np.sqrt(observed + 1)
    low = np.where(known, 1 - (observed + error) / below, -np.inf)
    nothing = np.zeros(len(observed))
    return Watched(
        rule=rule, scope=scope, theme="", aspect="", detail="", size=low, low=np.clip(low, -1, 1),
        high=np.clip(1 - np.maximum(observed - error, 0) / below, 0, 1), shown=missing,
        days=np.ones(len(observed), np.int64), settled=missing, baseline=nothing, authors=nothing,
        posts=observed, known=known,
    )  # fmt: skip
