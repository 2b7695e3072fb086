"""`fengxiang alerts serve`: runs the link's server until it is told to stop."""

import logging
import socket
import sys
from typing import TYPE_CHECKING

from contract.errors import FengxiangError, SettingsError
from fengxiang.console import err
from fengxiang.settings import Settings

if TYPE_CHECKING:
    import uvicorn

CONNECTIONS = 32  # at once; more are told to come back
LARGEST_HEAD = 16 << 10  # bytes of a request's line and headers


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. `port` 0 is any free one. SettingsError without the extra `server`."""
    server = server_of(settings)
    _log()
    with listening(host, port) as ours:
        address = f"http://{f'[{host}]' if ':' in host else host}:{ours.getsockname()[1]}"
        err.print(f"listening on {address}; links are for {_public(settings)}", markup=False)
        server.run(sockets=[ours])


def server_of(settings: Settings) -> "uvicorn.Server":
    """The server, with limits on what a request may be; it does not listen yet."""
    try:
        import uvicorn

        from fengxiang.alert_server import application

        app = application(settings)
    except ImportError as fault:
        raise SettingsError(
            f"alerts serve needs the extra `server` ({fault.name} is missing): pip install 'fengxiang[server]'"
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


def _public(settings: Settings) -> str:
    return settings.server.url or "nobody yet: set [server] url to the address under which this can be reached"


def _log() -> None:
    """Lines of our own; the server library's would hold tokens."""
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    ours = logging.getLogger("fengxiang.alert_server")
    ours.addHandler(shown)
    ours.setLevel(logging.INFO)
