from collections.abc import Iterator
from datetime import date

import pytest
from demo_client import END, Client

from demo.plan import crawled_at
from demo.server import serve
from demo.world import World


@pytest.fixture(scope="session")
def world() -> World:
    made = World(7, END)
    assert made.posts
    return made


@pytest.fixture(scope="session")
def small_world() -> World:
    return World(7, END, weeks=3, scale=0.7)


@pytest.fixture(scope="session")
def client(small_world: World) -> Iterator[Client]:
    with serve(small_world) as base:
        yield Client(base)


@pytest.fixture(scope="session")
def calm() -> int:
    """An instant outside the crawl plan, hence without faults: Friday noon of the last week but one."""
    return int(crawled_at(date(2026, 11, 12)).timestamp()) + 11 * 3600
