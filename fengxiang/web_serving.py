"""What the web servers of this house have in common: their socket, the limits on a request, headers, lines of log.

Starlette and uvicorn are imported inside functions: they come with the extra `server`, and the command line must start
without them.
"""

import logging
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from contract.errors import FengxiangError, SettingsError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

CONNECTIONS = 32  # at once; more are told to come back
LARGEST_HEAD = 16 << 10  # bytes of a request's line and headers
HEADERS = {
    # not no-referrer: with that browsers send `Origin: null` with a form, and its origin could not be looked at
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def server_of(make: Callable[[], "ASGIApp"], verb: str) -> "uvicorn.Server":
    """The server of an application, with limits on what a request may be; it does not listen yet.

    SettingsError without the extra `server`, which `make` needs as well; `verb` is who says so.
    """
    try:
        import uvicorn

        app = make()
    except ImportError as fault:
        raise SettingsError(
            f"{verb} needs the extra `server` ({fault.name} is missing): pip install 'fengxiang[server]'"
        ) from None
    logging.getLogger("uvicorn.access").disabled = True  # it writes addresses, whatever handlers somebody gives it
    return uvicorn.Server(uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", ws="none", http="h11", server_header=False,
        proxy_headers=False, limit_concurrency=CONNECTIONS, timeout_keep_alive=5, timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    ))  # fmt: skip


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; FengxiangError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=64)
    except OSError as fault:
        raise FengxiangError(f"cannot listen on {host}:{port} ({fault.strerror}); choose another --port") from None


def run(server: "uvicorn.Server", ours: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, answer what was asked, and return: being told to stop is no failure."""
    for told in (signal.SIGINT, signal.SIGTERM):  # the server raises them again when it is done
        signal.signal(told, lambda *_: None)
    server.run(sockets=[ours])


def address_of(host: str, ours: socket.socket) -> str:
    """Where a browser finds it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{ours.getsockname()[1]}"


def log_lines(name: str) -> None:
    """Show a server's own lines; those of the library would hold addresses, and with them tokens or searches."""
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    ours = logging.getLogger(name)
    ours.addHandler(shown)
    ours.setLevel(logging.INFO)
