"""Which addresses of the settings may be asked: https anywhere, plain http only where nobody else listens."""

import ipaddress
import re
from urllib.parse import urlsplit

_AT_HOME = tuple(
    ipaddress.ip_network(net)
    for net in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
_HOME_NAMES = re.compile(r"[a-z0-9-]+|[a-z0-9.-]+\.(?:local|lan|internal|home\.arpa)", re.I)


def is_safe(url: str) -> bool:
    """Https, or http to this machine or a private network; without a name, query or fragment in it."""
    try:
        parts = urlsplit(url)
        whole = bool(parts.hostname) and parts.port != 0  # a port that is none raises
    except ValueError:
        return False
    if not whole or parts.username or parts.password or re.search(r"[\s\x00-\x20<>\"\\?#@]", url) or not url.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _at_home(parts.hostname or ""))


def _at_home(host: str) -> bool:
    """By its number, or by a name that only a network of one's own knows."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOME_NAMES.fullmatch(host)) and not re.fullmatch(r"(?:0x)?[\da-f]+", host, re.I)
    return any(address in net for net in _AT_HOME if net.version == address.version)
