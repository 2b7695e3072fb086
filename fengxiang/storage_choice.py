"""Which storage the settings choose: the home folder, or a bucket with copies of its files at home (docs/storage.md).

A lake in a home and one in a bucket never share a folder: what is in `home/lake` is the truth there, and what is in
`home/copies` may be deleted at any time.
"""

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from contract.errors import StorageError
from fengxiang.settings import Settings

if TYPE_CHECKING:
    from warehouse.lake import Place
    from warehouse.storage_s3 import S3

COPIES = "copies"
_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([^?#@]*))?")


def lake_of(settings: Settings) -> "Place":
    """Where the lake lies. StorageError if `[storage] url` is no address of a bucket; nobody is asked yet."""
    return bucket_of(settings, "lake") or settings.home


def lake_to_build_from(settings: Settings) -> "Place":
    """Where the lake lies. StorageError if the bucket is empty and home is not: a build would empty the warehouse."""
    bucket = bucket_of(settings, "lake")
    at_home = settings.home / "lake" / "posts"
    if bucket and next(at_home.glob("*/*/*.parquet"), None) and not bucket.entries("posts"):
        raise StorageError(
            f"{settings.storage.url} holds no posts but {settings.home / 'lake'} does: copy the lake to the bucket "
            "(docs/storage.md, Moving), or move it away if the bucket is meant to begin empty"
        )
    return bucket or settings.home


def bucket_of(settings: Settings, below: str) -> "S3 | None":
    """A folder of the bucket, its copies in a folder of their own; None if everything is kept at home."""
    told = settings.storage
    if not told.url:
        return None
    from warehouse.storage_s3 import S3, Bucket

    name, prefix = _parsed(told.url)
    bucket = Bucket(
        name, "/".join(filter(None, (prefix, below))), told.endpoint.rstrip("/"), told.region, told.path_style,
        told.timeout, told.access_key.get_secret_value(), told.secret.get_secret_value(),
    )  # fmt: skip
    return S3(bucket, _copies(settings.home, f"{told.endpoint} {name}/{prefix}") / below)


def _parsed(url: str) -> tuple[str, str]:
    found = _URL.fullmatch(url)
    prefix = (found[2] or "").strip("/") if found else ""
    if not found or any(part in ("", ".", "..") for part in prefix.split("/") if prefix):
        raise StorageError(  # not shown: people put keys into such addresses
            "[storage] url: this is not the address of a bucket; write it like s3://bucket/prefix, keys stand in "
            "FENGXIANG_STORAGE__ACCESS_KEY and FENGXIANG_STORAGE__SECRET"
        )
    return found[1], prefix


def _copies(home: Path, address: str) -> Path:
    """One folder an address, so that copies of one bucket are never taken for those of another."""
    return home / COPIES / hashlib.sha256(address.encode()).hexdigest()[:12]
