"""`fengxiang alerts serve`: runs the link's server until it is told to stop."""

from typing import TYPE_CHECKING

from fengxiang.console import err
from fengxiang.settings import Settings
from fengxiang.web_serving import address_of, listening, log_lines, run
from fengxiang.web_serving import server_of as server_for

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. `port` 0 is any free one. SettingsError without the extra `server`."""
    server = server_of(settings)
    log_lines("fengxiang.alert_server")
    with listening(host, port) as ours:
        err.print(f"listening on {address_of(host, ours)}; links are for {_public(settings)}", markup=False)
        run(server, ours)


def server_of(settings: Settings) -> "uvicorn.Server":
    """The server, with limits on what a request may be; it does not listen yet."""

    def make() -> "Starlette":
        from fengxiang.alert_server import application

        return application(settings)

    return server_for(make, "alerts serve")


def _public(settings: Settings) -> str:
    return settings.server.url or "nobody yet: set [server] url to the address under which this can be reached"
