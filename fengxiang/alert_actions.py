"""What people did about alerts, one JSON object a line: acknowledged or closed, when, by whom, and through which door.

Lines are only ever appended, each synced to the disk; one that is torn by a crash is stepped over. The file is locked
while it is read or written, since a link's server and a person at the terminal may act at once, beside a running stage.
Detection takes the lines in as rows of `alert`; until it has, lists lay them over the table (alert_states.py).
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract.files import PRIVATE, whole_file
from contract.findings import AlertStatus
from contract.needles import Needles

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

ACKNOWLEDGE, CLOSE = "acknowledge", "close"
STATUS = {ACKNOWLEDGE: AlertStatus.ACKNOWLEDGED, CLOSE: AlertStatus.CLOSED}
CLI, LINK = "cli", "link"
LONGEST_NOTE, LONGEST_ACTOR = 200, 80  # characters


@dataclass(frozen=True, slots=True)
class Action:
    """One act: `step` is the alert's step that the person had before them, so what comes later is not covered by it."""

    at: datetime
    alert_id: str
    action: str
    step: int
    actor: str = ""
    note: str = ""
    via: str = CLI

    @property
    def key(self) -> tuple[str, str, int]:
        """The same act on the same state is one, however often it is done."""
        return self.alert_id, self.action, self.step

    @property
    def status(self) -> AlertStatus:
        """The state that it puts the alert into."""
        return STATUS[self.action]


def record(path: Path, action: Action) -> bool:
    """Append an act and sync it; False where the same was there already. Texts are cleaned and cut."""
    from reports.quoting import quote

    told = replace(action, actor=quote(action.actor, LONGEST_ACTOR), note=quote(action.note, LONGEST_NOTE))
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    with _locked(path, "a+") as file:
        lines = _whole(file)
        if told.key in {known.key for known in _actions(lines, path)}:
            return False
        torn = b"\n" if lines and not lines.endswith(b"\n") else b""
        file.write(torn + _line(told))  # one write: a reader sees all of it or nothing
        os.fsync(file.fileno())
    return True


def read(path: Path) -> list[Action]:
    """All acts in the order in which they were done, each once; a line that cannot be read is stepped over."""
    if not path.exists():
        return []
    with _locked(path, "r") as file:
        lines = _whole(file)
    first: dict[tuple[str, str, int], Action] = {}
    for action in _actions(lines, path):
        first.setdefault(action.key, action)
    return list(first.values())


def history(path: Path) -> "pa.Table":
    """The acts as rows for detection: alert_id, acted_at (UTC), action (acknowledge, close), actor, step."""
    import pyarrow as pa

    names = {"alert_id": pa.string(), "acted_at": pa.timestamp("us", "UTC"), "action": pa.string()}
    names |= {"actor": pa.string(), "step": pa.int64()}
    rows = [asdict(action) | {"acted_at": action.at} for action in read(path)]
    return pa.Table.from_pylist(rows, pa.schema(list(names.items())))


def erase(path: Path, needles: Needles, carry_out: bool) -> int:
    """Blank notes and names that tell of an erased person; the act itself stays. Returns how many lines change."""
    with _locked(path, "a+") as file:
        before = _whole(file).splitlines()
        after = [_without(line, needles) for line in before]
        count = sum(one != other for one, other in zip(before, after, strict=True))
        if count and carry_out:
            with whole_file(path, private=True) as beside:
                beside.write_bytes(b"".join(line + b"\n" for line in after if line))
    return count


def _without(line: bytes, needles: Needles) -> bytes:
    if not needles.tells(line.decode("utf-8", "replace")):
        return line
    try:
        told = _action(json.loads(line))
    except (ValueError, KeyError, TypeError):
        return b""  # torn: nothing can be blanked in it
    return _line(replace(told, actor=needles.blanked(told.actor), note=needles.blanked(told.note))).rstrip()


@contextmanager
def _locked(path: Path, mode: str) -> Iterator[FileIO]:
    """The file under its name, locked: erasing may have put another one there while the lock was waited for."""
    while True:
        with FileIO(path, mode) as file:
            fcntl.flock(file, fcntl.LOCK_SH if mode == "r" else fcntl.LOCK_EX)
            if _is_named(file, path):
                yield file
                return


def _is_named(file: FileIO, path: Path) -> bool:
    return path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat())


def _whole(file: FileIO) -> bytes:
    file.seek(0)
    return file.readall() or b""


def _line(action: Action) -> bytes:
    told = asdict(action) | {"at": f"{action.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    return json.dumps(told, ensure_ascii=False).encode("utf-8") + b"\n"


def _actions(lines: bytes, path: Path) -> Iterator[Action]:
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            yield _action(json.loads(line))
        except (ValueError, KeyError, TypeError):
            if line.strip():
                log.warning("%s line %d cannot be read and is stepped over", path, number)


def _action(told: dict[str, Any]) -> Action:
    texts = {name: str(told.get(name, "")) for name in ("actor", "note", "via")}
    if told["action"] not in STATUS:
        raise ValueError(told["action"])
    return Action(datetime.fromisoformat(told["at"]), str(told["alert_id"]), told["action"], int(told["step"]), **texts)
