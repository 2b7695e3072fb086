"""Puts what the SQL files read from outside the warehouse into the scratch catalogues `lake` and `staging`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pc

from contract import crawl_run, enriched, post
from warehouse.manifest import is_merged
from warehouse.phrases import FOUND

_HERE = Path(__file__).parent
# Asia/Shanghai day of an instant: eight hours added to UTC, exact since 1991.
_POSTS = """CREATE OR REPLACE VIEW lake.observation AS
SELECT *, make_timestamp(epoch_us(published_at) + 28800000000)::DATE AS dt
FROM ({source}){where}"""
_COLUMNS = ", ".join(post.SCHEMA.names)
_NO_POST = f"SELECT {_COLUMNS}, '' AS run, 0::BIGINT AS line FROM lake.no_post"  # noqa: S608
_BY_RUN = f"""SELECT {_COLUMNS}, parse_filename(file, true) AS run, file_row_number AS line
FROM read_parquet({{files}}, hive_partitioning = false, filename = 'file', file_row_number = true)"""  # noqa: S608
_BY_PARTITION = f"SELECT {_COLUMNS}, run, line FROM read_parquet({{files}}, hive_partitioning = false)"  # noqa: S608
_ENRICHED = """CREATE OR REPLACE VIEW lake.enriched AS
SELECT *, regexp_extract(file, 'dt=([0-9-]+)', 1)::DATE AS dt FROM {source}"""

_DISPATCH = pa.schema(
    [
        ("line", pa.int64()),
        ("told_at", pa.timestamp("us", "UTC")),
        *((name, pa.string()) for name in ("kind", "event", "recipient", "state")),
    ]
)
ALERT_ACTIONS = pa.schema(
    [
        ("alert_id", pa.string()),
        ("acted_at", pa.timestamp("us", "UTC")),
        ("action", pa.string()),
        ("actor", pa.string()),
        ("step", pa.int64()),
    ]
)


def show_posts(con: duckdb.DuckDBPyConnection, files: Iterable[Path], known_by: datetime | None = None) -> None:
    """Make `lake.observation` the rows of these Parquet files of posts; with `known_by` those that were known then.

    `run` and `line` say where a row comes from. A file that a run wrote says so by its name and order; in a merged one
    each row says it.
    """
    _empty(con, "no_post", post.SCHEMA, "")
    kinds: dict[str, list[Path]] = {_BY_RUN: [], _BY_PARTITION: []}
    for file in files:
        kinds[_BY_PARTITION if is_merged(file) else _BY_RUN].append(file)
    sources = [select.format(files=_listed(told)) for select, told in kinds.items() if told]
    where = f" WHERE observed_at <= '{known_by.isoformat()}'::TIMESTAMPTZ" if known_by else ""
    con.execute(_POSTS.format(source=" UNION ALL ".join(sources or [_NO_POST]), where=where))


def show_enriched(con: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Make `lake.enriched` the rows of these Parquet files of readings, each with its partition's day."""
    if files:
        source = f"read_parquet({_listed(files)}, hive_partitioning = false, filename = 'file')"
    else:
        _empty(con, "no_enriched", enriched.SCHEMA, "'' AS file")
        source = "lake.no_enriched"
    con.execute(_ENRICHED.format(source=source))


def hold_posts(con: duckdb.DuckDBPyConnection) -> None:
    """Read the rows of `lake.observation` into memory, once: what costs most is opening thousands of small files."""
    # Kept in order, each small file would take room for a row group of its own
    con.execute("CREATE OR REPLACE TABLE lake.held_observation AS FROM lake.observation")
    con.execute("CREATE OR REPLACE VIEW lake.observation AS FROM lake.held_observation")


def let_go_of_posts(con: duckdb.DuckDBPyConnection) -> None:
    """Free what `hold_posts` read."""
    show_posts(con, [])
    con.execute("DROP TABLE lake.held_observation")


def show_built_posts(con: duckdb.DuckDBPyConnection) -> None:
    """Let `staging.read_post` be the posts that are in the warehouse (while building it is those being built)."""
    main = con.execute("SELECT current_database()").fetchall()[0][0]
    con.execute("DROP VIEW IF EXISTS staging.read_post" if _is_view(con) else "DROP TABLE staging.read_post")
    con.execute(f"CREATE VIEW staging.read_post AS FROM {main}.main.post")


def _is_view(con: duckdb.DuckDBPyConnection) -> bool:
    found = "SELECT 1 FROM duckdb_views() WHERE database_name = 'staging' AND view_name = 'read_post'"
    return bool(con.execute(found).fetchall())


def load_runs(con: duckdb.DuckDBPyConnection, files: Sequence[Path], known_by: datetime | None = None) -> None:
    """Make `lake.crawl_run` the crawl record, or what it was at an instant."""
    _empty(con, "crawl_run", crawl_run.SCHEMA, "")
    for start in range(0, len(files), 500):
        source = f"read_parquet({_listed(files[start : start + 500])}, hive_partitioning = false)"
        rows = f"FROM {source} WHERE coalesce(as_of <= $known_by::TIMESTAMPTZ, true)"
        con.execute(f"INSERT INTO lake.crawl_run BY NAME {rows}", {"known_by": known_by})


