"""What a person sees while the chain works: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from contract.control_characters import CONTROL
from contract.progress import OnProgress
from contract.progress import Progress as Step

LINE_EVERY = 5.0  # seconds between two lines where there is no terminal

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def harmless(text: str) -> str:
    """Text from posts or files without control characters, so that it cannot steer a terminal."""
    return text.translate(CONTROL)


@contextmanager
def stage(name: str) -> Iterator[OnProgress]:
    """Show one stage's progress and, at its end, how long it took."""
    start = time.monotonic()
    show = _bar(name) if err.is_terminal else _lines(name, start)
    with show as on_progress:
        yield on_progress
    err.print(f"[green]✓[/green] {name:<8} {time.monotonic() - start:6.1f} s", markup=True)


@contextmanager
def _bar(name: str) -> Iterator[OnProgress]:
    columns = (
        TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[unit]} {task.fields[subject]}", markup=False), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def on_progress(step: Step) -> None:
            key = step.unit
            if key not in tasks:
                tasks[key] = progress.add_task(name, total=step.total, unit=step.unit, subject="")
            progress.update(tasks[key], completed=step.done, total=step.total, subject=harmless(step.subject)[:40])

        yield on_progress


@contextmanager
def _lines(name: str, start: float) -> Iterator[OnProgress]:
    told = start

    def on_progress(step: Step) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= LINE_EVERY:
            told = now
            of = f" of {step.total}" if step.total else ""
            print(
                f"  {name}: {step.done}{of} {step.unit} {harmless(step.subject)}".rstrip(), file=sys.stderr, flush=True
            )

    yield on_progress
