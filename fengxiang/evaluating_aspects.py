"""`fengxiang evaluate aspects`: figures of nlp.aspects on the labelled sets, as a table or as JSON."""

import json
from pathlib import Path
from typing import Annotated

import typer

from fengxiang import console

LABELLED = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "labelled"


def aspects(
    labelled: Annotated[Path, typer.Option("--labelled", help="Folder with the labelled sets.")] = LABELLED,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Measure finding aspects, and their polarity, on hand-labelled text that nothing was learned from."""
    from nlp.aspects.measure import measure

    lines = measure(labelled)
    if as_json:
        told = [{"part": line.part, "judgements": line.judgements, **line.figures} for line in lines]
        console.out.print_json(json.dumps(told, ensure_ascii=False))
        return
    for line in lines:
        figures = "  ".join(f"{name} {value:.3f}" for name, value in line.figures.items())
        console.out.print(f"{line.part:<32} {line.judgements:>6}  {figures}", markup=False, highlight=False)
