"""Which stretch of the made-up network's life is served, and what of it nobody has listened to yet.

The first season ends on the Sunday before the first start: the report of the last full week then has all that is
planted. The next season goes on from there, with levels and moods as usual until its own end, so that hourly runs find
new posts. Each start serves the season in which listening stopped and the one after it.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from contract.clock import Week, day_of
from demo.plan import SEARCHED, PlannedCrawl, crawl_plan
from demo.world import World
from fengxiang.demonstration import MARK, settle
from fengxiang.home import landing, published
from fengxiang.settings import Settings

_LOOKED_BACK = timedelta(days=2)  # a crawl looks back 36 hours: what lies there must be served still


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What the network is like; tests take less of it."""

    seed: int = 7
    weeks: int = 13
    scale: float = 1.0
    language: str = "zh"


def season_at(home: Path, wanted: MadeUp, now: datetime) -> World:
    """The world to serve, two seasons long; `home` is made ready for it, and emptied where that is another network."""
    known = _known(home, wanted)
    heard = newest_crawl(home)
    if known is None or heard is None or _last_day(world := _around(known, heard)) < day_of(now):
        world = World(wanted.seed, Week.last_full(now).window.last, wanted.weeks, wanted.scale, seasons=2)
        settle(home, _mark(world))
    return world


def unheard(world: World, home: Path, now: datetime) -> list[PlannedCrawl]:
    """The daily crawls up to yesterday that no crawl has come after."""
    heard = newest_crawl(home)
    planned = [crawl for number in range(world.seasons) for crawl in crawl_plan(world.season(number))]
    return [crawl for crawl in planned if crawl.as_of <= now and (heard is None or crawl.as_of > heard)]


def catch_up(settings: Settings, world: World, now: datetime) -> None:
    """Listen to what was missed, up to the published warehouse; nothing to do is done at once."""
    from fengxiang import chain, demonstration

    missed = unheard(world, settings.home, now)
    if missed:
        chain.collect(settings, missed[-1].as_of, lambda told: demonstration.crawl(settings, missed, told))
    elif not published(settings.home).exists():
        chain.collect(settings, newest_crawl(settings.home) or now, None)


def newest_crawl(home: Path) -> datetime | None:
    """The instant up to which every searched platform was crawled, None if one of them never was."""
    newest = []
    for platform in SEARCHED:
        names = [file.stem.rpartition("-")[2] for file in (landing(home) / "runs" / platform).glob("*.jsonl")]
        if not names:
            return None
        newest.append(max(names))
    return datetime.strptime(min(newest), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _known(home: Path, wanted: MadeUp) -> World | None:
    """The first season of the network that `home` holds, None if it is not the wanted one."""
    mark = home / MARK
    if not mark.exists():
        return None
    told = json.loads(mark.read_text("utf-8"))
    world = World(wanted.seed, date.fromisoformat(told["end"]), wanted.weeks, wanted.scale, seasons=2)
    return world if told == _mark(world) else None


def _mark(world: World) -> dict[str, object]:
    return {"seed": world.seed, "end": world.end.isoformat(), "weeks": world.weeks, "scale": world.scale}


def _around(world: World, heard: datetime) -> World:
    """The two seasons that begin with the one in which listening stopped."""
    while world.end < day_of(heard - _LOOKED_BACK):
        world = replace(world.season(1), seasons=world.seasons)
    return world


def _last_day(world: World) -> date:
    return world.season(world.seasons - 1).end
