"""`fengxiang alerts`: list, show, acknowledge, close, try a rule on the past, send a sample, serve the mail's link."""

import json as encoding
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fengxiang import alert_actions, alert_history, alert_lines, alert_states
from fengxiang import home as place
from fengxiang.options import AsOf, Home, Json, Language, SettingsFile, instant_of, settings_of
from fengxiang.showing import lines

LIST = "list"
PAST_DAYS = 84  # that a rule is tried on: twelve weeks


class ListedByDefault(TyperGroup):
    """A group whose options, without a verb before them, are those of `list`."""

    def parse_args(self, ctx, args):  # type: ignore[no-untyped-def]
        """Put `list` where no verb stands."""
        asked = not args or (args[0].startswith("-") and args[0] not in ("-h", "--help"))
        return super().parse_args(ctx, [LIST, *args] if asked else args)


app = typer.Typer(cls=ListedByDefault, help="Alerts: list, show, acknowledge, close, try a rule on the past.")

Id = Annotated[str, typer.Argument(help="The alert's id, or the beginning of it.", metavar="ID")]
By = Annotated[str, typer.Option("--by", help="Your name, kept with it. Default: nobody's.")]
Note = Annotated[str, typer.Option("--note", help="A few words for the team, at most 200 characters.")]


@app.command(LIST)
def list_(
    ended: Annotated[bool, typer.Option("--all", help="Also those that ended in the last four weeks.")] = False,
    theme: Annotated[str, typer.Option("--theme", help="Of one theme: its id or its name.")] = "",
    since: Annotated[str | None, typer.Option("--since", help="Opened or changed since this day.")] = None,
    settings: SettingsFile = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """List open alerts, the loudest first; the default of `fengxiang alerts`."""
    s = settings_of(settings, home)
    warehouse = place.published(s.home)
    wanted = alert_lines.Wanted(theme_of(warehouse, theme), day_named(since), ended)
    alert_lines.alerts(s.home, warehouse, s.language, wanted, json)


@app.command()
def show(alert: Id, settings: SettingsFile = None, home: Home = None, json: Json = False) -> None:
    """Show one alert whole: its history, numbers, aspects, platforms, posts, mails, and what to do next."""
    s = settings_of(settings, home)
    warehouse = place.published(s.home)
    found = alert_states.named(alert_states.standing(s.home, warehouse), alert)
    alert_history.show(alert_history.case_of(warehouse, place.ledger(s.home), found, s.language), json)


@app.command()
def ack(
    alert: Id,
    by: By = "",
    note: Note = "",
    as_of: AsOf = None,
    settings: SettingsFile = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Acknowledge an alert: you have it in hand. No reminder comes any more; that it gets much worse is still told."""
    _act(alert_actions.ACKNOWLEDGE, alert, by, note, as_of, settings, home, json)


@app.command()
def close(
    alert: Id,
    by: By = "",
    note: Note = "",
    as_of: AsOf = None,
    settings: SettingsFile = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Close an alert: nothing more is told of it, whatever it does."""
    _act(alert_actions.CLOSE, alert, by, note, as_of, settings, home, json)


def _act(
    action: str, alert: str, by: str, note: str, as_of: str | None, settings: Path | None, home: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    from fengxiang import alert_handling

    if len(note) > alert_actions.LONGEST_NOTE:
        raise typer.BadParameter(f"a note has {alert_actions.LONGEST_NOTE} characters at most, found {len(note)}")
    s = settings_of(settings, home)
    warehouse = place.published(s.home)
    found = alert_states.named(alert_states.standing(s.home, warehouse), alert)
    handled = alert_handling.handle(s.home, found, action, instant_of(as_of), by, note)
    if as_json:
        told = {"alert_id": found.alert_id, "status": handled.status, "actor": handled.actor, "new": handled.new}
        print_json(told)
    else:
        lines(alert_handling.told(handled, warehouse, s.language))


def print_json(told: dict[str, Any]) -> None:
    """One object for a program."""
    print(encoding.dumps(told, ensure_ascii=False, default=str))


def theme_of(warehouse: Path, name: str) -> str:
    """The id of a theme that a person names by id or name; BadParameter lists those there are."""
    from fengxiang.showing import asked

    if not name:
        return ""
    themes = asked(warehouse, "SELECT theme, zh, en FROM theme ORDER BY theme", {})
    for row in themes:
        if name.casefold() in {str(row[column]).casefold() for column in ("theme", "zh", "en")}:
            return str(row["theme"])
    raise typer.BadParameter(f"there is no theme {name!r}; there are {', '.join(str(row['theme']) for row in themes)}")


def day_named(text: str | None) -> date | None:
    """The day that a person writes as 2026-11-23."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-11-23") from None


@app.command()
def rules(settings: SettingsFile = None, json: Json = False) -> None:
    """List the rules that alerts come from, their thresholds, and where these are set."""
    from fengxiang import alert_rules

    s = settings_of(settings)
    alert_rules.listed(s.alerts, s.language, json)


@app.command()
def test(
    rule: Annotated[str, typer.Argument(help="A rule of `fengxiang alerts rules`.", metavar="RULE")],
    first: Annotated[
        str | None, typer.Option("--from", help="First day. Default: twelve weeks before the last.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day. Default: the last that was judged.")] = None,
    theme: Annotated[str, typer.Option("--theme", help="One theme: its id or its name. Default: all watched.")] = "",
    thresholds: Annotated[list[str] | None, typer.Option("--set", help="Another threshold: change=0.08.")] = None,
    settings: SettingsFile = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Try a rule on the past: on which days it would have fired, and how often with the present thresholds."""
    from fengxiang import alert_rules

    s = settings_of(settings, home)
    warehouse = place.published(s.home)
    changes = alert_rules.changes_of(alert_rules.known_rule(rule), thresholds or [])
    begin, end = days_of(warehouse, day_named(first), day_named(last))
    themes = [theme_of(warehouse, theme)] if theme else s.watch.themes
    alert_rules.tried(
        warehouse, alert_rules.Trial(rule, changes, begin, end, themes, s.alerts.get(rule, {})), s.language, json
    )


def days_of(warehouse: Path, first: date | None, last: date | None) -> tuple[date, date]:
    """The days that a person means: by default the twelve weeks up to the last day that was judged."""
    end = last or alert_states.judged_through(warehouse)
    if end is None:
        raise typer.BadParameter("no day was judged yet: name one by --to")
    begin = first or end - timedelta(days=PAST_DAYS - 1)
    if begin > end:
        raise typer.BadParameter(f"the first day, {begin}, is after the last, {end}")
    return begin, end


@app.command()
def sample(
    to: Annotated[str, typer.Option("--to", help="An address. Default: the only one of [mail] recipients.")] = "",
    settings: SettingsFile = None,
    home: Home = None,
    language: Language = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Send yourself a sample of an alert's mail; without a mail server it is written to the outbox."""
    from fengxiang import alert_sample

    sent = alert_sample.send(settings_of(settings, home, language), to, instant_of(as_of))
    if json:
        print_json({"subject": sent.subject, "to": sent.to, "file": sent.file, "made_up": sent.made_up})
        return
    what = "a made-up alert, since there was none yet" if sent.made_up else "the newest alert"
    where = f"written to {sent.file}" if sent.file else f"sent to {sent.to}"
    lines([f"{sent.subject}", f"  a sample of {what}; {where}"])


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8020,
    settings: SettingsFile = None,
    home: Home = None,
) -> None:
    """Serve the link by which a mail's reader acknowledges an alert ([server] url; docs/handling-alerts.md)."""
    from fengxiang import alert_serving

    alert_serving.serve(settings_of(settings, home), host, port)
