"""A made-up bucket: moto's S3 server on loopback, in this process, that counts what it is asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from warehouse.storage_s3 import S3, Bucket


@dataclass
class Server:
    """Where it answers, and the requests it got: method and path."""

    endpoint: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda method, query: None  # called with each request, may wait

    def bucket(self, name: str = "lake", prefix: str = "a", **more: object) -> Bucket:
        return Bucket(name, prefix, self.endpoint, **{"access_key": "k", "secret": "s", "timeout": 5, **more})

    def gets(self) -> int:
        """Objects downloaded: a listing has no key behind the bucket."""
        return sum(method == "GET" and path.count("/") > 1 for method, path in self.asked)


@contextmanager
def serving() -> Iterator[Server]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed (extra dev)")
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        told = Server(f"http://{host}:{port}")
        inner = server._server.app

        def counting(environ, start_response):
            told.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            told.before(environ["REQUEST_METHOD"], environ["QUERY_STRING"])
            return inner(environ, start_response)

        server._server.app = counting
        made(told, "lake")
        yield told
    finally:
        server.stop()


def made(server: Server, name: str) -> None:
    """Make an empty bucket."""
    from pyarrow.fs import S3FileSystem

    keys = {"access_key": "k", "secret_key": "s", "region": "us-east-1"}
    S3FileSystem(endpoint_override=server.endpoint, allow_bucket_creation=True, **keys).create_dir(name)


def store(server: Server, copies: Path, prefix: str = "a") -> S3:
    return S3(server.bucket(prefix=prefix), copies)
