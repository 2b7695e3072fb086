"""What the tests ask of an Airflow through its REST API: start a run, watch its tasks."""

import json
import time
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

OVER = {"success", "failed"}


class Airflow:
    """An Airflow that answers at `address`; `user` and `password` as its login page takes them."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self.address, self.user, self.password = address, user, password
        self._token = ""

    def ask(self, path: str, body: object = None, method: str = "") -> Any:
        """The answer to a GET, or with a body to a POST (or another method). Raises HTTPError and URLError."""
        if not self._token and path != "/auth/token":
            login = {"username": self.user, "password": self.password}
            self._token = self.ask("/auth/token", login)["access_token"]
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        wanted = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.address + path, wanted, headers, method=method or None)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def answers(self) -> bool:
        """Whether the API server is up."""
        try:
            return bool(self.ask("/api/v2/version"))
        except (OSError, ValueError):
            return False

    def knows(self, dag: str) -> bool:
        """Whether the DAG has been read and can be started."""
        try:
            return not self.ask(f"/api/v2/dags/{dag}")["is_stale"]
        except urllib.error.HTTPError as fault:
            if fault.code == 404:
                return False
            raise

    def trigger(self, dag: str, run_after: datetime | None = None, conf: dict[str, Any] | None = None) -> str:
        """Let a DAG run as of an instant; returns the run's id."""
        self.ask(f"/api/v2/dags/{dag}", {"is_paused": False}, "PATCH")
        body: dict[str, Any] = {"logical_date": None, "conf": conf or {}}
        body |= {"run_after": run_after.isoformat()} if run_after else {}
        return str(self.ask(f"/api/v2/dags/{dag}/dagRuns", body)["dag_run_id"])

    def state(self, dag: str, run: str) -> str:
        """How a run stands."""
        return str(self.ask(f"/api/v2/dags/{dag}/dagRuns/{run}")["state"])

    def tasks(self, dag: str, run: str) -> list[dict[str, Any]]:
        """The task instances of a run: task_id, map_index, state, try_number, pid, queued_when, start_date ..."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances?limit=100&offset="
        found: list[dict[str, Any]] = []
        while True:
            page = self.ask(path + str(len(found)))
            found += page["task_instances"]
            if not page["task_instances"] or len(found) >= page["total_entries"]:
                return found

    def tries(self, dag: str, run: str, task: str, map_index: int = -1) -> list[dict[str, Any]]:
        """All tries of a task instance, the first one first."""
        middle = f"/{map_index}" if map_index >= 0 else ""
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}{middle}/tries"
        return sorted(self.ask(path)["task_instances"], key=lambda one: one["try_number"])

    def finished(self, dag: str, run: str, seconds: float) -> str:
        """Wait for the end of a run; returns its state. Raises TimeoutError with the states of its tasks."""
        until = time.monotonic() + seconds
        while (state := self.state(dag, run)) not in OVER:
            if time.monotonic() > until:
                at = [
                    f"{t['task_id']}[{t['map_index']}] {t['state']} try {t['try_number']}" for t in self.tasks(dag, run)
                ]
                raise TimeoutError(f"{dag} took more than {seconds:.0f} s: " + ", ".join(at))
            time.sleep(0.3)
        return state
