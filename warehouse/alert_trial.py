"""What a rule would have told in the past, with other thresholds: asked of a published warehouse, left as it is."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from contract.errors import SettingsError
from warehouse import alert_finding, inputs
from warehouse.alert_rules import Rule, rules
from warehouse.database import Engine, connect
from warehouse.gate import Held

_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'published' AND schema_name = 'main'"
_HELD = "SELECT dt, scope FROM quality_daily WHERE status = 'insufficient' AND dt BETWEEN $first AND $last"

# Themes' part of a private table that is not published (subject_source_daily.sql)
_THEME_SOURCES = """
CREATE VIEW private.subject_source_daily AS
WITH said AS (
    SELECT dt, platform, queries, unnest(list_distinct(themes)) AS subject FROM published.main.post
    WHERE organic AND len(queries) > 0
)
SELECT dt, platform, query, 'theme' AS subject_kind, subject, round(sum(share), 6) AS posts
FROM (SELECT dt, platform, subject, unnest(queries) AS query, 1 / len(queries) AS share FROM said) GROUP BY ALL
"""


def trial(warehouse: Path, rule: str, changes: Mapping[str, Any], first: date, last: date) -> list[dict[str, Any]]:
    """Rows of `alert` that the rule alone, with these thresholds, would have had on the days `first`..`last`.

    As if nothing had been open on the first day. SettingsError for an unknown rule or threshold.
    """
    if rule not in rules():
        raise SettingsError(f"there is no rule {rule!r}; there are {' '.join(rules())}")
    return _changes(warehouse, rules()[rule].changed(**changes), first, last)


def _changes(warehouse: Path, rule: Rule, first: date, last: date) -> list[dict[str, Any]]:
    with connect(":memory:", Engine()) as con:
        con.execute("CREATE SCHEMA private")
        con.execute(f"ATTACH '{_quoted(warehouse)}' AS published (READ_ONLY)")
        inputs.load_constants(con, inputs.no_names("theme"))
        inputs.clear_findings(con)
        for (table,) in con.execute(_TABLES).fetchall():
            nothing = " LIMIT 0" if table == "alert" else ""
            con.execute(f'CREATE VIEW main."{table}" AS FROM published.main."{table}"{nothing}')
        con.execute(_THEME_SOURCES)
        held: Held = frozenset(con.execute(_HELD, {"first": first, "last": last}).fetchall())
        return alert_finding.changes(con, first, last, [rule], held)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
