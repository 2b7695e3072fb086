"""Sentiment drops: a theme's share of negative posts jumps on a platform, among enough different people.

Three days against the 28 days that end 7 days before them. The test is beta-binomial: the share's variance is the
binomial one times 1 + (n - 1) rho, rho estimated from the baseline's days, so that a theme whose mood always swings
needs a bigger jump. An alert opens where the lower end of the change's 98 % interval exceeds the set size.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from contract.findings import ALL_PLATFORMS, AlertStatus
from warehouse.detect_settings import DetectSettings
from warehouse.gate import Held
from warehouse.stretches import Floats

METRIC = "negative_share"
DAYS = 3
GAP = 7
BASELINE = 28
# The swing of a baseline is measured against the baselines of its own days: a run must look as far back as a rebuild
_BACK = 2 * (DAYS + GAP + BASELINE) + DAYS
_LEAST_BASELINE = 40  # posts in the baseline, below which nothing is said
_Z = 2.326  # 98 % interval: dozens of themes and scopes are looked at every day
_RHO_PRIOR = 0.02
_WORSE = 0.10  # an open alert escalates when the share has grown by so much more
_BACK_TO_NORMAL = 0.5  # of the change at opening: below it for three days means recovered

_POSTS = """
WITH p AS (
    SELECT dt, platform, sentiment = 'negative' AS negative, hash(coalesce(author_id, post_id)) AS voice,
        unnest(themes) AS theme
    FROM post WHERE organic AND sentiment IS NOT NULL AND len(themes) > 0 AND dt BETWEEN $first AND $last
), scoped AS (
    SELECT * FROM p UNION ALL SELECT * REPLACE ('all' AS platform) FROM p
), daily AS (
    SELECT platform AS scope, theme, dt, count(*) AS posts, count(*) FILTER (negative) AS negative
    FROM scoped GROUP BY ALL
), voices AS (
    SELECT platform AS scope, theme, day AS dt, count(DISTINCT voice) AS authors
    FROM (SELECT *, unnest([dt, dt + 1, dt + 2]) AS day FROM scoped) GROUP BY ALL
)
SELECT scope, theme, dt - $first::DATE AS day, coalesce(posts, 0) AS posts, coalesce(negative, 0) AS negative, authors
FROM voices LEFT JOIN daily USING (scope, theme, dt)
WHERE dt <= $last
ORDER BY scope, theme, day
"""


@dataclass(frozen=True, slots=True)
class Mood:
    """Daily numbers of one theme in one scope, (days,): of the last 3 days, the baseline, and the change."""

    posts: Floats
    authors: Floats
    share: Floats
    baseline: Floats
    low: Floats
    judged: Floats


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a theme's last alert."""

    status: str
    opened: date
    changed: date
    share: float
    baseline: float


def find(
    con: duckdb.DuckDBPyConnection, first: date, through: date, settings: DetectSettings, held: Held = frozenset()
) -> None:
    """Put the alert changes of the days `first`..`through` into `staging.found_alert`; none on days held back."""
    origin = first - timedelta(days=_BACK)
    rows = con.sql(_POSTS, params={"first": origin, "last": through}).to_arrow_table().to_pylist()
    days = (through - origin).days + 1
    series: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        series.setdefault((row["scope"], row["theme"]), []).append(row)
    states = _states(con, first)
    found: list[dict[str, Any]] = []
    for (scope, theme), told in series.items():
        mood = mood_of(told, days)
        found += _walk(scope, theme, mood, states.get((scope, theme)), origin, settings, held)
    if found:
        con.register("found_rows", pa.Table.from_pylist(found))
        con.execute("INSERT INTO staging.found_alert BY NAME FROM found_rows")
        con.unregister("found_rows")


def _states(con: duckdb.DuckDBPyConnection, first: date) -> dict[tuple[str, str], State]:
    rows = con.execute(
        "SELECT scope, theme, arg_max(status, dt), arg_max(opened, dt), max(dt), arg_max(negative_share, dt), "
        "arg_max(baseline_share, dt) FROM alert WHERE dt < ? GROUP BY ALL",
        [first],
    ).fetchall()
    return {(scope, theme): State(*state) for scope, theme, *state in rows}


