"""The verb `erase`: whom a person names, what is found, whether they are sure, and what became of it."""

import json
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from contract.errors import ErasureError
from fengxiang import console
from fengxiang.home import salt_of, working_on
from fengxiang.options import Home, SettingsFile, settings_of

if TYPE_CHECKING:
    from fengxiang.erasing import Outcome, Request
    from fengxiang.settings import Settings
    from fengxiang.wanted import Wanted


def erase(
    author: Annotated[
        list[str] | None, typer.Option("--author", help="Pseudonym; with --platform the platform's own id.")
    ] = None,
    post: Annotated[list[str] | None, typer.Option("--post", help="Id of a post: weibo:5102345678901234.")] = None,
    platform: Annotated[str, typer.Option("--platform", help="Platform that the ids are of.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Goes into the record; name nobody in it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Whoever was erased before: after a restore from a backup.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Finish an erasure that was broken off.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of text.")] = False,
    settings: SettingsFile = None,
    home: Home = None,
) -> None:
    """Take authors or posts out of everything under home, and never take them in again (docs/privacy.md)."""
    s = settings_of(settings, home)
    start = time.monotonic()
    with working_on(s.home), console.stage("erase") as on_progress:
        from fengxiang import erasing
        from fengxiang.wanted import wanted_of

        open_ = erasing.begun(s.home)
        if resume or open_:
            request = _taken_up(open_, resume)
            needles = erasing.take_up(s, request)
        else:
            named = wanted_of(author or [], post or [], platform, salt_of(s))
            wanted = _with_those_before(s, named) if again else named
            if not wanted.posts and not wanted.authors:
                _show_nobody(again)
                return
            needles, counts = erasing.look(s, wanted, on_progress)
            if not sum(counts.values()):
                raise ErasureError("nothing under home tells of this id, so nothing was erased. Is it written right?")
            if dry_run or not _sure(yes, counts):
                _show(counts, [], json_, done=False)
                return
            request = erasing.begin(s, wanted, needles, datetime.now(UTC), reason)
        outcome = erasing.carry_out(s, request, needles, on_progress)
        erasing.close(s, request, outcome, time.monotonic() - start)
    _end(outcome, json_)


def _taken_up(open_: "Request | None", resume: bool) -> "Request":
    """The request to go on with; ErasureError if there is none, or another one has to be finished first."""
    if open_ is None:
        raise ErasureError("no erasure was broken off: there is nothing to resume")
    if not resume:
        raise ErasureError(f"the erasure begun at {open_.at} is not finished: run `fengxiang erase --resume` first")
    return open_


def _with_those_before(settings: "Settings", named: "Wanted") -> "Wanted":
    """Those named, and whoever the list of the erased hides but the home tells of: a backup brought them back."""
    from contract import suppression
    from fengxiang.home_files import home_files
    from fengxiang.wanted import resolved

    found = resolved(home_files(settings.home), suppression.load(settings.home, salt_of(settings)))
    return replace(named, posts=named.posts | found.posts, authors=named.authors | found.authors)


def _show_nobody(again: bool) -> None:
    """Say that nobody who was erased came back; ErasureError if nobody was named either."""
    if not again:
        raise ErasureError("name whom to erase: --author or --post")
    console.out.print("nothing under home tells of anybody who was erased", markup=False)


def _sure(yes: bool, counts: dict[str, int]) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise ErasureError("erasing cannot be undone: say --yes to go on without being asked, or --dry-run to count")
    _show(counts, [], False, done=False)
    return typer.confirm("Erase all of this? It cannot be undone")


def _end(outcome: "Outcome", json_: bool) -> None:
    _show(outcome.counts, outcome.left, json_, done=True)
    for line in outcome.told:
        console.err.print(console.harmless(line), style="yellow", markup=False)
    if outcome.left:
        raise ErasureError(
            f"{len(outcome.left)} files that are not edited still tell of it: take it out of them, or remove them: "
            + ", ".join(outcome.left[:10])
        )


def _show(counts: dict[str, int], left: list[str], json_: bool, *, done: bool) -> None:
    if json_:
        console.out.print_json(json.dumps({"erased": done, "counts": counts, "left": left}))
        return
    for place, count in sorted(counts.items()):
        if count:
            console.out.print(f"{place:<16} {count:>8,}", markup=False)
    console.out.print("erased, and looked for again" if done else "nothing was changed", markup=False)
