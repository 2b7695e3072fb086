"""The home folder: where everything a chain writes lives, who may work on it, and the secret that makes pseudonyms."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TextIO

from contract.errors import FengxiangError, SettingsError
from fengxiang.settings import Settings


def landing(home: Path) -> Path:
    """Where crawls and imports land."""
    return home / "landing"


def published(home: Path) -> Path:
    """The warehouse that analysts and reports open."""
    return home / "warehouse" / "warehouse.duckdb"


def ledger(home: Path) -> Path:
    """What was mailed."""
    return home / "outbox" / "ledger.jsonl"


def alert_actions(home: Path) -> Path:
    """What people did about alerts."""
    return home / "alerts" / "actions.jsonl"


_held: set[Path] = set()  # homes this process holds: a chain holds its home across its stages
_patience: ContextVar[float] = ContextVar("patience", default=0.0)


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Inside, wait so long for others at work on a home; else one is told of them at once."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def working_on(home: Path) -> Iterator[None]:
    """Hold the home for one writer at a time; the lock goes with the process, however it ends.

    Raises SettingsError if the folder cannot be written, FengxiangError if somebody else is at work.
    """
    if home.resolve() in _held:
        yield
        return
    with _locked(home, home / ".lock", fcntl.LOCK_EX):
        _held.add(home.resolve())
        try:
            yield
        finally:
            _held.discard(home.resolve())


@contextmanager
def beside_others(home: Path) -> Iterator[None]:
    """Share the home with others whose work does not touch one's own: single crawls, single partitions, mails.

    Nobody holds the home alone meanwhile. Raises as `working_on` does.
    """
    if home.resolve() in _held:
        yield
        return
    with _locked(home, home / ".lock", fcntl.LOCK_SH):
        yield


@contextmanager
def asking(home: Path, platform: str, *, alone: bool) -> Iterator[None]:
    """Ask a platform: beside other parts of the same crawl, or `alone`, so that two crawls do not double its load."""
    with _locked(home, home / "landing" / f".{platform}.lock", fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(home: Path, file: Path, how: int) -> Iterator[None]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = file.open("a+")
    except OSError as fault:
        raise SettingsError(
            f"home: {home} cannot be written ({fault.strerror}). Choose another folder in `home`"
        ) from None
    with handle:
        if not _taken(handle, how):
            handle.seek(0)
            raise FengxiangError(
                f"another fengxiang (process {handle.read().strip() or 'unknown'}) is at work on {home}. "
                "Wait until it is done, or give this one another `home`"
            )
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _taken(handle: TextIO, how: int) -> bool:
    """Take the lock, waiting as long as patience lasts; whether it could be had."""
    until = time.monotonic() + _patience.get()
    while True:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(min(1.0, _patience.get()))
        else:
            return True


def salt_of(settings: Settings) -> str:
    """The pseudonym secret: FENGXIANG_SALT, else one made on first use, kept under home for its owner only."""
    return settings.salt.get_secret_value() or _kept_secret(settings.home / "secret" / "salt")


def link_key_of(settings: Settings) -> str:
    """The secret that signs links: FENGXIANG_SERVER__SECRET, else one made on first use and kept beside the salt."""
    return settings.server.secret.get_secret_value() or _kept_secret(settings.home / "secret" / "links")


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_hex(32))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(beside, file)  # the first of two starters wins; a rename would let the second replace it
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return file.read_text().strip()
