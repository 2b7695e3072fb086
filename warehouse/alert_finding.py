"""Alerts: every rule's metric walked day by day, from what was known before to what is known at the end.

A day that is over is judged whole. Of the day under way, only the looks within the day are known; it is judged again
when it is over.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import duckdb
import pyarrow as pa

from contract.findings import AlertStatus
from warehouse.alert_families import Actions, Key, walk
from warehouse.alert_rules import Rule
from warehouse.alert_rules import rules as known_rules
from warehouse.alert_states import Day, Row, State
from warehouse.gate import Held
from warehouse.watched import BEFORE, Watched, unspoken

_LAST_ROWS = """
WITH told AS (
    SELECT alert_id, arg_max(value, step) AS told, max(dt) AS told_on FROM alert
    WHERE dt < $first AND status IN ('open', 'escalated') GROUP BY alert_id
)
SELECT t.told, t.told_on, a.* FROM alert a JOIN told t USING (alert_id) WHERE a.dt < $first
QUALIFY row_number() OVER (PARTITION BY rule, scope, theme, aspect, detail ORDER BY opened DESC, step DESC) = 1
"""
_ACTIONS = """
SELECT alert_id, make_timestamp(epoch_us(acted_at) + 28800000000)::DATE AS dt, action, actor, step
FROM staging.given_alert_action ORDER BY acted_at, alert_id, action
"""


def find(
    con: duckdb.DuckDBPyConnection,
    first: date,
    through: date,
    rules: Sequence[Rule],
    held: Held = frozenset(),
    under_way: date | None = None,
) -> None:
    """Put the alert changes of the days `first`..`through`, and of the one `under_way`, into `staging.found_alert`.

    Where `through` is before `first`, only the day under way is looked at. Days held back change no alert.
    """
    found = changes(con, first, through, rules, held, under_way)
    if found:
        con.register("found_rows", pa.Table.from_pylist(found))
        con.execute("INSERT INTO staging.found_alert BY NAME FROM found_rows")
        con.unregister("found_rows")


def changes(
    con: duckdb.DuckDBPyConnection,
    first: date,
    through: date,
    rules: Sequence[Rule],
    held: Held = frozenset(),
    under_way: date | None = None,
) -> list[Row]:
    """The rows that `find` hands over."""
    last = under_way or through
    origin = first - timedelta(days=BEFORE)
    days = [Day(BEFORE + i, first + timedelta(days=i)) for i in range((through - first).days + 1)]
    days += [Day((under_way - origin).days, under_way, over=False)] if under_way else []
    if not days:
        return []
    states, actions = _states(con, first), _actions(con)
    spoken = list(_all_watched(con, rules, origin, last))
    # a rule whose file is gone has no life to go on with
    standing = {key for key, state in states.items() if state.status != AlertStatus.CLOSED and key[0] in known_rules()}
    silent = [unspoken(key, (last - origin).days + 1) for key in sorted(standing - {told.key for told in spoken})]
    families: dict[tuple[str, str], list[Watched]] = {}
    for told in spoken + silent:
        of = told.scope if told.rule.subjects == "platform" else ""
        families.setdefault((told.theme, of), []).append(told)
    return [row for name in sorted(families) for row in walk(families[name], states, days, held, actions)]


def _all_watched(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], origin: date, last: date) -> Iterator[Watched]:
    for rule in rules:
        yield from import_module(f"warehouse.metrics.{rule.metric}").watched(con, rule, origin, last)


def _states(con: duckdb.DuckDBPyConnection, first: date) -> dict[Key, State]:
    asked = con.execute(_LAST_ROWS, {"first": first})
    names = [name for name, *_ in asked.description or []][2:]
    found: dict[Key, State] = {}
    for told, told_on, *values in asked.fetchall():
        row: dict[str, Any] = dict(zip(names, values, strict=True))
        found[row["rule"], row["scope"], row["theme"], row["aspect"], row["detail"]] = State(row, told, told_on)
    return found


def _actions(con: duckdb.DuckDBPyConnection) -> Actions:
    found: dict[tuple[str, date], list[tuple[str, str, int]]] = {}
    for alert, day, action, actor, step in con.execute(_ACTIONS).fetchall():
        found.setdefault((alert, day), []).append((action, actor, step))
    return found
