"""The option `--as-of`, and the instant a user means by it; beside the verbs the only place that asks the clock."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from contract.clock import SHANGHAI

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
