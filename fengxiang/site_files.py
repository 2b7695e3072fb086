"""The archive of reports as it lies in its folder; a page of it may run scripts only if it says which ones itself.

Reports carry their own policy (a hash of each script). A page without one gets the strict policy of the server.
"""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from fengxiang.web_serving import HEADERS

FENCES = "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'"
STRICT = f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; {FENCES}"
OWN = f"default-src 'self' data: 'unsafe-inline'; connect-src 'none'; {FENCES}"  # both policies hold at once
_HEAD = 8192  # bytes in which a page's own policy stands
_POLICY = b'http-equiv="content-security-policy"'


class Archive(StaticFiles):
    """A folder that need not be there yet; links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True, check_dir=False, follow_symlink=False)
        self.config_checked = True  # a folder that is not there is a page that is not there

    def file_response(
        self, full_path: Any, stat_result: os.stat_result, scope: MutableMapping[str, Any], status_code: int = 200
    ) -> Response:
        """The file, with the policy that it needs; asked for again each time, since the archive is made anew."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        policy = OWN if _tells_its_own(Path(full_path)) else STRICT
        answer.headers.update({**HEADERS, "Content-Security-Policy": policy, "Cache-Control": "no-cache"})
        return answer


def _tells_its_own(file: Path) -> bool:
    if file.suffix.lower() not in (".html", ".htm"):
        return False
    with file.open("rb") as handle:
        return _POLICY in handle.read(_HEAD).lower()
