"""The made-up network and its mailbox, served for as long as Airflow runs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from demo.plan import crawl_plan
from demo.world import World
from fengxiang.airflow_home.checks import is_free
from fengxiang.airflow_home.living_network import MadeUp, season_at
from fengxiang.settings import PREFIX

_PORTS = "ports.json"


@contextmanager
def served(home: Path, wanted: MadeUp, now: datetime) -> Iterator[tuple[World, Path]]:
    """Serve both; yields the network's world and the settings file, which is written anew with this start's ports.

    What the environment sets for real feeds is dropped first: it would win over the file.
    """
    from demo.mailbox import mailbox
    from demo.server import serve
    from demo.truth import write_truth
    from fengxiang.demonstration import settings_text

    _forget_real_feeds()
    world = season_at(home, wanted, now)
    write_truth(world, home / "truth.json")
    known = {name: port for name, port in _ports(home).items() if is_free(port)}
    with serve(world, known.get("network", 0)) as base, mailbox(home / "mailbox", known.get("mail", 0)) as mail:
        (home / _PORTS).write_text(json.dumps({"network": int(base.rpartition(":")[2]), "mail": mail}), "utf-8")
        file = home / "fengxiang.toml"
        file.write_text(settings_text(crawl_plan(world), base, mail, wanted.language), "utf-8")
        yield world, file


def _forget_real_feeds() -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


def _ports(home: Path) -> dict[str, int]:
    """The ports of the last start: a crawl that was killed goes on with the addresses it has written down."""
    file = home / _PORTS
    known: dict[str, int] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return known
