"""Redis and PostgreSQL for a cluster of the tests: on free ports of loopback, in folders that go with them.

Those of the machine, if any run, are neither used nor disturbed: own ports, own passwords, own folders.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from cluster_processes import end, free_port, start

PROGRAMS = ("initdb", "postgres", "pg_isready")


def missing() -> str:
    """Why a cluster cannot be started here; empty if it can."""
    if not find_spec("celery"):
        return "Celery is not installed (extra celery; make install)"
    if not shutil.which("redis-server"):
        return "there is no redis-server on this machine (Debian: apt install redis-server)"
    if not _postgresql():
        return "there is no PostgreSQL server on this machine (Debian: apt install postgresql)"
    if os.getuid() == 0 and not (shutil.which("setpriv") and _unprivileged()):
        return "PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as"
    return ""


def wait_until(holds: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until something holds. Raises TimeoutError, saying what was waited for."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} took more than {seconds:.0f} s")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis without a disk; gives its address, password included."""
    port, password = free_port(), secrets.token_hex(16)
    settings = folder / "redis.conf"  # a file: a command line is read by everybody
    settings.touch(0o600)
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir {folder}\nmaxmemory 64mb\n'
    )
    server = start(["redis-server", str(settings)], folder / "redis.log", dict(os.environ))
    try:
        wait_until(lambda: _answers(port), 20, "the start of Redis")
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        end(server)


@contextmanager
def postgresql(log: Path) -> Iterator[str]:
    """A PostgreSQL with an empty database; gives its address without scheme: user:password@host:port/database."""
    password = secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="fengxiang-pg-"))
    try:
        _made(folder, password)
        port = free_port()
        server = start(_server(folder, port), log, dict(os.environ))
        try:
            wait_until(lambda: _ready(port), 30, "the start of PostgreSQL")
            yield f"airflow:{password}@127.0.0.1:{port}/postgres"
        finally:
            end(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, password: str) -> None:
    words = folder / "password"
    words.touch(0o600)
    words.write_text(password)
    if os.getuid() == 0:
        user = pwd.getpwnam(_unprivileged())
        for path in (folder, words):
            os.chown(path, user.pw_uid, user.pw_gid)
    options = ["-A", "scram-sha-256", f"--pwfile={words}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [*_as_user(), str(_postgresql() / "initdb"), "-D", str(folder / "data"), "-U", "airflow", *options]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=60)
    words.unlink()


def _server(folder: Path, port: int) -> list[str]:
    """What is lost when this machine loses its power does not matter here, so nothing waits for a disk."""
    told = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    told |= {"synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB", "max_connections": 100}
    options = [word for name, value in told.items() for word in ("-c", f"{name}={value}")]
    return [*_as_user(), str(_postgresql() / "postgres"), "-D", str(folder / "data"), *options]


def _ready(port: int) -> bool:
    asked = [str(_postgresql() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(asked, capture_output=True).returncode == 0


def _postgresql() -> Path | None:
    """Where the newest PostgreSQL has its programs; Debian keeps them off the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    whole = (place for place in (*on_path, *reversed(debian)) if all((place / name).exists() for name in PROGRAMS))
    return next(whole, None)


def _unprivileged() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), "")


def _as_user() -> list[str]:
    if os.getuid():
        return []
    user = pwd.getpwnam(_unprivileged())
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
