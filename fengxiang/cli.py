"""The command line: one verb a stage, and a few that join them. Only this file prints and ends the process."""

import sys
import traceback
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from contract.clock import Week, last_full_day
from contract.errors import FengxiangError
from fengxiang import (
    airflow_verb,
    alert_verbs,
    asking,
    chain,
    console,
    erase_verb,
    evaluating_alerts,
    evaluating_aspects,
    evaluating_trends,
    exporting,
    judging,
    prune_verb,
    serve_verb,
    showing,
    stages,
    storage_verbs,
    warehouse_verbs,
)
from fengxiang.home import published
from fengxiang.options import AsOf, Home, Json, Language, SettingsFile, WeekOf, instant_of, settings_of, week_of

app = typer.Typer(
    help="Fengxiang (风向): from public posts in Chinese feeds to a weekly trend report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Entry point: every expected failure is one clear sentence and an exit code, never a traceback."""
    try:
        app()
    except FengxiangError as fault:
        for line in str(fault).splitlines():
            console.err.print(f"fengxiang: {console.harmless(line)}", style="red", markup=False)
        sys.exit(fault.exit_code)
    except KeyboardInterrupt:
        console.err.print(
            "fengxiang: interrupted; run the same command again, it goes on where it stopped", markup=False
        )
        sys.exit(130)
    except OSError as fault:
        if fault.filename is None and fault.errno is None:
            raise
        console.err.print(f"fengxiang: {fault.strerror or fault}: {fault.filename or ''}", style="red", markup=False)
        if "--debug" in sys.argv:
            traceback.print_exc()
        sys.exit(1)


@app.command()
def crawl(settings: SettingsFile = None, as_of: AsOf = None, home: Home = None) -> None:
    """Crawl the platforms of the settings into landing/."""
    s = settings_of(settings, home)
    with console.stage("crawl") as on_progress:
        runs = stages.crawl(s, [instant_of(as_of)], on_progress, datetime.now(UTC))
    showing.crawl_runs(runs)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Files, folders or zip archives; docs/importing.md lists kinds.")],
    settings: SettingsFile = None,
    home: Home = None,
    mapping: Annotated[
        str, typer.Option("--mapping", "-m", help="Read them by this mapping of the settings ([import.mappings]).")
    ] = "",
) -> None:
    """Import posts that other tools have collected; afterwards `fengxiang run --no-crawl` makes the report."""
    s = settings_of(settings, home)
    with console.stage("import") as on_progress:
        imported = stages.import_files(s, files, datetime.now(UTC), on_progress, mapping)
    showing.imports(imported)


@app.command()
def ingest(settings: SettingsFile = None, home: Home = None) -> None:
    """Move what has landed into the lake."""
    s = settings_of(settings, home)
    with console.stage("ingest") as on_progress:
        stages.ingest(s, on_progress)


@app.command()
def enrich(settings: SettingsFile = None, home: Home = None) -> None:
    """Read new posts: words, themes, sentiment, fingerprints."""
    s = settings_of(settings, home)
    with console.stage("enrich") as on_progress:
        stages.enrich(s, on_progress)


@app.command()
def build(settings: SettingsFile = None, home: Home = None) -> None:
    """Bring the warehouse up to the lake and check it."""
    s = settings_of(settings, home)
    with console.stage("build") as on_progress:
        stages.build(s, on_progress)


@app.command()
def detect(settings: SettingsFile = None, as_of: AsOf = None, home: Home = None) -> None:
    """Find rising topics and sentiment drops, then publish the warehouse."""
    s = settings_of(settings, home)
    with console.stage("detect") as on_progress:
        judged = stages.detect(s, instant_of(as_of), on_progress)
    showing.vintage(judged)
    console.out.print(str(published(s.home)), markup=False)


@app.command()
def report(
    settings: SettingsFile = None,
    week: WeekOf = None,
    as_of: AsOf = None,
    home: Home = None,
    language: Language = None,
) -> None:
    """Write the weekly report: one HTML file, and beside it what [report] asks for (xlsx, JSON, PDF)."""
    s, instant = settings_of(settings, home, language), instant_of(as_of)
    with console.stage("report") as on_progress:
        written = stages.report(s, week_of(week, instant), instant, on_progress)
    for note in written.notes:
        console.err.print(f"  {note}", style="yellow", markup=False)
    console.out.print(str(written.page), markup=False)


