"""Pseudonyms of authors, made before anything is written to disk.

HMAC-SHA256 with the project's salt: the same author has the same pseudonym within a project, and without the salt
nobody can try platform ids one after another until one fits.
"""

import hmac
import re
from functools import lru_cache

_PSEUDONYM = re.compile(r"a[0-9a-f]{20}")


@lru_cache(maxsize=1 << 16)
def pseudonym(platform: str, native_id: str, salt: str) -> str:
    """An a and 20 hex digits; an id that already has this shape is kept (a file exported by this project)."""
    if _PSEUDONYM.fullmatch(native_id):
        return native_id
    told = f"{platform}:{native_id}".encode("utf-8", "surrogatepass")
    return "a" + hmac.digest(salt.encode(), told, "sha256").hex()[:20]
