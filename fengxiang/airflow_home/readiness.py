"""Waiting until Airflow can be used: its parts are well and every DAG file has been read."""

import time

from contract.errors import FengxiangError
from contract.progress import OnProgress, Progress
from fengxiang.airflow_home.api import Api
from fengxiang.airflow_home.components import Components
from fengxiang.airflow_home.environment import DAGS

PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")
PATIENCE = 300.0  # seconds


def wait(api: Api, components: Components, on_progress: OnProgress) -> dict[str, str]:
    """Wait; returns the DAG files that could not be read, with the reason. FengxiangError if it takes too long."""
    until = time.monotonic() + PATIENCE
    wanted = {file.name for file in DAGS.glob("*.py")}
    while time.monotonic() < until:
        components.watch()
        well, read, faults = _state(api)
        if well:
            components.start_scheduler()
        done, total = len(well) + len(read & wanted), len(PARTS) + len(wanted)
        on_progress(Progress(done, total, "parts and DAGs", " ".join(well)))
        if len(well) == len(PARTS) and wanted <= read | set(faults):
            return {name: why for name, why in faults.items() if name in wanted}
        time.sleep(0.5)
    raise FengxiangError(
        f"Airflow was not ready after {PATIENCE:.0f} s (ready: {', '.join(well) or 'nothing'}; DAGs: "
        f"{', '.join(sorted(read)) or 'none'}); its logs say more"
    )


def _state(api: Api) -> tuple[list[str], set[str], dict[str, str]]:
    health = api.health()
    well = [part for part in PARTS if health.get(part, {}).get("status") == "healthy"]
    read, faults = api.dag_files() if "metadatabase" in well else (set[str](), dict[str, str]())
    return well, read, faults