@app.command()
def notify(
    settings: SettingsFile = None,
    week: WeekOf = None,
    as_of: AsOf = None,
    home: Home = None,
    language: Language = None,
    alerts_only: Annotated[bool, typer.Option("--alerts-only", help="Alerts, without the weekly report.")] = False,
) -> None:
    """Tell subscribers the weekly report and what changed of alerts, each once (docs/notifications.md)."""
    s, instant = settings_of(settings, home, language), instant_of(as_of)
    with console.stage("notify"):
        lines = stages.notify(s, None if alerts_only else week_of(week, instant), instant)
    showing.lines(lines)


@app.command()
def run(
    settings: SettingsFile = None,
    as_of: AsOf = None,
    week: WeekOf = None,
    home: Home = None,
    language: Language = None,
    no_crawl: Annotated[bool, typer.Option("--no-crawl", help="Start from what has landed already.")] = False,
) -> None:
    """Run the whole chain: crawl, ingest, enrich, build, detect, report, notify."""
    s, instant = settings_of(settings, home, language), instant_of(as_of)
    crawling = None if no_crawl else partial(stages.crawl, s, [instant], started_at=datetime.now(UTC))
    chain.run(s, week_of(week, instant), instant, crawling)


@app.command()
def demo(
    home: Annotated[Path, typer.Option("--home", help="Folder for the demo.")] = Path("demo-home"),
    end: Annotated[
        str | None, typer.Option("--end", help="Last day of the made-up network. Default: last Sunday.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another seed is another network.")] = 7,
    language: Language = None,
) -> None:
    """Crawl a made-up social network over HTTP and mail its weekly report, all on this machine."""
    as_of = instant_of(end)
    last = last_full_day(as_of) if end else Week.last_full(as_of).window.last
    from fengxiang import demonstration

    demonstration.run(home, seed, last, language)


@app.command("new-platform")
def new_platform(
    name: Annotated[str, typer.Argument(help="Name of the platform, lower case: tieba.")],
    page: Annotated[Path | None, typer.Option("--page", help="A saved answer of the platform to begin with.")] = None,
    root: Annotated[Path, typer.Option("--root", help="The checkout to write into.")] = Path(),
) -> None:
    """Begin a new platform: write its spider and mapping from a template, and save a first page with its posts."""
    from crawlers.template import create

    showing.lines([*map(str, create(name, root, page)), "Next: write what FILL IN marks, then run make test."])


@app.command()
def doctor(settings: SettingsFile = None, home: Home = None, json: Json = False) -> None:
    """Look at settings, home, crawls, lake, warehouse and mail, and say what to do about what is wrong."""
    from fengxiang import checkup

    sys.exit(checkup.show(settings_of(settings, home), json))


# after the stages, since help lists verbs in this order
app.command()(warehouse_verbs.publish)
app.command()(warehouse_verbs.versions)
app.command()(warehouse_verbs.rebuild)
app.command()(warehouse_verbs.backfill)
app.command()(warehouse_verbs.trends)
app.add_typer(alert_verbs.app, name="alerts")
app.command()(asking.sql)
app.command(context_settings={"ignore_unknown_options": True})(asking.search)
app.command()(exporting.export)
app.command()(serve_verb.serve)
app.command()(airflow_verb.airflow)
app.command()(storage_verbs.pull)
app.command()(storage_verbs.compact)
app.command()(prune_verb.prune)
app.command()(erase_verb.erase)
judging.evaluate.command("aspects")(evaluating_aspects.aspects)
judging.evaluate.command("trends")(evaluating_trends.trends)
judging.evaluate.command("alerts")(evaluating_alerts.alerts)
app.add_typer(judging.evaluate, name="evaluate")
app.add_typer(judging.train, name="train")


if __name__ == "__main__":
    main()
