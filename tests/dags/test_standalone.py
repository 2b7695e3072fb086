"""`fengxiang airflow` from the first start to the mail: a real scheduler, asked over its REST API.

The tests are stations of one story, in their order, since a start takes half a minute: started on an empty folder,
looked at, its scheduler killed in the middle of a run, started again, the report mailed, stopped by a closed terminal.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import duckdb
import psutil
import pytest

from contract.clock import Week
from demo.topics import PLATFORMS
from fengxiang import stages
from fengxiang.airflow_home import processes
from fengxiang.settings import load

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^Airflow runs at (http://127\.0\.0\.1:(\d+))   user: (\w+)   password: (\S+)$", re.M)
TABLES = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY 1"
# loopback as /proc/net writes it
LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


class Launched:
    """The launcher on a folder, as a person has it in a terminal, and the API of its Airflow."""

    def __init__(self, home):
        self.home, self.demo, self.token = home, home / "demo", ""
        self.address = self.user = self.password = ""
        self.told, self.errors = home.parent / "told.txt", home.parent / "errors.txt"

    def start(self, *more):
        command = [sys.executable, "-m", "fengxiang.cli", "airflow", "--home", self.home, "--weeks", 2, "--scale", 0.1]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "AIRFLOW__CORE__LOAD_EXAMPLES": "True", "FENGXIANG_HOME": "wrong"}
        with self.told.open("wb") as told, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [*map(str, command), *map(str, more)], stdout=told, stderr=errors, cwd=self.home.parent, env=env
            )

    def ready(self, seconds):
        until = time.monotonic() + seconds
        while not (found := LINE.search(self.told.read_text())):
            assert self.process.poll() is None and time.monotonic() < until, self.errors.read_text()
            time.sleep(0.2)
        self.address, port, self.user, self.password = found.groups()
        self.token = self.ask("/auth/token", {"username": self.user, "password": self.password})["access_token"]
        return int(port)

    def ask(self, path, body=None, token=None):
        token = self.token if token is None else token
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        asked = urllib.request.Request(self.address + path, json.dumps(body).encode() if body else None, headers)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=30) as answer:
            return json.load(answer)

    def refused(self, path, body=None, token=""):
        with pytest.raises(urllib.error.HTTPError) as fault:
            self.ask(path, body, token)
        fault.value.close()
        return fault.value.code

    def trigger(self, dag):
        return self.ask(f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None})["dag_run_id"]

    def state(self, dag, run):
        return self.ask(f"/api/v2/dags/{dag}/dagRuns/{run}")["state"]

    def tasks(self, dag, run):
        return self.ask(f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances?limit=200")["task_instances"]

    def succeeds(self, dag, run, seconds):
        """Wait for a run; in time and with success, or the states of its tasks are told."""
        until = time.monotonic() + seconds
        while (state := self.state(dag, run)) not in ("success", "failed") and time.monotonic() < until:
            time.sleep(0.5)
        found = self.tasks(dag, run)
        assert state == "success", [(t["task_id"], t["map_index"], t["state"], t["try_number"]) for t in found]
        return found

    def ended(self, seconds):
        """The launcher's exit code; nothing of its Airflow is left then."""
        code = self.process.wait(seconds)
        assert processes.of(self.home) == []
        assert "Traceback" not in self.errors.read_text()
        return code


@pytest.fixture(scope="module")
def launched(tmp_path_factory):
    """An Airflow that was started on an empty folder, ready."""
    found = Launched(tmp_path_factory.mktemp("standalone") / "home")
    found.start()
    try:
        found.ready(500)
        yield found
    finally:
        found.process.kill()
        found.process.wait()
        processes.kill(found.home)


def test_the_line_has_a_login_that_works_and_no_other_does(launched):
    assert launched.ask("/api/v2/dags")["total_entries"] > 0
    wrong = {"username": launched.user, "password": launched.password + "x"}
    assert launched.refused("/auth/token", wrong) == 401
    assert launched.refused("/auth/token", {"username": "admin", "password": "admin"}) == 401
    assert launched.refused("/api/v2/dags") == 401
    assert len(launched.password) >= 16
    assert launched.told.read_text().count(launched.password) == 1


def test_every_dag_of_this_repository_is_there_and_no_other(launched):
    found = launched.ask("/api/v2/dags?limit=100")["dags"]
    files = {file.name for file in (ROOT / "dags").glob("*.py")}
    assert {dag["relative_fileloc"] for dag in found} == files
    assert not any(dag["is_paused"] for dag in found)
    assert launched.ask("/api/v2/importErrors")["total_entries"] == 0
    assert launched.ask("/api/v2/pools/fengxiang_warehouse")["slots"] == 1


