"""Serves the made-up network on loopback from a child process that ends with its parent, however that ends."""

import logging
import multiprocessing
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection

from contract.errors import FeedError
from demo.world import World

_STARTING = 60.0  # seconds that making the network may take on a busy machine


@contextmanager
def serve(world: World, port: int = 0) -> Iterator[str]:
    """Serve `world` on 127.0.0.1 while the context is open; yields the address without a trailing slash.

    The network is made again in the child (same parameters, same posts). Port 0 is any free port.
    Raises FeedError if the server does not come up.
    """
    ours, theirs = multiprocessing.Pipe()
    spawn = multiprocessing.get_context("spawn")
    told = (theirs, world.seed, world.end, world.weeks, world.scale, port)
    child = spawn.Process(target=_run, args=told, name="fengxiang-demo", daemon=True)
    child.start()
    theirs.close()
    try:
        yield _address(ours)
    finally:
        ours.close()
        child.join(5)
        if child.is_alive():
            child.kill()
            child.join()
        child.close()


def _address(ours: Connection) -> str:
    try:
        if ours.poll(_STARTING):
            return f"http://127.0.0.1:{ours.recv()}"
    except EOFError:
        pass
    raise FeedError(
        "the demo's server did not start: another program may hold its port; give none to take any free one"
    )


def _run(told: Connection, seed: int, end: date, weeks: int, scale: float, port: int) -> None:
    import uvicorn

    from demo.app import Network, application

    threading.Thread(target=_end_with_parent, args=(told,), daemon=True).start()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(256)  # from here on the kernel keeps whoever comes early waiting
        app = application(Network.of(World(seed, end, weeks, scale)))
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        told.send(listening.getsockname()[1])
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
        uvicorn.Server(config).run(sockets=[listening])


def _end_with_parent(told: Connection) -> None:
    # The parent never sends: the read ends when its end of the pipe is closed, by will or by death.
    try:
        told.recv()
    except (EOFError, OSError):
        os._exit(0)
