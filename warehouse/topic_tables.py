"""The tables of topics: what a run puts into them, and what the next one remembers from them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from contract.findings import ALL_PLATFORMS
from warehouse.sql_files import SqlFile, sql_files
from warehouse.topic_groups import Subject
from warehouse.topic_tracks import QUIET, Topic, Tracks

_LISTED = "topic"  # one row a topic, made whole from topic_daily
_SCHEMA = pa.schema(
    [
        ("flag", pa.int64()), ("dt", pa.date32()), ("scope", pa.string()), ("topic_id", pa.string()),
        ("subject_kind", pa.string()), ("subject", pa.string()), ("weight", pa.float64()), ("score", pa.float64()),
        ("verdict", pa.string()), ("named", pa.bool_()),
    ]
)  # fmt: skip
_STATES = pa.schema(
    [
        ("dt", pa.date32()), ("topic_id", pa.string()), ("name", pa.string()), ("name_kind", pa.string()),
        ("theme", pa.string()), ("first_day", pa.date32()), ("rise_week", pa.int64()), ("split_from", pa.string()),
        ("merged_into", pa.string()),
    ]
)  # fmt: skip
_MEMBERS = """
INSERT INTO staging.found_topic_member BY NAME
SELECT dt, scope, topic_id, subject_kind, subject, weight, row_number() OVER (
    PARTITION BY dt, scope, topic_id ORDER BY named DESC, weight DESC, subject_kind, subject)::INTEGER AS rank
FROM topic_rows
"""
_DAILY = """
INSERT INTO staging.found_topic_daily BY NAME
WITH said AS (
    SELECT r.dt, r.scope, r.topic_id, count(DISTINCT s.voice) FILTER (s.organic) AS authors,
        count(DISTINCT s.post) AS posts
    FROM topic_rows r JOIN staging.said s USING (flag) GROUP BY ALL
), verdict AS (
    SELECT dt, scope, topic_id, arg_max(verdict, (weight, verdict)) AS verdict
    FROM (SELECT dt, scope, topic_id, verdict, sum(weight::DECIMAL(18, 2)) AS weight FROM topic_rows GROUP BY ALL)
    GROUP BY ALL
), row AS (
    SELECT dt, scope, topic_id, max(score) AS score, count(*) AS members FROM topic_rows GROUP BY ALL
)
SELECT r.dt, r.scope, r.topic_id, r.score, r.members, a.authors, a.posts, v.verdict,
    s.name, s.name_kind, s.theme, s.first_day, s.rise_week, s.split_from, s.merged_into
FROM row r JOIN said a USING (dt, scope, topic_id) JOIN verdict v USING (dt, scope, topic_id)
JOIN topic_states s ON s.dt = r.dt AND s.topic_id = r.topic_id AND s.merged_into IS NULL
UNION ALL BY NAME
SELECT s.*, $everywhere AS scope, 0 AS members FROM topic_states s WHERE s.merged_into IS NOT NULL
"""
_KNOWN = """
SELECT topic_id, first_day, name_kind, name, theme, split_from, merged_into FROM topic_daily
WHERE dt >= $first::DATE - $quiet::INTEGER AND dt < $first
QUALIFY row_number() OVER (PARTITION BY topic_id ORDER BY dt DESC, scope) = 1
"""
_KNOWN_MEMBERS = """
SELECT topic_id, subject_kind, subject, dt, weight FROM topic_member
WHERE dt >= $first::DATE - $quiet::INTEGER AND dt < $first
QUALIFY row_number() OVER (PARTITION BY topic_id, subject_kind, subject ORDER BY dt DESC, weight DESC) = 1
"""


def listing() -> SqlFile:
    """The table of all topics."""
    return next(file for file in sql_files() if file.name == _LISTED)


def remembered(con: duckdb.DuckDBPyConnection, first: date) -> Tracks:
    """The topics of the fortnight before a day, as the tables tell them."""
    span = {"first": first, "quiet": QUIET}
    members: dict[str, dict[Subject, tuple[date, float]]] = {}
    for topic_id, kind, subject, dt, weight in con.execute(_KNOWN_MEMBERS, span).fetchall():
        members.setdefault(topic_id, {})[kind, subject] = (dt, weight)
    known = con.execute(_KNOWN, span).fetchall()
    return Tracks({
        t: Topic(t, begun, (kind, name), theme, members[t], split, merged)
        for t, begun, kind, name, theme, split, merged in known if t in members
    })  # fmt: skip


def store(con: duckdb.DuckDBPyConnection, rows: Sequence[dict[str, Any]], states: Sequence[dict[str, Any]]) -> None:
    """Put members (`_SCHEMA`) and the topics as they stand (`_STATES`) where the SQL files read them.

    `staging.said` tells who says the members' flags (facts.look_at).
    """
    con.register("topic_rows", pa.Table.from_pylist(list(rows), _SCHEMA))
    con.register("topic_states", pa.Table.from_pylist(list(states), _STATES))
    con.execute(_MEMBERS)
    con.execute(_DAILY, {"everywhere": ALL_PLATFORMS})
    con.unregister("topic_rows")
    con.unregister("topic_states")
