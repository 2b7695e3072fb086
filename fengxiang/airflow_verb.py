"""`fengxiang airflow`: Airflow with the chain in it, on this machine only, until it is told to stop."""

from pathlib import Path
from typing import Annotated

import typer

from fengxiang.options import Language

HOME = "airflow-home"


def airflow(
    settings: Annotated[
        Path | None, typer.Option("--settings", "-s", help="Settings file to run. Default: a made-up network.")
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option("--home", help=f"Folder for everything. Default: {HOME}, with the settings' name behind."),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Default: 8080, or the next free one.")
    ] = None,
    language: Language = None,
    weeks: Annotated[int, typer.Option("--weeks", min=2, hidden=True, help="Past of the made-up network.")] = 13,
    scale: Annotated[float, typer.Option("--scale", hidden=True, help="Size of the made-up network.")] = 1.0,
) -> None:
    """Run Airflow with the chain on this machine: crawls every hour, mails every Monday (docs/airflow.md)."""
    from fengxiang.airflow_home.launch import Wanted, run
    from fengxiang.airflow_home.living_network import MadeUp

    made_up = MadeUp(weeks=weeks, scale=scale, language=language_of(settings, language))
    run(Wanted(home or home_of(settings), settings, port, made_up))


def home_of(settings: Path | None) -> Path:
    """The folder by default: one for the demo, one for each name of a settings file."""
    return Path(HOME if settings is None else f"{HOME}-{settings.stem}")


def language_of(settings: Path | None, language: str | None) -> str:
    """The demo's language; SettingsError for one that there is not, or that the settings file says already."""
    from contract.errors import SettingsError

    if language and settings:
        raise SettingsError(f"--language: {settings} sets the language itself")
    if language not in (None, "zh", "en"):
        raise SettingsError(f"--language: allowed are zh and en, found {language}")
    return language or "zh"
