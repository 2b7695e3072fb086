"""One system call for each answer instead of two: an answer's head waits for its body.

The server library writes both apart; on loopback the second write cost as much as making a short answer.
"""

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class Gathered:
    """A transport that holds back an answer's head until the next write; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._held = transport, b""

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def write(self, told: bytes) -> None:
        """Write, or hold back what is the head of an answer."""
        if not self._held and told.startswith(b"HTTP/1.1 ") and told[9:10] != b"1" and told.endswith(b"\r\n\r\n"):
            self._held = told
            return
        self._transport.write(self._held + told)
        self._held = b""

    def close(self) -> None:
        """Close, with nothing left behind."""
        if self._held:
            self._transport.write(self._held)
            self._held = b""
        self._transport.close()


class GatheringProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """The server's protocol over such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A connection has come in."""
        super().connection_made(Gathered(transport))
