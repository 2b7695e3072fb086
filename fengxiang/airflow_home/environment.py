"""The environment that Airflow's processes run in: all of its settings, so that nothing is left to what lies about.

A variable wins over any airflow.cfg. Airflow's own variables of the caller are dropped: they belong to another Airflow,
and with them this one could open that one's database.
"""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from fengxiang.airflow_home.folders import Folders
from fengxiang.airflow_home.kept import USER, Kept

ROOT = Path(__file__).resolve().parents[2]  # the checkout: packages and dags/
DAGS = ROOT / "dags"
HOST = "127.0.0.1"
MARK = "FENGXIANG_AIRFLOW"  # tells the processes of one Airflow from all others
_OTHERS = ("AIRFLOW__", "AIRFLOW_HOME", "AIRFLOW_CONFIG", "_AIRFLOW", MARK)
_REAL = ("FENGXIANG_", "AIRFLOW_CONN_", "AIRFLOW_VAR_")  # settings, mail servers and secrets of one's real installation


def environment(
    caller: Mapping[str, str], folders: Folders, kept: Kept, port: int, settings_file: Path, *, demo: bool
) -> dict[str, str]:
    """Environment of all processes. The demo drops what is set for real feeds: its mail must not go to real people."""
    dropped = (*_OTHERS, *_REAL) if demo else _OTHERS
    known = {name: value for name, value in caller.items() if not name.startswith(dropped)}
    loopback = ",".join(filter(None, [caller.get("NO_PROXY") or caller.get("no_proxy"), HOST, "localhost"]))
    return {
        **known,
        **_airflow(folders, kept, port, demo),
        "AIRFLOW_HOME": str(folders.airflow),
        "FENGXIANG_SETTINGS": str(settings_file),
        "PYTHONPATH": str(ROOT),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), known.get("PATH", os.defpath)]),
        "NO_PROXY": loopback,  # tasks talk to the API server over HTTP
        "no_proxy": loopback,
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        "SCARF_ANALYTICS": "false",
        "SPT_NOENV": "1",  # else a process that names itself wipes its environment, and the mark with it
        MARK: str(folders.root),
    }


def _airflow(folders: Folders, kept: Kept, port: int, demo: bool) -> dict[str, str]:
    """Airflow's settings. Port, base_url and execution_api_server_url belong together: else every task fails."""
    address = f"http://{HOST}:{port}"
    parts: dict[str, dict[str, object]] = {
        "core": {
            "dags_folder": DAGS, "load_examples": False, "executor": "LocalExecutor", "parallelism": 4,
            "dags_are_paused_at_creation": not demo, "fernet_key": kept.fernet,
            "auth_manager": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
            "simple_auth_manager_users": f"{USER}:admin", "simple_auth_manager_all_admins": False,
            "simple_auth_manager_passwords_file": kept.passwords_file,
            "execution_api_server_url": f"{address}/execution/",
        },
        "database": {"sql_alchemy_conn": f"sqlite:///{folders.airflow / 'airflow.db'}"},
        "api": {
            "host": HOST, "port": port, "base_url": address, "workers": 1, "secret_key": kept.sessions,
            "instance_name": "Fengxiang: made-up network" if demo else "Fengxiang",
        },
        "api_auth": {"jwt_secret": kept.tokens},
        "dag_processor": {"parsing_processes": 1, "min_file_process_interval": 60, "print_stats_interval": 600},
        "scheduler": {"enable_health_check": False},
        "logging": {
            "base_log_folder": folders.logs / "tasks", "colored_console_log": False,
            "dag_processor_child_process_log_directory": folders.logs / "dag_processor",
            "file_task_handler_new_folder_permissions": "0o700", "file_task_handler_new_file_permissions": "0o600",
        },
    }  # fmt: skip
    return {
        f"AIRFLOW__{part}__{name}".upper(): str(value) for part, told in parts.items() for name, value in told.items()
    }


def for_a_shell(found: Mapping[str, str]) -> str:
    """Lines for a shell that make `airflow` on the command line this Airflow; without the mark, which is for ending."""
    wanted = ("AIRFLOW", "FENGXIANG_SETTINGS", "PYTHONPATH")
    lines = [f"export {name}={shlex.quote(value)}" for name, value in sorted(found.items()) if name.startswith(wanted)]
    return "\n".join(["# Holds keys: for its owner only. Written at each start of `fengxiang airflow`.", *lines, ""])
