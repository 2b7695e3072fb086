"""The secrets of one Airflow: made at random once, kept for their owner only.

That they stay the same is what keeps people logged in, and encrypted connections readable, from one start to the next.
"""

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

USER = "admin"
PASSWORDS = "passwords.json"


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """The password of `admin`, and the keys that Airflow signs and encrypts with."""

    password: str
    passwords_file: Path
    fernet: str
    tokens: str
    sessions: str


def kept(folder: Path) -> Kept:
    """What `folder` keeps; what is not there yet is made."""
    passwords = folder / PASSWORDS
    told = json.loads(_kept(passwords, lambda: json.dumps({USER: secrets.token_urlsafe(12)})))
    return Kept(
        password=told[USER],
        passwords_file=passwords,
        fernet=_kept(folder / "fernet", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()),
        tokens=_kept(folder / "tokens", lambda: secrets.token_hex(32)),
        sessions=_kept(folder / "sessions", lambda: secrets.token_hex(32)),
    )


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(file)


def _kept(file: Path, made: Callable[[], str]) -> str:
    if not file.exists():
        write_private(file, made() + "\n")
    return file.read_text("utf-8").strip()
