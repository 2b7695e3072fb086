"""A chat's webhook on this machine: keeps what it got, and answers what a test tells it to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatRoom:
    """What came in: (path with query, headers, body), and the answer: status, body, seconds to wait, hang up."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.status, self.answer, self.headers = 200, b'{"code": 0, "errcode": 0}', dict[str, str]()
        self.wait, self.hang_up = 0.0, False
        self.url = ""


@contextmanager
def chat_room() -> Iterator[ChatRoom]:
    """The room, open on a free port of loopback."""
    room = ChatRoom()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            room.got.append((self.path, dict(self.headers), json.loads(body)))
            time.sleep(room.wait)
            if room.hang_up:
                self.close_connection = True
                return
            self.send_response(room.status)
            for name, value in room.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(room.answer)))
            self.end_headers()
            self.wfile.write(room.answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        room.url = f"http://127.0.0.1:{server.server_port}/hook?access_token=hidden"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield room
        finally:
            server.shutdown()
            thread.join()