def test_only_loopback_is_listened_on(launched):
    mine = [*processes.of(launched.home), *psutil.Process(launched.process.pid).children(), launched.process]
    sockets = {link for process in mine for link in links(process.pid)}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            place, state, inode = (line.split()[i] for i in (1, 3, 9))
            if state == "0A" and f"socket:[{inode}]" in sockets:
                found.append(place.rpartition(":")[0])
    assert len(found) >= 3, "the API server, the network and the mailbox listen"
    assert set(found) <= LOOPBACK


def links(pid):
    try:
        return [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return []


def test_secrets_are_for_their_owner_only(launched):
    for file in [*(launched.home / "secret").iterdir(), launched.home / "environment.sh"]:
        assert file.stat().st_mode & 0o077 == 0, file
    assert launched.home.stat().st_mode & 0o077 == 0
    shown = (launched.home / "logs" / "api-server.log").read_text() + launched.errors.read_text()
    assert launched.password not in shown


def test_a_second_one_on_the_same_folder_is_told_where_the_first_is(launched):
    command = [sys.executable, "-m", "fengxiang.cli", "airflow", "--home", str(launched.home)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 1 and launched.address in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_killed_scheduler_is_told_and_a_second_start_takes_the_run_up(launched):
    run = launched.trigger("listening")
    until = time.monotonic() + 240
    while not any(t["state"] == "running" and t["task_id"] != "crawl" for t in launched.tasks("listening", run)):
        assert time.monotonic() < until, launched.tasks("listening", run)
        time.sleep(0.2)
    (scheduler,) = [p for p in processes.of(launched.home) if p.cmdline()[-2:-1] == ["scheduler"]]
    scheduler.send_signal(signal.SIGKILL)
    assert launched.ended(40) == 1
    told = launched.errors.read_text()
    assert "scheduler was killed by signal 9" in told and "scheduler.log" in told
    before = (launched.address, launched.password)
    launched.start()
    launched.ready(400)
    assert (launched.address, launched.password) == before
    assert {t["state"] for t in launched.succeeds("listening", run, 400)} <= {"success", "skipped"}


def test_what_was_listened_to_in_two_halves_is_the_same_as_in_one(launched, tmp_path):
    for part in ("landing", "secret"):
        shutil.copytree(launched.demo / part, tmp_path / part)
    shutil.copy(launched.demo / "fengxiang.toml", tmp_path)
    settings = load(tmp_path / "fengxiang.toml").model_copy(update={"processes": 1})
    (newest,) = launched.ask("/api/v2/dags/listening/dagRuns?order_by=-run_after&limit=1")["dag_runs"]
    stages.ingest(settings)
    stages.enrich(settings)
    stages.build(settings)
    stages.detect(settings, datetime.fromisoformat(newest["run_after"]))
    told, wanted = (rows(home / "warehouse" / "warehouse.duckdb") for home in (launched.demo, tmp_path))
    assert len(wanted["post"]) > 500
    assert {name: len(found) for name, found in told.items()} == {name: len(found) for name, found in wanted.items()}
    assert told == wanted


def rows(warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as con:
        tables = [name for (name,) in con.execute(TABLES).fetchall()]
        return {name: sorted(map(repr, con.execute(f'SELECT * FROM "{name}"').fetchall())) for name in tables}


def test_mapped_tasks_say_what_they_are_about(launched):
    (newest,) = launched.ask("/api/v2/dags/listening/dagRuns?order_by=-run_after&limit=1")["dag_runs"]
    mapped = [t for t in launched.tasks("listening", newest["dag_run_id"]) if t["map_index"] >= 0]
    assert {t["task_id"] for t in mapped} == {"crawl", "enrich"}
    names = [t["rendered_map_index"] for t in mapped if t["task_id"] == "crawl"]
    assert {platform for platform in PLATFORMS if any(platform in name for name in names)} == set(PLATFORMS)


def test_the_report_is_mailed_when_it_is_triggered(launched):
    before = set((launched.demo / "mailbox").glob("*.eml"))
    run = launched.trigger("weekly_report")
    launched.succeeds("weekly_report", run, 300)
    subjects = [subject(file) for file in set((launched.demo / "mailbox").glob("*.eml")) - before]
    week = Week.last_full(datetime.now(UTC))
    assert [s for s in subjects if f"{week.year} 年第 {week.number} 周" in s], subjects
    assert (launched.demo / "reports" / str(week) / "report.html").stat().st_size > 10_000


def subject(file):
    return str(message_from_bytes(file.read_bytes(), policy=policy.default)["subject"])


def test_a_closed_terminal_ends_all_of_it_and_that_is_no_failure(launched):
    launched.process.send_signal(signal.SIGHUP)
    assert launched.ended(60) == 0
    with pytest.raises(OSError):
        launched.ask("/api/v2/monitor/health")
