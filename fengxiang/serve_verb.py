"""`fengxiang serve`: the archive of reports and the explorer as web pages on this machine, until it is told to stop."""

from typing import TYPE_CHECKING, Annotated

import typer

from fengxiang.options import Home, Language, SettingsFile, settings_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from fengxiang.settings import Settings

PORT = 8718


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = PORT,
    open_to_others: Annotated[
        bool, typer.Option("--open-to-others", help="Listen where other machines reach it: there is no login.")
    ] = False,
    settings: SettingsFile = None,
    home: Home = None,
    language: Language = None,
) -> None:
    """Serve the archive of reports and live pages over the published warehouse on this machine (docs/exploring.md)."""
    from fengxiang import web_serving
    from fengxiang.console import err

    s = settings_of(settings, home, language)
    allowed(host, open_to_others)
    server = web_serving.server_of(lambda: application_of(s, open_to_others), "serve")
    web_serving.log_lines("fengxiang.site_server")
    with web_serving.listening(host, port) as ours:
        address = web_serving.address_of(host, ours)
        err.print(f"reports: {address}/  explore: {address}/explore  (ctrl-c ends it)", markup=False)
        web_serving.run(server, ours)


def allowed(host: str, open_to_others: bool) -> None:
    """SettingsError for an address that others can reach, unless that is meant."""
    from contract.errors import SettingsError
    from fengxiang.site_fences import is_loopback

    if not open_to_others and not is_loopback(host):
        raise SettingsError(
            f"--host {host} can be reached by other machines, and the pages have no login: whoever reaches them reads "
            "every post. Say --open-to-others if that is meant, or leave --host out"
        )


def application_of(settings: "Settings", open_to_others: bool) -> "ASGIApp":
    """The application; ImportError without the extra `server`."""
    from fengxiang.site_server import application

    return application(settings, open_to_others=open_to_others)
