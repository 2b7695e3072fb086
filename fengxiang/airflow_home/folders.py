"""Where everything of one Airflow lies, and whose it is: one folder that nobody but its owner can look into."""

import json
from dataclasses import dataclass
from pathlib import Path

from contract.errors import SettingsError

DEMO = "the made-up network"


@dataclass(frozen=True, slots=True)
class Folders:
    """The places below `root`, an absolute path."""

    root: Path

    @property
    def airflow(self) -> Path:
        """AIRFLOW_HOME: the database and airflow.cfg."""
        return self.root / "airflow"

    @property
    def logs(self) -> Path:
        """One file a component, and the tasks' logs in `tasks`."""
        return self.root / "logs"

    @property
    def secret(self) -> Path:
        """The password and the keys, each readable by the owner only."""
        return self.root / "secret"

    @property
    def demo(self) -> Path:
        """The home of the chain when it listens to the made-up network."""
        return self.root / "demo"

    @property
    def running(self) -> Path:
        """Who runs this Airflow and where it answers: {"pid": ..., "address": ...}."""
        return self.root / "running.json"

    @property
    def environment(self) -> Path:
        """A file for a shell: with it `airflow` on the command line is this one."""
        return self.root / "environment.sh"


def settled(root: Path, settings_file: Path | None) -> Folders:
    """The folders, made. SettingsError if `root` holds something else, or an Airflow that listens to other feeds.

    An Airflow keeps which of its DAGs run by themselves, so one that was made for the demo must not find itself before
    real platforms.
    """
    found = Folders(root.resolve())
    mark, wanted = found.root / "airflow-home.json", str(settings_file.resolve()) if settings_file else DEMO
    if found.root.exists() and not found.root.is_dir():
        raise SettingsError(f"--home: {root} is a file. Name a folder")
    if mark.exists() and (known := json.loads(mark.read_text("utf-8"))["settings"]) != wanted:
        raise SettingsError(f"--home: the Airflow in {root} listens to {known}. Name another folder for {wanted}")
    if not mark.exists() and found.root.exists() and any(found.root.iterdir()):
        raise SettingsError(f"--home: {root} holds something that is not an Airflow of ours. Name an empty folder")
    for folder in (found.root, found.airflow, found.logs, found.secret):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    mark.write_text(json.dumps({"settings": wanted}, ensure_ascii=False), "utf-8")
    return found
