"""Trouble on purpose: the same for the same crawl, never for ever, and of the kind that was asked for."""

import http.client
import time
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from demo_client import END, Client

from demo.app import Application
from demo.asking import Reply
from demo.faults import faults_of
from demo.network import Network
from demo.plan import QUERIES, crawled_at
from demo.server import serve
from demo.trouble import Trouble
from demo.world import World

WORLD = World(7, END, weeks=3, scale=0.1)
AT = int(crawled_at(WORLD.days[-5]).timestamp())  # the instant of the crawl that fails as planned
EVERY = Trouble(limited=0.1, error=0.1, malformed=0.1, reset=0.1, slow=0.1, empty=0.1, block=0.1, slow_seconds=0.0)


class Asker:
    """Asks the application itself: no server, and a clock that stands until it is moved."""

    def __init__(self, trouble: Trouble, world: World = WORLD) -> None:
        self.now = 0.0
        self.network = Network.of(world, trouble, seconds=lambda: self.now)
        self.application = Application(self.network)

    def ask(self, query: str, page: int = 1, at: int = AT) -> Reply:
        rest = f"containerid={quote(f'100103type=61&q={query}&t=0', safe='')}&page={page}"
        return self.get(f"/at/{at}/weibo/api/container/getIndex", rest)

    def get(self, path: str, rest: str = "") -> Reply:
        scope = {"path": path, "query_string": rest.encode(), "method": "GET", "headers": []}
        return self.application.reply(scope, b"")

    def kinds(self) -> "Counter[str]":
        return Counter({name.removeprefix("weibo/"): count for name, count in self.network.answers.items()})


def asked_over(trouble: Trouble, times: int = 3) -> tuple[list[tuple[int, bytes, bool]], Asker]:
    asker = Asker(trouble)
    replies = [asker.ask(query, page) for _ in range(times) for query in QUERIES for page in range(1, 11)]
    return [(reply.status, reply.body, reply.dropped) for reply in replies], asker


def test_the_same_crawl_meets_the_same_trouble() -> None:
    one, asker = asked_over(EVERY)
    assert asked_over(EVERY)[0] == one
    assert asked_over(replace(EVERY, seed=1))[0] != one
    kinds = asker.kinds()
    assert set(kinds) == {"ok", "429", "500", "cut", "reset", "slow", "empty", "block_page"}
    assert all(0.05 < count / len(one) < 0.15 for kind, count in kinds.items() if kind != "ok")


def test_what_an_address_meets_does_not_depend_on_the_others() -> None:
    alone, among = Asker(EVERY), Asker(EVERY)
    for query in QUERIES * 3:
        among.ask(query)
    one = {query: [alone.ask(query, 2).body for _ in range(5)] for query in QUERIES}
    other = {query: [among.ask(query, 2).body for _ in range(5)] for query in QUERIES[::-1]}
    assert one == other


@pytest.mark.parametrize("rate", ["limited", "error", "malformed", "reset", "empty", "block"])
def test_asking_again_succeeds_even_if_everything_goes_wrong(rate: str) -> None:
    rates: dict[str, Any] = {rate: 1.0}
    asker, good = Asker(replace(Trouble(most_in_a_row=2), **rates)), Asker(Trouble())
    for query in QUERIES:
        expected = good.ask(query)
        replies = [asker.ask(query) for _ in range(6)]
        fine = [reply.body == expected.body and not reply.dropped and reply.status == 200 for reply in replies]
        assert fine == [False, False, True, False, False, True]
    assert asker.kinds()["ok"] == 2 * len(QUERIES)


def test_each_kind_looks_as_it_should() -> None:
    whole = Asker(Trouble()).ask("咖啡").body
    limited = Asker(Trouble(limited=1.0, retry_after=7)).ask("咖啡")
    assert (limited.status, limited.body, limited.headers) == (429, b"", [(b"retry-after", b"7")])
    assert Asker(Trouble(limited=1.0, retry_after=None)).ask("咖啡").headers == []
    assert Asker(Trouble(error=1.0)).ask("咖啡").status == 500
    cut = Asker(Trouble(malformed=1.0)).ask("咖啡")
    assert cut.status == 200 and whole.startswith(cut.body) and 0 < len(cut.body) < len(whole)
    assert Asker(Trouble(empty=1.0)).ask("咖啡").body == b""
    block = Asker(Trouble(block=1.0)).ask("咖啡")
    assert block.status == 200 and b"Sina Visitor System" in block.body and "html" in block.media
    late = Asker(Trouble(slow=1.0, slow_seconds=2.5)).ask("咖啡")
    assert late.body == whole and late.wait == 2.5


