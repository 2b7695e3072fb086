"""The journal of one run while it is under way: which pages are read, which are to be asked, and what they gave.

SQLite, because a page must count as read in the very transaction that lands its posts: killed anywhere, a run goes on
with the pages that are left, asks none twice that was written down, and loses none. It also keeps a run of a million
posts out of memory and hands them out in order. It lies in `landing/.open/` until the run's files are written.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from crawlers.hold import Hold
from crawlers.listing import Task

_SCHEMA = """
CREATE TABLE IF NOT EXISTS unit (
    key TEXT PRIMARY KEY, task TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, pages INTEGER, entries INTEGER,
    reached TEXT, retries INTEGER, outcome TEXT, detail TEXT);
CREATE TABLE IF NOT EXISTS post (
    post_id TEXT, query TEXT, rank TEXT NOT NULL, published TEXT NOT NULL, whole INTEGER NOT NULL, weight INTEGER,
    kind TEXT NOT NULL, token TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (post_id, query)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rejection (key TEXT NOT NULL, query TEXT NOT NULL, line TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS phase (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS job (line TEXT NOT NULL);
"""
_LAND = """
INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET rank = excluded.rank, published = excluded.published, whole = max(whole, excluded.whole),
    weight = excluded.weight, kind = excluded.kind, token = excluded.token, line = excluded.line
WHERE excluded.rank > rank OR (excluded.rank = rank AND excluded.line > line)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A post to be written down. `rank` orders sightings of one post: the fullest stays."""

    post_id: str
    query: str
    rank: str
    published_at: datetime
    whole: bool  # nothing of it is cut
    weight: int  # comments told, for choosing whose comments are read
    kind: str
    token: str
    line: str


@dataclass(frozen=True, slots=True)
class Account:
    """What one page came to. `outcome` is told where the listing ends on it; `reached` is its oldest post in order."""

    task: Task
    pages: int = 0
    entries: int = 0
    reached: datetime | None = None
    retries: int = 0
    outcome: str = ""
    detail: str = ""


class Journal:
    """One run's journal; opening it again goes on where it was left. RunIsHeld if another process is at work on it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._hold = Hold(path)
        self._db = sqlite3.connect(path, isolation_level=None)
        # A kill of the process loses nothing with WAL; a power cut may lose the last pages, which are asked again.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA wal_autocheckpoint = 8000")  # pages of 4 KiB; each checkpoint waits for the disk
        self._db.execute("PRAGMA cache_size = -16000")  # KiB
        self._db.executescript(_SCHEMA)

    def note_job(self, line: str) -> None:
        """Write down what the run is asked to do, so that it can be ended when nobody asks for it again."""
        with self._transaction():
            self._db.execute("DELETE FROM job")
            self._db.execute("INSERT INTO job VALUES (?)", (line,))

    def job(self) -> str | None:
        """What `note_job` wrote."""
        found = self._db.execute("SELECT line FROM job").fetchone()
        return None if found is None else str(found[0])

    def begin(self, phase: str, tasks: Iterable[Task]) -> None:
        """Write down the tasks a phase starts with; a phase that has begun before is left as it is."""
        with self._transaction():
            if self._db.execute("INSERT OR IGNORE INTO phase VALUES (?)", (phase,)).rowcount:
                self._ask(tasks)

    def open_tasks(self) -> list[Task]:
        """Tasks that are not done, in the order in which they came up."""
        rows = self._db.execute("SELECT task FROM unit WHERE NOT done ORDER BY rowid")
        return [Task.from_json(line) for (line,) in rows]

    def finish(
        self, account: Account, rows: Iterable[Row], rejections: Iterable[tuple[str, str]], following: Iterable[Task]
    ) -> list[Task]:
        """A page is done: what it gave and what follows from it, in one transaction. Returns what is to be asked."""
        with self._transaction():
            self._done(account)
            self._db.executemany(
                _LAND,
                (
                    (r.post_id, r.query, r.rank, _text(r.published_at), r.whole, r.weight, r.kind, r.token, r.line)
                    for r in rows
                ),
            )
            key = account.task.key
            self._db.execute("DELETE FROM rejection WHERE key = ?", (key,))
            self._db.executemany("INSERT INTO rejection VALUES (?, ?, ?)", ((key, q, line) for q, line in rejections))
            return self._ask(following)

    def whole(self, post_id: str) -> str | None:
        """The line of a post that this run has seen whole, through whatever query."""
        found = self._db.execute("SELECT line FROM post WHERE post_id = ? AND whole LIMIT 1", (post_id,)).fetchone()
        return None if found is None else str(found[0])

    def most_discussed(self, queries: Iterable[str], kinds: Iterable[str], most: int, least: int) -> list[Row]:
        """Of each query the posts with the most comments, `most` at most, each post once; ties by id."""
        marks = ",".join("?" * len(kinds := tuple(kinds)))
        sql = f"""SELECT post_id, query, published, weight, kind, token FROM post
            WHERE query = ? AND kind IN ({marks}) AND weight >= ? ORDER BY weight DESC, post_id LIMIT ?"""  # noqa: S608
        found: dict[str, Row] = {}
        for query in queries:
            for post_id, label, published, weight, kind, token in self._db.execute(sql, (query, *kinds, least, most)):
                row = Row(post_id, label, "", datetime.fromisoformat(published), True, weight, kind, token, "")
                found.setdefault(post_id, row)
        return list(found.values())

    def knows(self, post_id: str) -> bool:
        """Whether this run has seen a post."""
        return self._db.execute("SELECT 1 FROM post WHERE post_id = ? LIMIT 1", (post_id,)).fetchone() is not None

    def lines(self) -> Iterator[str]:
        """All posts, by id and query."""
        return (line for (line,) in self._db.execute("SELECT line FROM post ORDER BY post_id, query"))

    def sightings(self) -> Iterator[tuple[str, str, bool, str]]:
        """(post_id, published, whole, token) of every post that can be looked at again, each once."""
        return self._db.execute(
            "SELECT post_id, min(published), max(whole), max(token) FROM post"
            " WHERE kind IN ('post', 'repost', 'note', 'video', 'answer') GROUP BY post_id"
        )

    def rejections(self) -> Iterator[str]:
        """All rejected entries and pages, in an order that does not depend on which answer came first."""
        return (line for (line,) in self._db.execute("SELECT line FROM rejection ORDER BY line"))

    def landed(self) -> Counter[str]:
        """Posts by query."""
        return Counter(dict(self._db.execute("SELECT query, count(*) FROM post GROUP BY query").fetchall()))

    def rejected(self) -> Counter[str]:
        """Rejected entries and pages by query."""
        return Counter(dict(self._db.execute("SELECT query, count(*) FROM rejection GROUP BY query").fetchall()))

    def accounts(self) -> list[Account]:
        """What every page came to, by subject and page; those that were never done without outcome."""
        rows = self._db.execute(
            "SELECT task, done, pages, entries, reached, retries, outcome, detail FROM unit ORDER BY key"
        )
        return [_account(row) for row in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
        self._hold.release()

    def delete(self) -> None:
        """Close, and remove the journal: the run's files are written."""
        self._db.execute("PRAGMA synchronous = OFF")  # what is to go need not reach the disk first
        self._db.close()
        for suffix in ("-wal", "-shm", ""):  # the file itself last: without it the others mean nothing
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self._hold.release(forget=True)

    def _ask(self, tasks: Iterable[Task]) -> list[Task]:
        """Write down tasks; those that were written down before and are done need no asking."""
        fresh = []
        for task in tasks:
            self._db.execute("INSERT OR IGNORE INTO unit (key, task) VALUES (?, ?)", (task.key, task.to_json()))
            if not self._db.execute("SELECT done FROM unit WHERE key = ?", (task.key,)).fetchone()[0]:
                fresh.append(task)
        return fresh

    def _done(self, account: Account) -> None:
        told = (
            account.pages,
            account.entries,
            _text(account.reached),
            account.retries,
            account.outcome,
            account.detail,
        )
        self._db.execute(
            "INSERT OR REPLACE INTO unit VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (account.task.key, account.task.to_json(), *told),
        )

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db)


class _Transaction:
    """All of the statements inside, or none of them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *rest: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()


def _account(row: tuple[str, int, int, int, str | None, int, str, str]) -> Account:
    line, done, pages, entries, reached, retries, outcome, detail = row
    account = Account(Task.from_json(line))
    if not done:
        return account
    instant = None if reached is None else datetime.fromisoformat(reached)
    return replace(
        account, pages=pages, entries=entries, reached=instant, retries=retries, outcome=outcome, detail=detail
    )