def load_constants(con: duckdb.DuckDBPyConnection, themes: pa.Table, aspects: pa.Table | None = None) -> None:
    """Make the small tables that ship with the warehouse, and the names of the caller's themes and aspects."""
    words = (_HERE / "stop_words.txt").read_text("utf-8").split()
    _store(con, "staging.stop_word", pa.table({"word": words}))
    _store(con, "staging.diurnal", pc.read_csv(_HERE / "diurnal.csv"))
    _store(con, "staging.platform_name", pc.read_csv(_HERE / "platforms.csv"))
    _store(con, "staging.found_phrase", FOUND.empty_table().append_column("dt", pa.array([], pa.date32())))
    _store(
        con, "staging.phrase_asked", pa.table({"dt": pa.array([], pa.date32()), "phrase": pa.array([], pa.string())})
    )
    for kind, given in (("theme", themes), ("aspect", no_names("aspect") if aspects is None else aspects)):
        names = no_names(kind).schema
        _store(con, f"staging.given_{kind}", given.select(names.names).cast(names))
    give_dispatches(con, _DISPATCH.empty_table())


def no_names(kind: str) -> pa.Table:
    """Names of the lexicon, as they are handed in: <kind> (theme or aspect), zh, en; without a row."""
    return pa.schema([(name, pa.string()) for name in (kind, "zh", "en")]).empty_table()


def give_dispatches(con: duckdb.DuckDBPyConnection, told: pa.Table) -> None:
    """Hand in what the mail ledger tells: line, told_at, kind, event, recipient (hash), state; a row a line."""
    _store(con, "staging.given_dispatch", told.select(_DISPATCH.names).cast(_DISPATCH))


def _store(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    con.register("rows_to_store", rows)
    con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM rows_to_store")
    con.unregister("rows_to_store")


def _empty(con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, more: str) -> None:
    con.register("rows_to_store", schema.empty_table())
    columns = f"*, {more}" if more else "*"
    con.execute(f"CREATE OR REPLACE TABLE lake.{name} AS SELECT {columns} FROM rows_to_store")  # noqa: S608
    con.unregister("rows_to_store")


def _listed(files: Sequence[Path]) -> str:
    return "[" + ", ".join("'" + str(file).replace("'", "''") + "'" for file in files) + "]"


# What detection hands over, column by column as in sql/findings/.
_FOUND = """
CREATE OR REPLACE TABLE staging.found_trend (dt DATE, scope VARCHAR, subject_kind VARCHAR, subject VARCHAR,
    score DOUBLE, ratio DOUBLE, ratio_low DOUBLE, ratio_high DOUBLE, authors BIGINT, posts BIGINT, expected DOUBLE,
    phase VARCHAR, verdict VARCHAR, flood_score DOUBLE, reasons VARCHAR[], since DATE, first_platform VARCHAR,
    platforms VARCHAR[], part_of VARCHAR,
    author_days DOUBLE, event VARCHAR, began DATE, began_low DATE, began_high DATE, lead_days INTEGER,
    kol_share DOUBLE, koc_share DOUBLE, kols BIGINT, kocs BIGINT,
    mood_posts BIGINT, negative_share DOUBLE, negative_low DOUBLE, negative_high DOUBLE,
    positive_share DOUBLE, positive_low DOUBLE, positive_high DOUBLE,
    negative_change DOUBLE, negative_change_low DOUBLE, negative_change_high DOUBLE,
    aspects VARCHAR[], aspects_negative BIGINT[], aspects_neutral BIGINT[], aspects_positive BIGINT[],
    outlook_7 DOUBLE, outlook_7_low DOUBLE, outlook_7_high DOUBLE,
    outlook_14 DOUBLE, outlook_14_low DOUBLE, outlook_14_high DOUBLE);
CREATE OR REPLACE TABLE staging.found_trend_evidence (dt DATE, scope VARCHAR, subject_kind VARCHAR, subject VARCHAR,
    rank INTEGER, post_id VARCHAR);
CREATE OR REPLACE TABLE staging.found_alert (alert_id VARCHAR, dt DATE, step INTEGER, status VARCHAR, rule VARCHAR,
    metric VARCHAR, scope VARCHAR, theme VARCHAR, aspect VARCHAR, detail VARCHAR, severity VARCHAR,
    value DOUBLE, baseline DOUBLE, change DOUBLE, change_low DOUBLE, change_high DOUBLE, days BIGINT,
    authors BIGINT, posts BIGINT, opened DATE, hour INTEGER, actor VARCHAR);
CREATE OR REPLACE TABLE staging.found_topic_daily (dt DATE, scope VARCHAR, topic_id VARCHAR, name VARCHAR,
    name_kind VARCHAR, theme VARCHAR, first_day DATE, rise_week BIGINT, members BIGINT, score DOUBLE, authors BIGINT,
    posts BIGINT, verdict VARCHAR, split_from VARCHAR, merged_into VARCHAR);
CREATE OR REPLACE TABLE staging.found_topic_member (dt DATE, scope VARCHAR, topic_id VARCHAR, subject_kind VARCHAR,
    subject VARCHAR, rank INTEGER, weight DOUBLE);
CREATE OR REPLACE TABLE staging.found_alert_level (dt DATE, scope VARCHAR, rising_from DOUBLE, budget DOUBLE,
    flags BIGINT, judged_weeks DOUBLE);
CREATE OR REPLACE TABLE staging.found_check_result (name VARCHAR, table_name VARCHAR, level VARCHAR, ok BOOLEAN,
    failing BIGINT, detail VARCHAR);
"""


def clear_findings(con: duckdb.DuckDBPyConnection, actions: pa.Table | None = None) -> None:
    """Make the tables through which detection and checks hand over what they found, empty.

    `actions` are what people did to alerts, a row an action: alert_id, acted_at, action (acknowledge or close), actor,
    and the alert's step that they had before them.
    """
    con.execute(_FOUND)
    given = ALERT_ACTIONS.empty_table() if actions is None else actions.select(ALERT_ACTIONS.names).cast(ALERT_ACTIONS)
    _store(con, "staging.given_alert_action", given)
