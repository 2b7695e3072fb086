"""The verbs of the warehouse: publish it, go back, make it again, fill in what was known, show what rises."""

from datetime import datetime
from typing import Annotated

import typer

from fengxiang import console, showing, stages, trend_lines
from fengxiang.home import published
from fengxiang.options import AsOf, Home, Json, SettingsFile, WeekOf, instant_of, settings_of, week_of


def publish(
    settings: SettingsFile = None,
    home: Home = None,
    version: Annotated[
        str | None, typer.Option("--version", help="Go back to this kept version (`fengxiang versions`).")
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Copy everything into a new file, and remove all versions before it.")
    ] = False,
) -> None:
    """Check the built warehouse and let readers have it, or go back to a version that was kept."""
    s = settings_of(settings, home)
    if version and anew:
        raise typer.BadParameter("--anew removes kept versions, --version goes back to one: give one of them")
    with console.stage("publish") as on_progress:
        shown = stages.go_back(s, version) if version else stages.publish(s, on_progress, anew=anew).version
    console.out.print(str(shown), markup=False)


def versions(settings: SettingsFile = None, home: Home = None, json: Json = False) -> None:
    """List the versions of the published warehouse that are kept, newest first."""
    from fengxiang import version_list

    version_list.show(settings_of(settings, home).home, json)


def rebuild(settings: SettingsFile = None, as_of: AsOf = None, home: Home = None) -> None:
    """Make the warehouse again from the lake, row for row."""
    s = settings_of(settings, home)
    with console.stage("rebuild") as on_progress:
        stages.rebuild(s, instant_of(as_of), on_progress)
    console.out.print(str(published(s.home)), markup=False)


def backfill(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    settings: SettingsFile = None,
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Record what was known on each of these days, where no nightly run did (docs/vintages.md)."""
    s = settings_of(settings, home)
    with console.stage("backfill") as on_progress:
        days = stages.backfill(s, first.date(), last.date(), instant_of(as_of), on_progress)
    showing.lines(
        [f"{len(days)} days recorded: {' '.join(map(str, days))}" if days else "every day was recorded already"]
    )


def trends(
    settings: SettingsFile = None,
    week: WeekOf = None,
    as_of: AsOf = None,
    home: Home = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = 20,
    json: Json = False,
) -> None:
    """Show a week's trends from the published warehouse."""
    s, instant = settings_of(settings, home), instant_of(as_of)
    trend_lines.trends(published(s.home), week_of(week, instant), limit, json, s.language)
