"""The verb `prune`: what is older than the settings allow, shown or let go of."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fengxiang import console, stages
from fengxiang.options import AsOf, Home, SettingsFile, instant_of, settings_of

if TYPE_CHECKING:
    from fengxiang.pruning import Outcome


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    as_of: AsOf = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of text.")] = False,
    settings: SettingsFile = None,
    home: Home = None,
) -> None:
    """Let go of what is older than the settings keep it, each kind of data by its own days (docs/privacy.md)."""
    s = settings_of(settings, home)
    instant = instant_of(as_of)
    with console.stage("prune") as on_progress:
        from fengxiang import pruning

        outcome = pruning.told(pruning.look(s, instant)) if dry_run else stages.prune(s, instant, on_progress)
    _show(outcome, json_, done=not dry_run)


def _show(outcome: "Outcome", json_: bool, *, done: bool) -> None:
    if json_:
        console.out.print_json(json.dumps({"pruned": done, **asdict(outcome)}))
        return
    for kind, of in outcome.kinds.items():
        line = f"{kind:<10} {of.files:>8,} files {of.bytes:>14,} bytes   oldest {of.oldest}"
        console.out.print(line, markup=False)
    console.out.print("nothing is due" if not outcome.kinds else "gone" if done else "would go; nothing was changed")
