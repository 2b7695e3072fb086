"""What an answer costs the demo's server, in milliseconds of its own CPU: `python tests/demo/serving_cost.py`.

Asks like a crawl (keep-alive, eight at a time) from this process and reads the server process's CPU time around it.
"""

import asyncio
import json
import multiprocessing
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from demo.plan import QUERIES, crawled_at
from demo.server import serve
from demo.world import World

END = date(2026, 11, 22)
_AT_ONCE = 8
Asked = tuple[str, bytes]  # path, body ("" = GET)


def main() -> None:
    """Print a line for each kind of address: on a busy machine compare ratios from one run."""
    world = World(7, END)
    with serve(world) as base:
        child = multiprocessing.active_children()[0].pid
        assert child is not None
        memory = Path(f"/proc/{child}/status").read_text().partition("VmRSS:")[2].split()[0]
        sys.stdout.write(f"server starts with {int(memory) // 1024} MB\n")
        for name, asks in kinds(world).items():
            first, *again = [cost(base, child, asks) for _ in range(9)]
            sys.stdout.write(f"{name:12} {first:.3f} ms CPU an answer at first, {min(again):.3f} ms when asked again\n")


def cost(base: str, process: int, asks: list[Asked]) -> float:
    """Milliseconds of the server's CPU for each of these asks."""
    before = cpu_seconds(process)
    asyncio.run(ask_all(base, asks))
    return (cpu_seconds(process) - before) / len(asks) * 1000


def kinds(world: World) -> dict[str, list[Asked]]:
    """The asks of each kind, at instants outside the crawl plan (no faults)."""
    seconds = [int(crawled_at(END - timedelta(days=back)).timestamp()) + 7 for back in range(40, 0, -1)]
    weibo, notes, note = list[Asked](), list[Asked](), list[Asked]()
    for at in seconds:
        for query in QUERIES:
            container = quote(f"100103type=61&q={query}&t=0", safe="")
            for page in range(1, 6):
                told = {"keyword": query, "page": page, "page_size": 20, "sort": "time_descending", "note_type": 0}
                path = f"/at/{at}/weibo/api/container/getIndex?containerid={container}&page_type=searchall&page={page}"
                weibo.append((path, b""))
                notes.append((f"/at/{at}/xiaohongshu/api/sns/web/v1/search/notes", json.dumps(told).encode()))
        young = [post for post in world.posts["xiaohongshu"] if at - 86_400 < post.published < at][:60]
        for post in young:
            wanted = json.dumps({"source_note_id": post.native, "xsec_token": "AB="}).encode()
            note.append((f"/at/{at}/xiaohongshu/api/sns/web/v1/feed", wanted))
    return {"weibo search": weibo, "xhs search": notes, "xhs note": note}


def cpu_seconds(process: int) -> float:
    """CPU time of a process's first thread, on which the server runs."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


async def ask_all(base: str, asks: list[Asked]) -> None:
    """Ask all of them over a few connections that stay open."""
    left = iter(asks)
    await asyncio.gather(*(_ask_some(base, left) for _ in range(_AT_ONCE)))


async def _ask_some(base: str, left: Iterable[Asked]) -> None:
    where = urlsplit(base)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    for path, body in left:
        verb = "POST" if body else "GET"
        writer.write(f"{verb} {path} HTTP/1.1\r\nhost: demo\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        told = await reader.readexactly(int(head.partition("content-length: ")[2].split("\r")[0]))
        assert head.startswith("http/1.1 200") and len(told) > 100, (path, head, told[:200])
    writer.close()


if __name__ == "__main__":
    main()
