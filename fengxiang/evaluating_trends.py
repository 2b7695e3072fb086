"""`fengxiang evaluate trends`: detectors of rising topics tried on planted rises and on real, dated cases."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fengxiang import console

if TYPE_CHECKING:
    from fengxiang.trend_trials.results import Results

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the real streams. Default: found beside the project, else made up."),
]
Seeds = Annotated[int, typer.Option("--seeds", min=1, help="Worlds of each kind; more narrow the intervals.")]
FirstSeed = Annotated[int, typer.Option("--first-seed", min=0, help="Number of the first world.")]
Years = Annotated[Literal["early", "late"], typer.Option("--years", help="early: to tune on. late: the test.")]
Only = Annotated[list[str] | None, typer.Option("--detector", help="Only this one; may be given again. Default: all.")]
Quick = Annotated[bool, typer.Option("--quick", help="One small world of each kind, one stream.")]


def trends(
    data: Data = None,
    seeds: Seeds = 10,
    first_seed: FirstSeed = 1,
    years: Years = "late",
    detector: Only = None,
    quick: Quick = False,
    cases: Annotated[bool, typer.Option("--cases/--no-cases", help="Also the real, dated cases.")] = True,
    markdown: Annotated[bool, typer.Option("--markdown", help="Tables in Markdown, for a page.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Recall, delay and false flags of ours and of eleven other detectors on the same planted rises."""
    from fengxiang.trend_trials import printed

    found = _tried(data, detector or [], years, 1 if quick else seeds, first_seed, quick=quick, cases=cases)
    if as_json:
        console.out.print_json(json.dumps(found.for_programs(), ensure_ascii=False))
    elif markdown:
        console.out.print(printed.page(found), markup=False)
    else:
        printed.show(found)


def _tried(
    data: Path | None, names: list[str], years: str, seeds: int, first_seed: int, *, quick: bool, cases: bool
) -> "Results":
    """Run it all, with progress and the time that each part took."""
    from fengxiang.trend_trials import backgrounds as known
    from fengxiang.trend_trials import cases as real
    from fengxiang.trend_trials.detectors import chosen
    from fengxiang.trend_trials.results import Results
    from fengxiang.trend_trials.tables import lines
    from fengxiang.trend_trials.trial import Trial

    tried = chosen(names)
    with console.stage("streams") as on_progress:
        found = known.load(data, on_progress, quick=quick)
    if found.folder is None:
        console.err.print(f"  no real streams at {known.BESIDE}: the made-up network's are taken", markup=False)
    with console.stage("trials") as on_progress:
        outcomes, left_out = Trial(found, tried, years, seeds, first_seed, quick).run(on_progress)
        told = list(lines(outcomes))
    for why in left_out:
        console.err.print(f"  left out: {console.harmless(why)}", style="yellow", markup=False)
    if not cases:
        return Results(found, years, told, [])
    with console.stage("cases") as on_progress:
        return Results(found, years, told, real.run(found, tried, on_progress))
