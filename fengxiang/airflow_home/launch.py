"""One Airflow from its start to its end: checks, database, the demo's past, components, the line with the login."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fengxiang import console
from fengxiang.airflow_home import checks, holding, kept, processes, readiness, signals, told
from fengxiang.airflow_home.api import Api
from fengxiang.airflow_home.components import MOMENT, Components
from fengxiang.airflow_home.environment import HOST, environment, for_a_shell
from fengxiang.airflow_home.folders import Folders, settled
from fengxiang.airflow_home.living_network import MadeUp, catch_up
from fengxiang.settings import load

_LOOK = 0.5  # seconds between two looks at the components
_DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to start: an Airflow in `home`, for a settings file or (None) for the made-up network."""

    home: Path
    settings_file: Path | None = None
    port: int | None = None  # None: the one of the last start, else the first free one from 8080 on
    made_up: MadeUp = field(default_factory=MadeUp)


def run(wanted: Wanted) -> None:
    """Start, tell where it is, and return when it was told to stop and nothing of it is left.

    FengxiangError if it cannot start, or if a component has died; then too nothing is left.
    """
    checks.installed(demo=wanted.settings_file is None)
    if wanted.settings_file:
        load(wanted.settings_file)  # a wrong setting is told now, not by a task
    folders = settled(wanted.home, wanted.settings_file)
    checks.room(folders.root)
    with holding.held(folders), suppress(KeyboardInterrupt):
        if left := processes.end(folders.root, 5):
            console.err.print(f"ended {left} processes that an earlier start had left behind", markup=False)
        _run(wanted, folders)


def _run(wanted: Wanted, folders: Folders) -> None:
    port = checks.port_of(wanted.port, folders.running)
    secrets = kept.kept(folders.secret)
    address = f"http://{HOST}:{port}"
    file = wanted.settings_file.resolve() if wanted.settings_file else folders.demo / "fengxiang.toml"
    env = environment(os.environ, folders, secrets, port, file, demo=wanted.settings_file is None)
    kept.write_private(folders.environment, for_a_shell(env))
    holding.note(folders, port, address)
    with _stopped(Components(folders, env)) as components, ExitStack() as stack:
        components.start(_DATABASE, ["fengxiang.airflow_home.database"])
        if wanted.settings_file is None:
            _made_up(stack, folders.demo, wanted.made_up)
        faults = _up(components, Api(address, secrets.password))
        told.ready(folders, address, secrets.password, faults, wanted.settings_file)
        while True:
            time.sleep(_LOOK)
            components.watch()


def _made_up(stack: ExitStack, home: Path, wanted: MadeUp) -> None:
    """Serve the network until the stack ends, and listen to what was missed."""
    from fengxiang.airflow_home import made_up

    now = datetime.now(UTC)
    with console.stage("network"):
        world, file = stack.enter_context(made_up.served(home, wanted, now))
    catch_up(load(file), world, now)


def _up(components: Components, api: Api) -> dict[str, str]:
    """Airflow's database, its components, and waiting for them."""
    with console.stage(_DATABASE):
        components.finish(_DATABASE)
    components.start_all()
    with console.stage("airflow") as on_progress:
        return readiness.wait(api, components, on_progress)


@contextmanager
def _stopped(components: Components) -> Iterator[Components]:
    """However it goes on: in the end nothing is left, and while it ends a second ctrl-c hurries it."""
    with signals.listened_to(components.end_at_once) as asked:
        try:
            yield components
        finally:
            moment = MOMENT if asked.ending else 0  # of what is left when a part has died nothing more can come
            asked.ending = True
            told.stopping()
            components.stop(moment)
            told.stopped()
