"""What a person reads: where Airflow is, what to do there, and that it has ended. A closed terminal is no failure."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from fengxiang import console
from fengxiang.airflow_home.folders import Folders
from fengxiang.airflow_home.kept import USER


def ready(folders: Folders, address: str, password: str, faults: Mapping[str, str], settings_file: Path | None) -> None:
    """The line with the address and the login, and what to do next."""
    for name, why in faults.items():
        _say(console.err, f"dags/{name} could not be read: {why}")
    _say(console.out, f"\nAirflow runs at {address}   user: {USER}   password: {password}")
    for line in _of_own(folders) if settings_file else _of_demo(folders):
        _say(console.out, f"  {line}")
    _say(console.out, f"  Logs lie in {folders.logs}. Ctrl-C stops it; everything is kept for the next start.")


def stopping() -> None:
    """That it ends, and that this may take a moment."""
    _say(console.err, "stopping Airflow; what runs gets a moment (once more ctrl-c: at once)")


def stopped() -> None:
    """That it has ended."""
    _say(console.err, "Airflow has stopped")


def _of_demo(folders: Folders) -> list[str]:
    return [
        f"Trigger weekly_report there: its mail lands in {folders.demo / 'mailbox'} within a minute or two.",
        "listening crawls the made-up network every hour, at seven past; trigger it to crawl now.",
    ]


def _of_own(folders: Folders) -> list[str]:
    return [
        "New DAGs are paused, so that no platform is crawled unasked: switch listening and weekly_report on there, or",
        f"  . {folders.environment}; airflow dags unpause listening; airflow dags unpause weekly_report",
    ]


def _say(where: Console, line: str) -> None:
    with suppress(OSError):
        where.print(console.harmless(line) if "\n" not in line else line, markup=False)
