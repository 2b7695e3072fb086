"""`evaluate sentiment` and `train sentiment`: how good the reading is, and how a team makes it better for its posts."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from contract.errors import FengxiangError
from fengxiang import console
from fengxiang.settings import load

if TYPE_CHECKING:
    from nlp.sentiment import Model
    from nlp.sentiment.evaluation import Judged
    from nlp.sentiment.measure import Figures
    from nlp.sentiment.own import OwnLabels

evaluate = typer.Typer(help="Measure how well posts are read, on labelled texts.", no_args_is_help=True)
train = typer.Typer(help="Adapt the reading to labels of your own.", no_args_is_help=True)

HEADINGS = ("texts", "accuracy", "macro-F1", "AUC", "ECE")
BESIDE = ("labelled", "data/labelled", "../shared/data/labelled")

SettingsFile = Annotated[Path | None, typer.Option("--settings", "-s", help="Settings file.")]
Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the public labelled sets, or a CSV of your own. Default: found."),
]
ModelFile = Annotated[
    Path | None, typer.Option("--model", help="Model to measure. Default: the settings' one, else the shipped one.")
]
TextColumn = Annotated[str | None, typer.Option("--text-column", help="Heading of the texts.")]
LabelColumn = Annotated[str | None, typer.Option("--label-column", help="Heading of the labels.")]


@evaluate.callback()
@train.callback()
def group() -> None:
    """Groups of verbs, so that more kinds of reading can join."""


@evaluate.command("sentiment")
def evaluate_sentiment(
    data: Data = None,
    model: ModelFile = None,
    settings: SettingsFile = None,
    quick: Annotated[bool, typer.Option("--quick", help="A sample of each set, and no SnowNLP: seconds.")] = False,
    cross: Annotated[
        bool, typer.Option("--cross", help="Also train without each set and judge on it: minutes.")
    ] = False,
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of a table.")] = False,
) -> None:
    """Accuracy, macro-F1, AUC and calibration error per set, with and without emoticons, SnowNLP beside."""
    from nlp.sentiment import evaluation

    chosen, where = _model(model, settings), data or _beside()
    if where.is_dir():
        with console.stage("evaluate") as on_progress:
            judged = evaluation.evaluate(where, chosen, quick=quick, cross=cross, on_progress=on_progress)
    else:
        judged = list(evaluation.judge(chosen, _labels(where, text_column, label_column).labelled))
    if json_:
        console.out.print_json(json.dumps([{"set": j.set, "kind": j.kind, **asdict(j.figures)} for j in judged]))
    else:
        _show(judged)


@train.command("sentiment")
def train_sentiment(
    labels: Annotated[Path, typer.Argument(help="CSV with a text and a label column, UTF-8 or GBK.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write the model to.")] = Path("sentiment.npz"),
    text_column: TextColumn = None,
    label_column: LabelColumn = None,
    base: Annotated[Path | None, typer.Option("--base", help="Model to begin with. Default: the shipped one.")] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Begin with nothing: for many labels of another kind.")
    ] = False,
) -> None:
    """Learn from your own labels; a fifth is held out to show what that changes."""
    from nlp.sentiment import load as load_model
    from nlp.sentiment import shipped
    from nlp.sentiment.own import retrain

    own = _labels(labels, text_column, label_column)
    with console.stage("train"):
        done = retrain(own.labelled, load_model(base) if base else shipped(), alone=alone)
    done.model.save(out)
    table = _table(f"{done.before.rows} held-out texts, learned from {done.trained_on}")
    for name, told in (("before", done.before), ("after", done.after)):
        table.add_row(name, *_cells(told))
    console.out.print(table)
    console.out.print(
        f"{out} is learned from all {len(own.labelled.texts)} texts. To read posts with it, set", markup=False
    )
    console.out.print(f'[watch]\nsentiment_model = "{out}"', markup=False)
    if (done.after.accuracy, done.after.macro_f1) < (done.before.accuracy, done.before.macro_f1):
        console.err.print("It reads the held-out texts worse than before: more labels, or more even ones, may help.")


def _labels(path: Path, text_column: str | None, label_column: str | None) -> "OwnLabels":
    """Own labels, and a line for each reason rows were left out."""
    from nlp.sentiment.own import read_csv

    own = read_csv(path, text_column, label_column)
    for reason, rows in own.bad.items():
        console.err.print(f"  left out, {console.harmless(reason)}: {rows:,} rows", style="yellow", markup=False)
    if not own.labelled.texts:
        raise FengxiangError(
            f"{path}: no row can be used; labels are 1 0 -1, positive neutral negative, 正面 中性 负面"
        )
    return own


def _model(file: Path | None, settings: Path | None) -> "Model":
    from nlp.sentiment import load as load_model
    from nlp.sentiment import shipped

    path = file or load(settings).watch.sentiment_model
    return load_model(path) if path else shipped()


def _beside() -> Path:
    """The folder of labelled sets near the working directory."""
    for place in map(Path, BESIDE):
        if place.is_dir():
            return place
    raise FengxiangError(
        f"no labelled sets at {', '.join(BESIDE)}: name their folder, or a CSV of your own, with --data "
        "(docs/sentiment.md says where the public sets come from)"
    )


def _show(judged: Iterable["Judged"]) -> None:
    table = _table("what was judged")
    before = ""
    for j in judged:
        if before and j.set != before:
            table.add_section()
        before = j.set
        table.add_row(escape(console.harmless(f"{j.set}: {j.kind}")), *_cells(j.figures))
    console.out.print(table)


def _table(title: str) -> Table:
    table = Table(title)
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    return table


def _cells(told: "Figures") -> list[str]:
    auc = "-" if told.auc is None else f"{told.auc:.3f}"
    return [f"{told.rows:,}", f"{told.accuracy:.3f}", f"{told.macro_f1:.3f}", auc, f"{told.ece:.3f}"]
