import os
import pickle
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from made_up_bucket import serving, store

from contract.errors import StorageError
from warehouse.storage import Local
from warehouse.storage_s3 import S3, Bucket


@pytest.fixture(scope="module")
def server():
    with serving() as told:
        yield told


@pytest.fixture(params=["local", "s3"])
def place(request, tmp_path):
    if request.param == "local":
        return Local(tmp_path / "lake")
    return store(request.getfixturevalue("server"), tmp_path / "copies", tmp_path.name)


@pytest.fixture
def bucket(server, tmp_path) -> S3:
    return store(server, tmp_path / "copies", tmp_path.name)


def put(place, name: str, text: str) -> None:
    with place.put(name) as path:
        path.write_text(text)


def texts(place, below: str = "") -> dict[str, str]:
    entries = place.entries(below)
    return {e.name: p.read_text() for e, p in zip(entries, place.fetch(entries), strict=True)}


def test_what_was_put_is_listed_below_its_folder_and_read(place):
    put(place, "posts/platform=x/dt=2026-11-22/b.parquet", "two")
    put(place, "posts/platform=x/dt=2026-11-22/a.parquet", "one")
    put(place, "postscript/c", "three")
    named = ["posts/platform=x/dt=2026-11-22/a.parquet", "posts/platform=x/dt=2026-11-22/b.parquet"]
    assert [e.name for e in place.entries("posts")] == named
    assert [e.size for e in place.entries("posts")] == [3, 3]
    assert texts(place, "posts") == dict(zip(named, ["one", "two"], strict=True))
    assert place.entries("nothing") == []


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_what_was_broken_off_changes_nothing(place, fault):
    put(place, "a", "old")
    for name in ("a", "b"):
        with pytest.raises(fault), place.put(name) as path:
            path.write_text("half")
            raise fault
    assert texts(place) == {"a": "old"}


def test_a_name_that_is_put_again_has_the_new_text(place):
    put(place, "a", "old")
    put(place, "a", "newer")
    assert texts(place) == {"a": "newer"}


def test_deleting_what_is_gone_is_no_fault(place):
    put(place, "a/b", "one")
    place.delete(["a/b", "a/never"])
    assert place.entries("a") == []
    assert not [p for p in place.notes.rglob("*") if p.is_file()]


def test_an_empty_file_is_a_file(place):
    put(place, "empty", "")
    assert texts(place) == {"empty": ""}


def test_what_was_put_or_fetched_is_not_downloaded_again(server, bucket, tmp_path):
    put(bucket, "a", "one")
    put(bucket, "b", "two")
    before = server.gets()
    assert texts(bucket) == {"a": "one", "b": "two"}
    assert server.gets() == before
    other = S3(bucket.bucket, tmp_path / "other")
    assert texts(other) == texts(other) == {"a": "one", "b": "two"}
    assert server.gets() == before + 2


def test_a_copy_of_another_size_or_time_is_fetched_again(bucket, tmp_path):
    put(bucket, "a", "one")
    (bucket.notes / "a").write_text("spoilt")
    assert texts(bucket) == {"a": "one"}
    (bucket.notes / "a").write_text("bad")  # the same size, another time
    os.utime(bucket.notes / "a", ns=(1, 1))
    assert texts(bucket) == {"a": "one"}


def test_the_copy_of_an_object_that_vanished_vanishes(bucket, tmp_path):
    put(bucket, "x/a", "one")
    other = S3(bucket.bucket, tmp_path / "other")
    assert texts(other) == {"x/a": "one"}
    bucket.delete(["x/a"])
    assert other.entries("x") == []
    assert not (other.notes / "x" / "a").exists()


def test_large_files_go_in_parts_and_come_back_whole(bucket, tmp_path):
    told = os.urandom(11 << 20)
    with bucket.put("large") as path:
        path.write_bytes(told)
    other = S3(bucket.bucket, tmp_path / "other")
    assert other.fetch(other.entries(""))[0].read_bytes() == told


def test_an_upload_that_fails_leaves_no_object_and_no_copy(bucket, monkeypatch):
    monkeypatch.setattr("pyarrow.memory_map", lambda _: (_ for _ in ()).throw(OSError("the disk failed")))
    with pytest.raises(StorageError, match="the disk failed"), bucket.put("a") as path:
        path.write_text("one")
    assert bucket.entries("") == []
    assert not [p for p in bucket.notes.rglob("*") if p.is_file()]


UPLOAD = """
import pickle, sys
place = pickle.loads(bytes.fromhex(sys.argv[1]))
with place.put("large") as path:
    path.write_bytes(bytes(30 << 20))
"""


def test_an_upload_that_is_killed_leaves_what_was_there(server, bucket, tmp_path):
    put(bucket, "large", "before")
    arrived, go_on = threading.Event(), threading.Event()

    def hold(method: str, query: str) -> None:
        if method == "PUT" and "partNumber=2" in query:
            arrived.set()
            go_on.wait(30)

    server.before = hold
    elsewhere = S3(bucket.bucket, tmp_path / "elsewhere")
    with subprocess.Popen([sys.executable, "-c", UPLOAD, pickle.dumps(elsewhere).hex()]) as child:
        assert arrived.wait(30)
        child.kill()
    server.before = lambda *_: None
    go_on.set()
    assert texts(bucket) == {"large": "before"}
    assert [p.name for p in elsewhere.notes.iterdir()] == [".large.up"]
    assert texts(elsewhere) == {"large": "before"}


def test_another_process_gets_a_connection_of_its_own_and_keys_are_not_shown(bucket):
    bucket.entries("")
    again = pickle.loads(pickle.dumps(bucket))
    assert again.entries("") == []
    shown = repr(Bucket("b", access_key="KEYKEY", secret="HIDDEN"))
    assert "KEYKEY" not in shown and "HIDDEN" not in shown


def test_a_bucket_that_is_not_there_is_told(server, tmp_path):
    missing = S3(server.bucket(name="nowhere"), tmp_path)
    with pytest.raises(StorageError, match=r"s3://nowhere/a.*there is no such bucket"):
        missing.entries("posts")
    with pytest.raises(StorageError, match="there is no such bucket"):
        put(missing, "a", "one")


def test_a_server_that_refuses_connections_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StorageError, match=r"cannot be reached: check \[storage\] endpoint"):
            S3(Bucket("lake", "", endpoint, timeout=1, access_key="k"), tmp_path).entries("")


class Refusing(BaseHTTPRequestHandler):
    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b"<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = do_DELETE = answer  # noqa: N815 - names of http.server

    def log_message(self, *_) -> None:
        pass


def test_keys_that_are_refused_are_told_but_not_shown(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        keys = {"access_key": "KEYKEY", "secret": "HIDDEN"}
        place = S3(Bucket("lake", "", f"http://127.0.0.1:{server.server_port}", timeout=5, **keys), tmp_path)
        for attempt in (lambda: place.entries("posts"), lambda: put(place, "a", "one"), lambda: place.delete(["a"])):
            with pytest.raises(StorageError, match="keys are not accepted") as fault:
                attempt()
            assert "KEYKEY" not in str(fault.value) and "HIDDEN" not in str(fault.value)
        server.shutdown()
