"""`fengxiang pull` and `fengxiang compact`: what people ask of the storage from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from fengxiang import console, showing, stages
from fengxiang.options import Home, SettingsFile, settings_of


def pull(
    to: Annotated[Path | None, typer.Option("--to", help="File to bring it to. Default: home's published one.")] = None,
    settings: SettingsFile = None,
    home: Home = None,
) -> None:
    """Fetch the newest published warehouse from the bucket of the settings."""
    from fengxiang import shared_file

    file, new = shared_file.pull(settings_of(settings, home), to)
    showing.lines([f"{file}: {'the newest version' if new else 'is the newest version already'}"])


def compact(
    every: Annotated[bool, typer.Option("--every", help="Merge wherever there are several files.")] = False,
    settings: SettingsFile = None,
    home: Home = None,
) -> None:
    """Merge the lake's many small files, so that reading it costs less. No row changes."""
    s = settings_of(settings, home)
    with console.stage("compact") as on_progress:
        done = stages.compact(s, on_progress, every=every)
    showing.lines([f"{done.files} files of {done.folders} folders merged, {done.left} folders left"])
