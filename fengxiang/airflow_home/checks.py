"""What is looked at before anything starts, so that what is missing is one sentence and not a log to be searched."""

import json
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from contract.errors import FengxiangError, SettingsError
from fengxiang.airflow_home.environment import DAGS, HOST

FIRST_PORT, PORTS = 8080, 40
ROOM = 2 << 30  # bytes: the demo's history takes 0.2 GB, Airflow's database and logs of some months the rest


def installed(*, demo: bool) -> None:
    """SettingsError if Airflow, what the demo needs, or the DAGs are not there."""
    wanted = {"airflow": ["airflow", "psutil"], **({"demo": ["uvicorn", "aiosmtpd"]} if demo else {})}
    for extra, modules in wanted.items():
        if missing := [name for name in modules if find_spec(name) is None]:
            raise SettingsError(
                f"airflow needs the extra `{extra}` ({missing[0]} is missing): make install, or "
                f"pip install 'fengxiang[{extra}]'"
            )
    if not any(DAGS.glob("*.py")):
        raise SettingsError(f"there are no DAGs in {DAGS}: run this from a checkout (pip install -e .)")


def room(folder: Path) -> None:
    """SettingsError if the disk is nearly full: a full one ends Airflow in the middle of a run."""
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise SettingsError(
            f"--home: the disk of {folder} has {free / 2**30:.1f} GB free, and 2 GB are needed. "
            "Make room, or name a folder on another disk"
        )


def port_of(wanted: int | None, running: Path) -> int:
    """The port to answer at: the wanted one, else that of the last start, else the first free one from 8080 on."""
    if wanted is not None:
        if not is_free(wanted):
            raise FengxiangError(f"port {wanted} of {HOST} is taken; choose another --port, or leave it out")
        return wanted
    known = json.loads(running.read_text("utf-8")).get("port") if running.exists() else None
    for port in [*([known] if known else []), *range(FIRST_PORT, FIRST_PORT + PORTS)]:
        if is_free(port):
            return int(port)
    raise FengxiangError(f"ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1} of {HOST} are taken; choose a --port")


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
