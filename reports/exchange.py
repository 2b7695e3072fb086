"""One question to a web server: TLS verified, no redirect, an answer of limited size, and an end to waiting.

Shared by what speaks to servers that the settings name (chats, the summary): each says in its own words what went
wrong.
"""

import logging
import time
from collections.abc import Mapping
from contextlib import closing

import urllib3

logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # at DEBUG it would log whole addresses


def post(address: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int) -> tuple[int, bytes]:
    """Status and the first `most` bytes of the answer, after `timeout` seconds at the most once it has begun.

    Raises urllib3's HTTPError, OSError and TimeoutError, whose texts may name the address: none of them is to be shown.
    """
    until = time.monotonic() + timeout
    with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(timeout)) as pool:
        got = pool.request("POST", address, body=body, headers=headers, redirect=False, preload_content=False)
        with closing(got):
            return got.status, _body(got, most, until)


def _body(got: urllib3.BaseHTTPResponse, most: int, until: float) -> bytes:
    told = b""
    while len(told) < most and (more := got.read1(most - len(told), decode_content=False)):
        told += more
        if time.monotonic() > until:  # one that drips would hold everybody up
            raise TimeoutError
    return told
