"""One launcher a folder: a lock that goes with its process, and a note of who holds it and where Airflow answers."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from contract.errors import FengxiangError
from fengxiang.airflow_home.folders import Folders
from fengxiang.airflow_home.kept import write_private


@contextmanager
def held(folders: Folders) -> Iterator[None]:
    """Hold the folder; FengxiangError that says where the other one is if it is held already."""
    with (folders.root / ".lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FengxiangError(_who(folders)) from None
        yield


def note(folders: Folders, port: int, address: str) -> None:
    """Write down who runs it and where."""
    told = {"pid": os.getpid(), "port": port, "address": address}
    write_private(folders.running, json.dumps(told))


def _who(folders: Folders) -> str:
    told = json.loads(folders.running.read_text("utf-8")) if folders.running.exists() else {}
    where = f" at {told['address']}" if told.get("address") else ""
    return (
        f"the Airflow of {folders.root} runs already{where} (process {told.get('pid', 'unknown')}). "
        "Stop it with ctrl-c where it runs, or name another --home"
    )
