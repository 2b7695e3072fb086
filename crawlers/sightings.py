"""Which young posts earlier runs of a platform saw, and when: what is due to be looked at again, what is known whole.

Engagement curves need a post to be seen at certain ages, and search shows it only while it is among the newest. This
memory (`landing/.open/<platform>.sightings.sqlite`) is derived: without it posts are looked at again that need not be,
and nothing else changes. It forgets posts that are older than the last age.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

AGES = tuple(timedelta(hours=h) for h in (1, 6, 24, 72, 168))
_FORGOTTEN = AGES[-1] + timedelta(days=2)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sighting (
    post_id TEXT, as_of TEXT, published TEXT NOT NULL, whole INTEGER NOT NULL, token TEXT NOT NULL,
    PRIMARY KEY (post_id, as_of)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_age ON sighting (published);
"""
_YOUNG = """
SELECT post_id, published, max(as_of), max(token) FROM sighting
WHERE published >= ? AND as_of < ? GROUP BY post_id ORDER BY published DESC, post_id
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A post to be looked at again."""

    post_id: str
    published_at: datetime
    token: str


class Sightings:
    """The memory of one platform."""

    def __init__(self, landing: Path, platform: str) -> None:
        path = landing / ".open" / f"{platform}.sightings.sqlite"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = _open(path)

    def due(self, as_of: datetime, ages: tuple[timedelta, ...] = AGES) -> Iterator[Due]:
        """Posts that have come to an age at which nobody has looked at them since, the youngest first."""
        oldest = as_of - ages[-1] - timedelta(days=1)
        for post_id, published, last, token in self._db.execute(_YOUNG, (_text(oldest), _text(as_of))):
            born, seen = datetime.fromisoformat(published), datetime.fromisoformat(last)
            reached = [age for age in ages if born + age <= as_of]
            if reached and seen < born + reached[-1]:
                yield Due(post_id, born, token)

    def known_whole(self, post_id: str, as_of: datetime) -> bool:
        """Whether a run before `as_of` has landed the post with nothing cut."""
        found = self._db.execute(
            "SELECT 1 FROM sighting WHERE post_id = ? AND as_of < ? AND whole LIMIT 1", (post_id, _text(as_of))
        )
        return found.fetchone() is not None

    def add(self, as_of: datetime, seen: Iterable[tuple[str, str, bool, str]]) -> None:
        """Remember the posts of a run (id, publication, whole, token), and forget the old ones. Twice is once."""
        self._db.execute("BEGIN IMMEDIATE")
        oldest, at = _text(as_of - _FORGOTTEN), _text(as_of)
        rows = ((post_id, at, born, whole, token) for post_id, born, whole, token in seen if born >= oldest)
        self._db.executemany("INSERT OR REPLACE INTO sighting VALUES (?, ?, ?, ?, ?)", rows)
        self._db.execute("DELETE FROM sighting WHERE published < ?", (oldest,))
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _open(path: Path) -> sqlite3.Connection:
    """The memory, begun anew where a power cut has left it unreadable: it is not worth waiting for the disk."""
    try:
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_SCHEMA)
    except sqlite3.OperationalError:  # a full disk, a folder that cannot be written: not the memory's fault
        raise
    except sqlite3.DatabaseError:
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()
        return _open(path)
    return db


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
