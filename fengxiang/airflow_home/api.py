"""Asking Airflow itself, over its REST API on loopback: whether it is well, and which DAGs it has read."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

from contract.errors import FengxiangError
from fengxiang.airflow_home.kept import USER

_PATIENCE = 10.0  # seconds an answer is waited for


class Api:
    """Airflow at an address without a trailing slash."""

    def __init__(self, address: str, password: str) -> None:
        self.address, self._password, self._token = address, password, ""
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback: no proxy

    def health(self) -> dict[str, Any]:
        """What it says of its parts; empty while it does not answer."""
        try:
            return self._ask("/api/v2/monitor/health", None, "")
        except (OSError, HTTPException, ValueError):
            return {}

    def dag_files(self) -> tuple[set[str], dict[str, str]]:
        """File names of the DAGs that were read, and of those that could not be, with the reason."""
        dags = self._get("/api/v2/dags?limit=100")["dags"]
        faults = self._get("/api/v2/importErrors?limit=100")["import_errors"]
        return (
            {str(dag["relative_fileloc"]) for dag in dags},
            {Path(fault["filename"]).name: str(fault["stack_trace"]).strip().splitlines()[-1] for fault in faults},
        )

    def _get(self, path: str) -> dict[str, Any]:
        if not self._token:
            told = {"username": USER, "password": self._password}
            self._token = self._ask("/auth/token", told, "")["access_token"]
        try:
            return self._ask(path, None, self._token)
        except urllib.error.HTTPError as fault:
            raise FengxiangError(f"Airflow answers {fault.code} to {path}") from None

    def _ask(self, path: str, body: dict[str, str] | None, token: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        asked = urllib.request.Request(self.address + path, json.dumps(body).encode() if body else None, headers)  # noqa: S310
        with self._opener.open(asked, timeout=_PATIENCE) as answer:
            told: dict[str, Any] = json.load(answer)
        return told