def test_only_the_trouble_strikes_and_no_outage_or_malformed_entry_of_the_plan() -> None:
    planned, asker = faults_of(WORLD), Asker(Trouble())
    addresses = [*planned.down, *planned.malformed, *planned.passing]
    assert planned.down and planned.malformed
    for at, platform, query in addresses:
        if platform == "weibo" and query != "hot":
            reply = asker.ask(query, at=at)
            assert reply.status == 200 and "坏数据" not in reply.body.decode() and b'"ok":-100' not in reply.body
    assert set(asker.kinds()) == {"ok"}


def test_a_ban_begins_after_so_many_answers_and_ends_for_good() -> None:
    asker = Asker(Trouble(ban_after=5, ban_seconds=30.0))
    assert [asker.ask("咖啡").status for _ in range(7)] == [200] * 5 + [418] * 2
    assert b"Sina Visitor System" in asker.ask("手机").body
    assert asker.get(f"/at/{AT}/zhihu/api/v4/search_v3", f"q={quote('咖啡')}").status == 200  # another platform
    asker.now = 29.9
    assert asker.ask("咖啡").status == 418
    asker.now = 30.0
    assert {asker.ask("咖啡").status for _ in range(50)} == {200}
    assert asker.kinds()["ban"] == 4
    quiet = Asker(Trouble(ban_after=0, ban_status=200)).ask("咖啡")
    assert quiet.status == 200 and b"Sina Visitor System" in quiet.body


def test_settings_that_cannot_be_are_named() -> None:
    settings: tuple[tuple[dict[str, Any], str], ...] = (
        ({"limited": 1.5}, "limited 1.5"), ({"error": 0.7, "empty": 0.7}, "together at most 1"),
        ({"slow_seconds": -1.0}, "slow_seconds"), ({"ban_seconds": float("nan")}, "ban_seconds"),
        ({"most_in_a_row": 0}, "most_in_a_row"), ({"ban_status": 99}, "ban_status"),
    )  # fmt: skip
    for wrong, word in settings:
        with pytest.raises(ValueError, match=word):
            replace(Trouble(), **wrong)


def test_a_reset_drops_the_connection_in_the_middle_of_the_answer() -> None:
    with serve(WORLD, faults=Trouble(reset=1.0, most_in_a_row=1)) as base:
        client = Client(base)
        with pytest.raises(http.client.IncompleteRead) as dropped:
            client.weibo(AT, "咖啡")
        whole = client.weibo(AT, "咖啡")
        assert whole.status == 200 and whole.text.encode().startswith(dropped.value.partial)
        assert client.get("/demo/stats").told["weibo/reset"] == 1


def test_slow_answers_come_late_and_keep_nobody_else_waiting() -> None:
    with serve(WORLD, faults=Trouble(slow=1.0, slow_seconds=0.4)) as base:
        client, began = Client(base), time.monotonic()
        assert client.weibo(AT, "咖啡").told["ok"] == 1
        assert time.monotonic() - began >= 0.4
        assert client.get("/robots.txt").status == 200 and time.monotonic() - began < 0.8


def test_what_landed_after_trouble_is_what_was_servable() -> None:
    trouble = replace(EVERY, limited=0.15, ban_after=40, ban_seconds=0.2, retry_after=0)
    with serve(WORLD, faults=trouble) as base:
        client, found = Client(base), set[str]()
        for query in QUERIES:
            found |= _patient(client, query)
        first = AT - 86_400
        landed = {mid for mid in found if (int(mid) >> 22) + 515_483_463 >= first}
        assert landed == set(client.servable(AT, "weibo", first, AT + 1).told["ids"])
        stats = client.get("/demo/stats").told
    assert stats["weibo/ban"] >= 1 and stats["weibo/429"] >= 1


def _patient(client: Client, query: str) -> set[str]:
    """The mids of a query's pages, each page asked for until it is good."""
    found: set[str] = set()
    for page in range(1, 11):
        for _ in range(200):
            try:
                answer = client.weibo(AT, query, page)
                told = answer.told if answer.status == 200 else {}
            except (ValueError, http.client.HTTPException):
                told = {}
            if "ok" in told:
                break
            time.sleep(0.01)
        cards = told["data"]["cards"]
        found |= {card["mblog"]["mid"] for top in cards for card in top.get("card_group", [top])}
        if len(cards) < 18:
            break
    return found
