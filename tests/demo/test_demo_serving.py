"""How answers go out: whole, one after the other on a connection, each in one write."""

import asyncio
import http.client
from typing import Any, cast

from demo_client import Client

from demo.gathering import Gathered


class Wire:
    """Stands in for a transport and keeps what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, told: bytes) -> None:
        self.written.append(told)

    def close(self) -> None:
        self.closed = True

    def get_extra_info(self, name: str) -> str:
        return name


def gathered() -> tuple[Any, Wire]:
    wire = Wire()
    return Gathered(cast(asyncio.Transport, wire)), wire


def test_an_answer_s_head_waits_for_its_body() -> None:
    transport, wire = gathered()
    transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n")
    assert wire.written == []
    transport.write(b"{}")
    transport.write(b"more")
    assert wire.written == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", b"more"]
    assert transport.get_extra_info("peername") == "peername"


def test_nothing_is_held_back_for_ever() -> None:
    transport, wire = gathered()
    transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert len(wire.written) == 1
    transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    transport.close()
    assert len(wire.written) == 2 and wire.closed
    transport, wire = gathered()
    transport.write(b"HTTP/1.1 429 Too Many Requests\r\n\r\n")
    transport.write(b"")
    assert len(wire.written) == 1


def test_a_connection_serves_one_ask_after_the_other(client: Client, calm: int) -> None:
    connection = http.client.HTTPConnection(client.base.removeprefix("http://"), timeout=10)
    paths = ["/robots.txt", f"/at/{calm}/rss/shuma.xml", f"/at/{calm}/weibo/statuses/show?id=1", "/nothing"] * 3
    told = []
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        told.append((answer.status, len(answer.read()) > 0))
    connection.close()
    assert told == [(200, True), (200, True), (200, True), (404, True)] * 3


def test_an_address_answers_its_own_method_only(client: Client, calm: int) -> None:
    assert client.get(f"/at/{calm}/xiaohongshu/api/sns/web/v1/feed").status == 405
    assert client.get(f"/at/{calm}/weibo/statuses/show?id=1", {}).status == 405
    assert client.get("/at/99999999999/weibo/statuses/show?id=1").status == 404
    assert client.get("/").status == client.get(f"/at/{calm}/weibo").status == 404
    assert client.weibo(calm, "咖啡", 10**30).told["ok"] == 1  # no number: the first page
