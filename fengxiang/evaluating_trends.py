"""`fengxiang evaluate trends`: detectors of rising topics tried on planted rises and on real, dated cases."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fengxiang import console

if TYPE_CHECKING:
    from fengxiang.trend_trials.cases import Told

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the real streams. Default: found beside the project, else made up."),
]


def trends(
    data: Data = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Worlds of each kind; more narrow the intervals.")] = 10,
    first_seed: Annotated[int, typer.Option("--first-seed", min=0, help="Number of the first world.")] = 1,
    years: Annotated[
        Literal["early", "late"], typer.Option("--years", help="early: for tuning. late: the test, to be run once.")
    ] = "late",
    detector: Annotated[
        list[str] | None, typer.Option("--detector", help="Only this one; may be given again. Default: all.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="One world of each kind, one stream: seconds.")] = False,
    cases: Annotated[bool, typer.Option("--cases/--no-cases", help="Also the real, dated cases.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Recall, delay and false flags of ours and of eleven other detectors on the same planted rises."""
    from fengxiang.trend_trials import backgrounds as known
    from fengxiang.trend_trials import cases as real
    from fengxiang.trend_trials.detectors import chosen
    from fengxiang.trend_trials.results import for_programs, show
    from fengxiang.trend_trials.tables import lines
    from fengxiang.trend_trials.trial import Trial

    tried = chosen(detector or ())
    with console.stage("streams") as on_progress:
        found = known.load(data, on_progress, quick=quick)
    if found.folder is None:
        console.err.print(f"  no real streams at {known.BESIDE}: the made-up network's are taken", markup=False)
    with console.stage("trials") as on_progress:
        outcomes, left_out = Trial(found, tried, years, 1 if quick else seeds, first_seed, quick).run(on_progress)
        told = list(lines(outcomes))
    for why in left_out:
        console.err.print(f"  left out: {console.harmless(why)}", style="yellow", markup=False)
    remembered: list[Told] = []
    if cases:
        with console.stage("cases") as on_progress:
            remembered = real.run(found, tried, on_progress)
    if as_json:
        console.out.print_json(json.dumps(for_programs(found, years, told, remembered), ensure_ascii=False))
    else:
        show(found, years, told, remembered)