def mood_of(rows: list[dict[str, Any]], days: int) -> Mood:
    """Rolling shares and the lower bound of their change from daily rows (day, posts, negative, authors)."""
    posts, negative, authors = (np.zeros(days) for _ in range(3))
    for row in rows:
        posts[row["day"]], negative[row["day"]] = row["posts"], row["negative"]
        authors[row["day"]] = row["authors"]
    n1, k1 = _sum(posts, DAYS, 0), _sum(negative, DAYS, 0)
    n0, k0 = _sum(posts, BASELINE, DAYS + GAP), _sum(negative, BASELINE, DAYS + GAP)
    share, baseline = (k1 + 0.5) / (n1 + 1), (k0 + 0.5) / (n0 + 1)
    rho = _rho(posts, negative, baseline)
    # a week of posts is not a week of independent posts: each side's variance grows with rho
    spread = _variance(share, n1, n1 / DAYS, rho) + _variance(baseline, n0, n0 / BASELINE, rho)
    low = share - baseline - _Z * np.sqrt(spread)
    return Mood(n1, authors, share, baseline, low, (n0 >= _LEAST_BASELINE).astype(np.float64))


def _sum(values: Floats, width: int, lag: int) -> Floats:
    total = np.concatenate([[0.0], np.cumsum(values)])
    end = np.clip(np.arange(len(values)) + 1 - lag, 0, None)
    return np.asarray(total[end] - total[np.clip(end - width, 0, None)])


def _variance(share: Floats, posts: Floats, a_day: Floats, rho: Floats) -> Floats:
    return share * (1 - share) * (1 + np.maximum(a_day - 1, 0) * rho) / np.maximum(posts, 1)


def _rho(posts: Floats, negative: Floats, baseline: Floats) -> Floats:
    """Intra-day correlation over the baseline, by moments, with a small prior; (days,)."""
    at = posts > 0
    expected = np.where(at, posts * baseline, 0.0)
    plain = np.where(at, posts * baseline * (1 - baseline), 0.0)
    beyond = _sum((negative - expected) ** 2 - plain, BASELINE, DAYS + GAP)
    scale = _sum(plain * np.maximum(posts - 1, 0), BASELINE, DAYS + GAP)
    found = np.divide(beyond, scale, out=np.zeros_like(scale), where=scale > 1e-9)
    return np.clip((found + _RHO_PRIOR) / 2, 0.0, 1.0)


def _walk(
    scope: str, theme: str, mood: Mood, state: State | None, origin: date, settings: DetectSettings, held: Held
) -> list[dict[str, Any]]:
    """Go through the days in order and note each change of the alert's state."""
    found = []
    for i in range(_BACK, len(mood.posts)):
        day = origin + timedelta(days=i)
        fresh = None if (day, scope) in held else _next(mood, i, day, state, settings)
        if fresh is not None:
            state = fresh
            found.append(_row(scope, theme, mood, i, day, fresh))
    return found


def _next(mood: Mood, i: int, day: date, state: State | None, settings: DetectSettings) -> State | None:
    """The state that a day changes to, or None if it stays."""
    enough = bool(mood.judged[i]) and mood.authors[i] >= settings.drop_authors
    share = round(float(mood.share[i]), 4)
    if state is None or state.status == AlertStatus.RECOVERED:
        rested = state is None or (day - state.opened).days >= settings.drop_quiet_days or share > state.share + _WORSE
        if enough and rested and mood.low[i] > settings.drop_change:
            return State(AlertStatus.OPEN, day, day, share, round(float(mood.baseline[i]), 4))
        return None
    if enough and (day - state.changed).days >= DAYS and share > _settled(mood, i, day, state) + _WORSE:
        return replace(state, status=AlertStatus.ESCALATED, changed=day, share=share)
    normal = state.baseline + _BACK_TO_NORMAL * (state.share - state.baseline)
    recent = slice(max(i - DAYS + 1, 0), i + 1)
    if (mood.posts[recent] > 0).all() and (mood.share[recent] < normal).all():
        return replace(state, status=AlertStatus.RECOVERED, changed=day, share=share)
    return None


def _settled(mood: Mood, i: int, day: date, state: State) -> float:
    """The share that was told, or the one two days later if that is higher: by then all 3 days lie after the jump."""
    ago = (day - state.changed).days - (DAYS - 1)
    # no further back than every run, daily or backfilled, can look
    return max(state.share, float(mood.share[i - ago])) if ago <= BASELINE else state.share


def _row(scope: str, theme: str, mood: Mood, i: int, day: date, state: State) -> dict[str, Any]:
    name = f"{METRIC}/{scope}/{theme}/{state.opened:%Y-%m-%d}"
    share = round(float(mood.share[i]), 4)
    return {
        "alert_id": hashlib.sha256(name.encode()).hexdigest()[:16],
        "dt": day,
        "scope": scope,
        "theme": theme,
        "metric": METRIC,
        "status": str(state.status),
        "negative_share": share,
        "baseline_share": state.baseline,
        "change": round(share - state.baseline, 4),
        "change_low": round(float(mood.low[i]), 4),
        "authors": int(mood.authors[i]),
        "posts": int(mood.posts[i]),
        "opened": state.opened,
    }


__all__ = ["ALL_PLATFORMS", "METRIC", "Mood", "State", "find", "mood_of"]
