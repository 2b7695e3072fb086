"""`fengxiang sql` and `fengxiang search`: questions to the published warehouse from the command line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from fengxiang.options import Home, SettingsFile, settings_of
from fengxiang.row_writing import write
from fengxiang.warehouse_reader import asked, opened, published_file

File = Annotated[Path | None, typer.Option("--file", help="Another warehouse file than the published one.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a row.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Since = Annotated[str | None, typer.Option("--since", help="First day. Default: 27 days before the last.")]
Until = Annotated[str | None, typer.Option("--until", help="Last day. Default: the last of which there are posts.")]


def sql(
    statement: Annotated[
        str | None, typer.Argument(help="A statement. Without one: a shell, or standard input.")
    ] = None,
    settings: SettingsFile = None,
    home: Home = None,
    file: File = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Ask the published warehouse in SQL: a statement, standard input, or a shell. Nothing can be changed."""
    path = published_file(settings_of(settings, home), file)
    mode = _mode(json, csv)
    with opened(path) as con:
        if statement is None and sys.stdin.isatty():
            from fengxiang.shell import Shell

            Shell(con, path, mode).run()
        else:
            write(asked(con, sys.stdin.read() if statement in (None, "-") else str(statement)), mode)


def search(
    query: Annotated[str, typer.Argument(help='Words; blank AND, | OR, - NOT, "a phrase", parentheses.')],
    settings: SettingsFile = None,
    home: Home = None,
    file: File = None,
    since: Since = None,
    until: Until = None,
    platform: Annotated[str | None, typer.Option("--platform", help="One platform. Default: all.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = 20,
    sort: Annotated[str, typer.Option("--sort", help="newest or engagement.")] = "newest",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Find posts by words."""
    from fengxiang.search_query import clauses

    told: dict[str, object] = {
        "query": clauses(query),
        "since": _day(since),
        "until": _day(until),
        "platform": platform,
        "sort": sort,
    }
    call = f"FROM search($query, since := $since, until := $until, platform := $platform, sort := $sort, n := {limit})"
    columns = "*" if json or csv else "dt, platform, engagement, sentiment, text, post_id"
    with opened(published_file(settings_of(settings, home), file)) as con:
        write(asked(con, f"SELECT {columns} {call}", told), _mode(json, csv))


def _mode(json: bool, csv: bool) -> str:
    return "json" if json else "csv" if csv else "table"


def _day(text: str | None) -> str | None:
    from datetime import date

    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-11-23") from None
