"""Options that verbs share, and what a user means by them; beside the verbs the only place that asks the clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from contract.clock import SHANGHAI, Week
from fengxiang.settings import Settings, load

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", "-s", help="Settings file. Default: fengxiang.toml here, if there is one.")
]
WeekOf = Annotated[str | None, typer.Option("--week", help="ISO week, like 2026-W47. Default: the last full week.")]
Language = Annotated[str | None, typer.Option("--language", "-l", help="Language of the report: zh or en.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of text for a person.")]
Home = Annotated[Path | None, typer.Option("--home", help="Folder everything is kept in. Default: the settings' home.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Look at the world as of this day or instant (2026-11-23, 2026-11-23T09:00). Default: now."
    ),
]


def instant_of(text: str | None) -> datetime:
    """The instant a user means: now, a Shanghai day's end (2026-11-23 means that day is over) or an instant."""
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day or instant like 2026-11-23 or 2026-11-23T09:00") from None
    if len(text) <= len("2026-11-23"):
        found += timedelta(days=1)
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def week_of(text: str | None, as_of: datetime) -> Week:
    """The week a user means; default: the last one that is over at `as_of`."""
    try:
        return Week.parse(text) if text else Week.last_full(as_of)
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from None


def settings_of(file: Path | None, home: Path | None = None, language: str | None = None) -> Settings:
    """The settings file and the environment, with what the command line overrides."""
    given = {"home": home and home.resolve(), "language": language}
    return load(file, **{name: value for name, value in given.items() if value is not None})
