"""What was mailed, one JSON object a line: the reason why a second run mails nothing again.

`sending` is written and synced before a message is handed over and `sent` after it. A crash between the two leaves
`sending`: nobody can know whether the mail went out, so it is sent once more, and the ledger says that it may be a
repeat. Lines are only ever appended; a line torn by a crash is stepped over. The file is locked while it is open, so
that two runs at once deliver one after the other.
"""

import fcntl
import json
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any, TypeAlias

log = logging.getLogger(__name__)

SENDING, SENT, WRITTEN, REFUSED, FAILED = "sending", "sent", "written", "refused", "failed"
DOUBTED = "doubted"  # it left, and the connection broke before the answer: nobody knows whether it was taken
DONE = frozenset({SENT, WRITTEN, REFUSED})  # nothing more to do; a refused recipient is not asked again
ALERT = "alert"  # the kind of a mail about one alert's change
MOST_DOUBTS = 3
Key: TypeAlias = tuple[str, str, str]  # kind, event key, recipient hash


@dataclass(slots=True)
class Ledger:
    """The open ledger: the last state of each key, and a way to append."""

    path: Path
    _file: FileIO
    _states: dict[Key, str] = field(default_factory=dict)
    _doubts: Counter[Key] = field(default_factory=Counter)

    def state(self, key: Key) -> str | None:
        """The last state of a key; None if it was never written."""
        return self._states.get(key)

    def doubts(self, key: Key) -> int:
        """How often it left without anybody knowing whether it was taken."""
        return self._doubts[key]

    def is_done(self, key: Key) -> bool:
        """Whether nothing more is to be done; what left three times unanswered has surely arrived."""
        return self._states.get(key) in DONE or self._doubts[key] >= MOST_DOUBTS

    def record(self, key: Key, state: str, now: datetime, detail: str = "", covers: Sequence[str] = ()) -> None:
        """Append a line and sync it to the disk before returning.

        `covers` are alerts' changes that the mail tells (a digest): each is told, or not, as the mail is.
        """
        kind, event, recipient = key
        line: dict[str, Any] = {
            "at": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "kind": kind,
            "key": event,
            "recipient": recipient,
        }
        line |= {"state": state} | ({"detail": detail} if detail else {}) | ({"covers": list(covers)} if covers else {})
        self._file.write(json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")
        os.fsync(self._file.fileno())
        self._note(key, covers, state)

    def read(self, lines: bytes) -> None:
        """Take in what was written before; a line that cannot be read is stepped over."""
        for number, line in enumerate(lines.splitlines(), 1):
            try:
                entry = json.loads(line)
                key = str(entry["kind"]), str(entry["key"]), str(entry["recipient"])
                self._note(key, [str(event) for event in entry.get("covers", ())], str(entry["state"]))
            except (ValueError, KeyError, TypeError):
                if line.strip():
                    log.warning("%s line %d cannot be read and is stepped over", self.path, number)

    def _note(self, key: Key, covers: Iterable[str], state: str) -> None:
        for told in told_by(key, covers):
            self._states[told] = state
            self._doubts[told] += state == DOUBTED


def told_by(key: Key, covers: Iterable[str]) -> list[Key]:
    """A mail's own key, and those of the alerts' changes that it tells."""
    return [key, *((ALERT, event, key[2]) for event in covers)]


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Open, lock and read the ledger; waits for another run that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileIO(path, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.readall() or b""
        if lines and not lines.endswith(b"\n"):
            log.warning("%s ends in a torn line (a crash while writing): it is stepped over", path)
            file.write(b"\n")
        book = Ledger(path, file)
        book.read(lines)
        yield book
