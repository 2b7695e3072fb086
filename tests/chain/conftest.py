"""A small made-up network that is crawled once, and what is needed to compare two warehouses row by row."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from demo.mailbox import mailbox
from demo.plan import crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang.demonstration import settings_text

END = date(2026, 11, 22)


class Net(NamedTuple):
    """A served network and the settings to crawl it."""

    world: World
    settings: str
    mails: Path


@pytest.fixture(scope="session")
def small_net(tmp_path_factory):
    """Six weeks at a tenth of the demo's volume, and a mailbox."""
    world = World(seed=7, end=END, weeks=6, scale=0.1)
    mails = tmp_path_factory.mktemp("mailbox")
    with serve(world) as base, mailbox(mails) as port:
        yield Net(world, settings_text(crawl_plan(world), base, port, "zh"), mails)
