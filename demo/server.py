"""Serves the made-up network on loopback from a child process that ends with its parent, however that ends."""

import gc
import logging
import multiprocessing
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection

from contract.errors import FeedError
from demo.trouble import Trouble
from demo.world import World

_STARTING = 60.0  # seconds that making the network may take on a busy machine


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the child makes its network from."""

    seed: int
    end: date
    weeks: int
    scale: float
    seasons: int
    port: int
    trouble: Trouble | None
    robots: str


@contextmanager
def serve(
    world: World, port: int = 0, *, faults: Trouble | None = None, robots: str = "User-agent: *\nAllow: /\n"
) -> Iterator[str]:
    """Serve `world` on 127.0.0.1 while the context is open; yields the address without a trailing slash.

    The network is made again in the child (same parameters, same posts). Port 0 is any free port. Without `faults` the
    planned ones of the demo strike (demo.faults); with them nothing else does, so that every post is servable.
    `robots` is the text of /robots.txt. Raises FeedError if the server does not come up.
    """
    ours, theirs = multiprocessing.Pipe()
    spawn = multiprocessing.get_context("spawn")
    wanted = _Wanted(world.seed, world.end, world.weeks, world.scale, world.seasons, port, faults, robots)
    child = spawn.Process(target=_run, args=(theirs, wanted), name="fengxiang-demo", daemon=True)
    child.start()
    theirs.close()
    try:
        yield _address(ours, _STARTING * world.seasons * max(1.0, world.scale / 5))
    finally:
        ours.close()
        child.join(5)
        if child.is_alive():
            child.kill()
            child.join()
        child.close()


def _address(ours: Connection, patience: float) -> str:
    try:
        if ours.poll(patience):
            return f"http://127.0.0.1:{ours.recv()}"
    except EOFError:
        pass
    raise FeedError(
        "the demo's server did not start: another program may hold its port; give none to take any free one"
    )


def _run(told: Connection, wanted: _Wanted) -> None:
    import uvicorn

    from demo.app import Application
    from demo.gathering import GatheringProtocol
    from demo.network import Network

    os.setsid()  # ctrl-c is the parent's: whoever is being answered is answered until the parent lets go
    threading.Thread(target=_end_with_parent, args=(told,), daemon=True).start()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", wanted.port))
        listening.listen(256)  # from here on the kernel keeps whoever comes early waiting
        world = World(wanted.seed, wanted.end, wanted.weeks, wanted.scale, wanted.seasons)
        app = Application(Network.of(world, wanted.trouble, wanted.robots))
        gc.collect()
        gc.freeze()  # the network stays as it is: nothing in it needs to be looked through again
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        told.send(listening.getsockname()[1])
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", ws="none", proxy_headers=False,
            server_header=False, interface="asgi3", http=GatheringProtocol,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


def _end_with_parent(told: Connection) -> None:
    # The parent never sends: the read ends when its end of the pipe is closed, by will or by death.
    try:
        told.recv()
    except (EOFError, OSError):
        os._exit(0)
