"""Who may ask the web pages: browsers that were told this machine's name, and no other site behind their back.

A name of an attacker's can be made to mean 127.0.0.1 (DNS rebinding); the browser then takes our pages for the
attacker's. The Host header still tells that name, so only names of this machine are answered.
"""

from collections.abc import Mapping
from ipaddress import ip_address

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def name_of(host: str) -> str:
    """The name in a Host header, without its port, in small letters."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[: name.find("]") + 1]
    return name.partition(":")[0]


def refusal(headers: Mapping[str, str], open_to_others: bool) -> str:
    """Why a request is not answered, in one sentence; empty if it is."""
    if not open_to_others and not _is_local(name_of(headers.get("host", ""))):
        return "This server answers on this machine only: open it as http://127.0.0.1 or http://localhost."
    if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
        return "Pages of other sites may link to this server, but may not ask it anything."
    return ""


def _is_local(name: str) -> bool:
    return name in LOCAL_NAMES or is_loopback(name)
