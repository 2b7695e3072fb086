"""A mailbox for the demo: a real SMTP server on loopback that keeps what it is given as .eml files."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class _Keep:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message (the name is aiosmtpd's)."""
        del server, session
        number = len(list(self.folder.glob("*.eml"))) + 1
        content = envelope.content or b""
        (self.folder / f"{number:03d}.eml").write_bytes(content if isinstance(content, bytes) else content.encode())
        return "250 kept"


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return _free_port(0)
        return int(probe.getsockname()[1])


@contextmanager
def mailbox(folder: Path, port: int = 0) -> Iterator[int]:
    """Receive mail into `folder` while the context lasts; yields the port on 127.0.0.1: `port` if it is free."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port(port)  # aiosmtpd cannot be asked for "any port"
    controller = Controller(_Keep(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
