"""The four components of Airflow: started, watched, and ended in an order in which what runs can come to its end.

They are what `airflow standalone` starts. It is not used itself: it does not notice that one of them has died, leaves
them behind when it is told to stop, and has the logs served to all of the network.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from contract.errors import FengxiangError
from fengxiang.airflow_home import processes
from fengxiang.airflow_home.folders import Folders

SCHEDULER = "scheduler"
COMMANDS = {
    "api-server": ["api-server"],
    SCHEDULER: ["scheduler", "--skip-serve-logs"],  # the API server reads the same files
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
LARGEST_LOG = 20 << 20  # bytes
MOMENT = 15.0  # seconds that running tasks have to come to their end
_LINES = 12


class Components:
    """The components of one Airflow while it runs."""

    def __init__(self, folders: Folders, env: Mapping[str, str]) -> None:
        self._folders, self._env = folders, env
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        self._hurry = False

    def start(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        """Start a process that writes to a log of its own, in a session of its own: ctrl-c is not for it."""
        file = self._log(name)
        _shortened(file, 0)
        with file.open("ab") as log:
            self._started[name] = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *command], env=self._env, cwd=self._folders.root, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        return self._started[name]

    def start_all(self) -> None:
        """Start the components but for the scheduler: a task that starts before the API server answers fails."""
        for name in COMMANDS:
            if name != SCHEDULER:
                self.start(name, ["airflow", *COMMANDS[name]])

    def start_scheduler(self) -> None:
        """Start the scheduler, once: the API server answers."""
        if SCHEDULER not in self._started:
            self.start(SCHEDULER, ["airflow", *COMMANDS[SCHEDULER]])

    def finish(self, name: str) -> None:
        """Wait for a process that comes to an end by itself; FengxiangError if it fails."""
        if self._started[name].wait():
            self.watch()
        del self._started[name]

    def watch(self) -> None:
        """FengxiangError if one has ended, with what it wrote last; keeps logs from growing without end."""
        for name, process in self._started.items():
            if (code := process.poll()) is not None:
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                raise FengxiangError(f"Airflow's {name} {how}; its log {self._log(name)} ends with:{self._last(name)}")
            _shortened(self._log(name), LARGEST_LOG)

    def end_at_once(self) -> None:
        """Let `stop` wait no longer."""
        self._hurry = True

    def stop(self, moment: float) -> bool:
        """End all; returns whether none is left.

        Running tasks get so many seconds to come to their end. The API server goes before those that did not: they
        cannot report then that they have failed, so that the next start takes them up at once and nobody is alarmed.
        """
        self._end([name for name in self._started if name != "api-server"], moment)
        self._end(list(self._started), 0 if self._hurry else 3)
        if not self._hurry:
            processes.end(self._folders.root, 3)
        processes.kill(self._folders.root)
        return not processes.of(self._folders.root)

    def _end(self, names: list[str], patience: float) -> None:
        """Ask some to end, wait, and kill those that did not."""
        ending = [self._started[name] for name in names]
        for process in ending:
            process.terminate()
        until = time.monotonic() + patience
        while any(process.poll() is None for process in ending) and time.monotonic() < until and not self._hurry:
            time.sleep(0.1)
        for process in ending:
            process.kill()
            process.wait()

    def _log(self, name: str) -> Path:
        return self._folders.logs / f"{name}.log"

    def _last(self, name: str) -> str:
        lines = self._log(name).read_text("utf-8", "replace").splitlines()[-_LINES:]
        return "".join(f"\n  {line}" for line in lines)


def _shortened(file: Path, most: int) -> None:
    """Keep a log that is larger as the one before and begin it anew; its writer appends, hence at the start."""
    if file.exists() and file.stat().st_size > most:
        shutil.copyfile(file, file.with_suffix(".log.1"))
        os.truncate(file, 0)
