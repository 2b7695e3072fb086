"""`fengxiang evaluate alerts`: ours and three simple rules tried on planted drops of feeling and on what is none."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contract.errors import FengxiangError
from fengxiang import console
from fengxiang.options import Home, SettingsFile, settings_of

if TYPE_CHECKING:
    from fengxiang.drop_trials.trial import Line

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the public labelled sets. Default: found beside the project.")
]
Worlds = Annotated[int, typer.Option("--worlds", min=1, help="Topics of each kind; more narrow the intervals.")]
Volumes = Annotated[
    list[int] | None, typer.Option("--volume", min=1, help="Posts a day; may be given again. Default: 20 to 400.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same figures.")]
Quick = Annotated[bool, typer.Option("--quick", help="Ten topics of each kind: whether it runs, not how good it is.")]
_QUICK_WORLDS = 10


OwnPast = Annotated[
    bool, typer.Option("--own-past", help="Plant in the published warehouse's past instead, in memory.")
]
_QUICK_WORLDS, _TURNS, _QUICK_TURNS = 10, 20, 2


def alerts(
    data: Data = None,
    worlds: Worlds = 100,
    volume: Volumes = None,
    seed: Seed = 1,
    own_past: OwnPast = False,
    settings: SettingsFile = None,
    home: Home = None,
    quick: Quick = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Tables in Markdown, for a page.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Drops planted in real labelled posts: found, how soon, false alerts; decoys; simple rules beside."""
    from fengxiang.drop_trials import printed

    if own_past:
        about, lines = _own_past(settings, home, seed, _QUICK_TURNS if quick else _TURNS)
    else:
        about, lines = _labelled(data, _QUICK_WORLDS if quick else worlds, volume or [], seed)
    if as_json:
        console.out.print_json(json.dumps(printed.for_programs(lines), ensure_ascii=False))
    elif markdown:
        console.out.print(printed.page(about, lines), markup=False)
    else:
        printed.show(about, lines)


def _labelled(data: Path | None, worlds: int, volumes: list[int], seed: int) -> "tuple[list[str], list[Line]]":
    from fengxiang.drop_trials import printed, readings
    from fengxiang.drop_trials.tables import VOLUMES, Tables

    with console.stage("read") as on_progress:
        found = readings.load(data, on_progress)
    with console.stage("trials") as on_progress:
        return printed.about(found), Tables(found, worlds, volumes or VOLUMES, seed).run(on_progress)


def _own_past(settings: Path | None, home: Path | None, seed: int, turns: int) -> "tuple[list[str], list[Line]]":
    """Nothing is written: the warehouse is opened read-only."""
    from fengxiang.drop_trials.own_past import streams
    from fengxiang.drop_trials.own_trial import SMALL, OwnTrial
    from fengxiang.warehouse_reader import opened, published_file

    file = published_file(settings_of(settings, home), None)
    with console.stage("read"), opened(file) as con:
        themes, aspects = (list(streams(con, SMALL, of_aspects=of_aspects)) for of_aspects in (False, True))
    if not themes:
        raise FengxiangError(f"{file}: no theme has {SMALL:.0f} organic posts a day; nothing can be tried on its past")
    told = f"{file.name}: {len(themes)} themes and {len(aspects)} aspects of themes, {themes[0].days} days"
    with console.stage("trials") as on_progress:
        return [told], OwnTrial(themes, aspects, turns, seed).run(on_progress)
