"""What goes wrong, and what happens when the same address is asked again."""

import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError

import pytest
from demo_client import END, Client

from demo.faults import BLOCK, CUT, DOWN, EMPTY, ERROR, LIMITED, WALL, faults_of
from demo.plan import QUERIES, SEARCHED, crawled_at
from demo.server import serve
from demo.world import World


def ask(client: Client, address: tuple[int, str, str]) -> tuple[int, str, dict[str, str]]:
    at, platform, query = address
    answer = {"weibo": client.weibo, "xiaohongshu": client.notes, "zhihu": client.zhihu}[platform](at, query)
    return answer.status, answer.text, answer.headers


def test_the_faults_are_the_same_for_the_same_seed(world: World) -> None:
    one, again, other = faults_of(world), faults_of(world), faults_of(World(8, world.end))
    assert one.passing == again.passing != other.passing
    assert one.malformed == again.malformed


def test_each_platform_meets_each_kind_of_fault(world: World) -> None:
    table = faults_of(world)
    kinds = Counter((platform, kind) for (_, platform, _), kind in table.passing.items())
    for platform in SEARCHED:
        assert 2 <= kinds[platform, LIMITED] <= 5
        assert all(kinds[platform, kind] for kind in (ERROR, EMPTY, BLOCK, CUT))
        assert 20 <= sum(key[1] == platform for key in table.malformed) <= 40
    assert kinds["weibo", WALL] == 1 and kinds["rss", LIMITED] >= 1


def test_in_the_last_two_weeks_only_429_strikes(world: World) -> None:
    quiet = int(crawled_at(world.days[-14]).timestamp())
    assert {kind for (at, where, _), kind in faults_of(world).passing.items() if at >= quiet and where != "rss"} == {
        LIMITED
    }


def test_a_passing_fault_strikes_once(client: Client, small_world: World) -> None:
    seen: Counter[str] = Counter()
    for address, kind in faults_of(small_world).passing.items():
        if address[1] == "rss":
            continue
        status, body, headers = ask(client, address)
        assert status == (int(kind) if kind in (LIMITED, ERROR) else 200)
        assert kind != LIMITED or headers["retry-after"] == "1"
        assert kind != EMPTY or body == ""
        assert kind != BLOCK or "Sina Visitor System" in body
        assert kind != WALL or '"ok":-100' in body
        assert kind != CUT or (body.startswith("{") and not body.endswith("}"))
        again, good, _ = ask(client, address)
        assert again == 200 and good.startswith("{") and good.endswith("}") and '"ok":-100' not in good
        seen[kind] += 1
    assert set(seen) == {LIMITED, ERROR, EMPTY, BLOCK, WALL, CUT}
    stats = client.get("/demo/stats").told
    assert stats["weibo/429"] >= 1 and stats["zhihu/block_page"] >= 1 and stats["xiaohongshu/cut"] >= 1


def test_the_failed_crawl_fails_however_often_it_is_asked(client: Client, small_world: World) -> None:
    wednesday = small_world.end - timedelta(days=4)
    at = int(crawled_at(wednesday).timestamp())
    for query in QUERIES[len(QUERIES) // 2 :]:
        assert [client.weibo(at, query, page).status for page in (1, 1, 1, 2)] == [503] * 4
    for query in QUERIES[: len(QUERIES) // 2]:
        client.weibo(at, query)
        assert client.weibo(at, query).told["ok"] == 1
    assert client.zhihu(at, "咖啡").status == client.notes(at, "咖啡").status == 200
    assert client.weibo(int(crawled_at(wednesday + timedelta(days=1)).timestamp()), "咖啡").status == 200
    assert client.get("/demo/stats").told["weibo/503"] >= 4 * len(QUERIES) / 2
    assert {address[2] for address in faults_of(small_world).down} == set(QUERIES[len(QUERIES) // 2 :])
    assert DOWN == "503"


@pytest.mark.parametrize("platform", SEARCHED)
def test_malformed_entries_are_extra_and_stay(client: Client, small_world: World, platform: str) -> None:
    addresses = [address for address in faults_of(small_world).malformed if address[1] == platform]
    assert addresses
    for address in addresses:
        ask(client, address)
        one, again = ask(client, address)[1], ask(client, address)[1]
        assert one == again
        assert one.count("坏数据") >= 1


def test_the_server_ends_with_its_context() -> None:
    with serve(World(7, END, weeks=1, scale=0.05)) as base:
        assert Client(base).get("/robots.txt").status == 200
    time.sleep(0.05)
    with pytest.raises(URLError):
        Client(base).get("/robots.txt")


SCRIPT = """
import sys, time
from datetime import date
from demo.server import serve
from demo.world import World
if __name__ == "__main__":
    with serve(World(7, date(2026, 11, 22), weeks=1, scale=0.05)) as base:
        print(base, flush=True)
        time.sleep(60)
"""


def test_the_server_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(SCRIPT)
    with subprocess.Popen([sys.executable, str(tmp_path / "parent.py")], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        client = Client(parent.stdout.readline().strip())
        assert client.get("/robots.txt").status == 200
        parent.kill()
    for _ in range(100):
        try:
            client.get("/robots.txt")
        except (URLError, ConnectionError):
            return
        time.sleep(0.05)
    pytest.fail("the server still answers five seconds after its parent was killed")
