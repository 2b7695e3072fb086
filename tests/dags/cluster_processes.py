"""Processes that a cluster of the tests is made of: each in a session of its own, its words in a file, its end certain.

A session, not a group: Airflow gives each task runner a process group of its own, so that killing a worker's group
would leave the task at work. A machine that loses its power takes the whole session with it, and so does `kill`.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start(command: list[str], log: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own; on Linux it is ended as well when this process is killed."""
    if shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig", "TERM", *command]
    with log.open("ab") as handle:
        return subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=handle, stderr=handle, start_new_session=True
        )


def members(session: int) -> list[int]:
    """Process ids of a session."""
    return [pid for pid in _pids() if session_of(pid) == session]


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def session_of(pid: int) -> int:
    """The session that a process is in, 0 if there is no such process."""
    try:
        state, _, _, session = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return 0
    return 0 if state in "ZX" else int(session)


def kill(process: subprocess.Popen[bytes]) -> int:
    """Kill a whole session, as a machine would go; returns how many processes there were."""
    killed: set[int] = set()
    while alive := members(process.pid):  # until none is left: one may be started while others are killed
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed |= set(alive)
        time.sleep(0.02)
    process.wait()
    return len(killed)


def end(process: subprocess.Popen[bytes], patience: float = 10) -> None:
    """Ask a process to go, then kill whatever is left of its session."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill(process)
