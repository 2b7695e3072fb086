"""The processes of one Airflow, found by the mark in their environment: components, workers, and tasks that run.

Airflow's children start sessions and groups of their own, so that neither a group nor the tree below a process that has
ended finds them all. The environment stays with every one.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fengxiang.airflow_home.environment import MARK

if TYPE_CHECKING:
    import psutil

_LOOK = 0.1  # seconds


def of(root: Path) -> "list[psutil.Process]":
    """All processes of the Airflow in `root`, but for this one."""
    import psutil

    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == str(root):
                found.append(process)
    return found


def end(root: Path, patience: float) -> int:
    """Ask all processes to end, kill those that are there after `patience` seconds; returns how many there were."""
    import psutil

    first = of(root)
    for process in first:
        with suppress(psutil.Error):
            process.terminate()
    if not gone(root, patience):
        kill(root)
    return len(first)


def kill(root: Path) -> None:
    """Kill all processes, also those that are just being started by others."""
    import psutil

    until = time.monotonic() + 10
    while (left := of(root)) and time.monotonic() < until:
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        time.sleep(_LOOK)


def gone(root: Path, patience: float) -> bool:
    """Whether none is left within so many seconds."""
    until = time.monotonic() + patience
    while of(root):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOOK)
    return True
