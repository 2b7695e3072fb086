"""Counts and findings of days whose posts are let go: set aside in the lake first, so that they outlive the posts.

Analysts look at years of counts; the posts behind them must not be kept that long. Before the posts of a day go, its
rows in every table that names neither a post nor an author are written to `lake/kept/<table>/`, and a build takes them
from there instead of counting. That begins MARGIN days before the posts go, because a day's counts and findings look
back at days before it (near-duplicates 28, judging 79): once these are let go they could not be made again.
`lake/kept/pruned.json` is written last: what it does not name was never set aside.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import duckdb

from contract.errors import LakeError
from warehouse import vintages
from warehouse.sql_files import SqlFile, sql_files
from warehouse.storage import Storage
from warehouse.tables import touched

FOLDER = "kept"
RECORD = f"{FOLDER}/pruned.json"
MARGIN = 84  # days; a multiple of a week above what any table or judgement looks back at
EVIDENCE = "trend_evidence"
EVIDENCE_BACK = 6  # days before a trend's day that its evidence may be of
SCHEMA = "CREATE TABLE IF NOT EXISTS state.kept (dt DATE);\n"
_BY_NUMBER = "search_index"  # names posts, though not by their ids
_NOBODY = date.min.isoformat()


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was let go of: posts of days before `before`; days before `kept` are counted no more.

    `days` are those before `kept` that had posts, `batches` the names of the files that hold their rows.
    """

    before: str = _NOBODY
    kept: str = _NOBODY
    days: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day whose posts are kept."""
        return date.fromisoformat(self.before)

    @property
    def first_counted(self) -> date:
        """The first day that is counted from its posts."""
        return date.fromisoformat(self.kept)

    def mark(self, day: date) -> str:
        """What a day's digest says of this; empty for one that is counted from its posts."""
        if day >= self.first_counted:
            return ""
        if day < self.first_day:
            return "pruned"
        return "thin" if day < shown_from(self.first_day) else "kept"


def shown_from(first_day: date) -> date:
    """The first day of a trend whose evidence is all of days that are kept."""
    return min(first_day, date.max - timedelta(days=EVIDENCE_BACK)) + timedelta(days=EVIDENCE_BACK)


def told(store: Storage) -> Pruned:
    """What was let go of this lake; LakeError if that cannot be read."""
    entries = [entry for entry in store.entries(FOLDER) if entry.name == RECORD]
    if not entries:
        return Pruned()
    (path,) = store.fetch(entries)
    try:
        found = json.loads(path.read_text("utf-8"))
        return Pruned(found["before"], found["kept"], tuple(found["days"]), tuple(found["batches"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise LakeError(
            f"{path} cannot be read: bring it back from a backup; without it days without posts would count as empty"
        ) from None


def write(store: Storage, pruned: Pruned) -> None:
    """Say what was let go. From here on builds go by it."""
    with store.put(RECORD) as beside:
        beside.write_text(json.dumps(asdict(pruned), indent=1) + "\n", "utf-8")


def files() -> list[SqlFile]:
    """The tables whose rows are set aside: by day, and naming neither posts nor authors; and the evidence of trends."""
    own = {f"{kept.vintage}" for kept in vintages.KEPT} | {_BY_NUMBER}  # vintages lie in the lake already
    return [file for file in sql_files() if file.name not in own and _is_count(file)]


def _is_count(file: SqlFile) -> bool:
    nobody = not {"post_id", "author_id"} & set(file.columns)
    by_day = file.by_day and not file.weekly and file.layer in ("daily", "private", "findings")
    return by_day and (nobody or file.name == EVIDENCE)


def set_aside(con: duckdb.DuckDBPyConnection, store: Storage, first: date, upto: date) -> list[date]:
    """Write the rows of the days first..upto - 1; returns the days that have posts."""
    for file in files():
        with store.put(_name(file, f"{upto}")) as beside:
            rows = f"SELECT * FROM {file.table} WHERE dt >= '{first}' AND dt < '{upto}' ORDER BY ALL"  # noqa: S608
            con.execute(f"COPY ({rows}) TO '{_quoted(beside)}' (FORMAT parquet, COMPRESSION zstd)")
    query = "SELECT DISTINCT dt FROM volume_daily WHERE dt >= ? AND dt < ? ORDER BY dt"
    return [dt for (dt,) in con.execute(query, [first, upto]).fetchall()]


def _name(file: SqlFile, batch: str) -> str:
    return f"{FOLDER}/{file.name}/{batch}.parquet"


def put_back(con: duckdb.DuckDBPyConnection, store: Storage, days: Sequence[date]) -> None:
    """Let the rows that were set aside take the place of what was counted; in the transaction that counted."""
    pruned = told(store)
    chosen = {"days": list(days)}
    for file in files():
        touched(con, file, days)
        con.execute(f"DELETE FROM {file.table} WHERE dt IN (SELECT unnest($days::DATE[]))", chosen)  # noqa: S608
        names = [_name(file, batch) for batch in pruned.batches]
        entries = [entry for entry in store.entries(f"{FOLDER}/{file.name}") if entry.name in names]
        listed = [str(path) for path in store.fetch(entries)]
        if listed:
            since = shown_from(pruned.first_day) if file.name == EVIDENCE else date.min
            con.execute(_PUT_BACK.format(table=file.table), {**chosen, "files": listed, "since": since})
    con.execute("DELETE FROM state.kept WHERE dt IN (SELECT unnest($days::DATE[]))", chosen)
    con.execute("INSERT INTO state.kept SELECT unnest($days::DATE[])", chosen)


_PUT_BACK = """
INSERT INTO {table} BY NAME FROM read_parquet($files, hive_partitioning = false)
WHERE dt IN (SELECT unnest($days::DATE[])) AND dt >= $since
"""


def thin_evidence(con: duckdb.DuckDBPyConnection, store: Storage, pruned: Pruned) -> None:
    """Take the ids of posts that are let go out of the evidence that was set aside, and what no record names."""
    named = {f"{batch}.parquet" for batch in pruned.batches}
    entries = [e for e in store.entries(FOLDER) if e.name != RECORD]
    store.delete(e.name for e in entries if e.name.rpartition("/")[2] not in named)
    for entry in entries:
        if not entry.name.startswith(f"{FOLDER}/{EVIDENCE}/") or entry.name.rpartition("/")[2] not in named:
            continue
        source = f"read_parquet('{_quoted(store.fetch([entry])[0])}', hive_partitioning = false)"
        since = shown_from(pruned.first_day)
        if con.execute(f"SELECT 1 FROM {source} WHERE dt < ? LIMIT 1", [since]).fetchall():  # noqa: S608
            with store.put(entry.name) as beside:
                rows = f"FROM {source} WHERE dt >= '{since}'"
                con.execute(f"COPY ({rows}) TO '{_quoted(beside)}' (FORMAT parquet, COMPRESSION zstd)")


def _quoted(path: object) -> str:
    return str(path).replace("'", "''")
