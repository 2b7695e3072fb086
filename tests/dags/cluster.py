"""An Airflow on several machines, as far as one machine can be several: Redis, PostgreSQL and Celery workers.

Every part listens on loopback alone, on free ports, with passwords made for this one time, and all of it goes when the
`with` is left. Each worker is a session of its own, so that one can be killed as a machine would go.
"""

import json
import secrets
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cluster_processes import end, free_port, kill, session_of, start
from cluster_rest import Airflow
from cluster_settings import celery_settings, common_settings, local_settings
from cluster_stores import postgresql, redis, wait_until

Process = subprocess.Popen[bytes]
PARTS = ("api-server", "scheduler", "dag-processor")


@dataclass
class Cluster:
    """A running cluster: its Airflow, its environment, and its processes by name (w1, w2, scheduler ...)."""

    folder: Path
    env: dict[str, str]
    airflow: Airflow
    processes: dict[str, Process] = field(default_factory=dict)

    def run(self, name: str, *command: str) -> None:
        """Start a part of Airflow; its words go to logs/<name>.log."""
        words = [sys.executable, "-m", "airflow", *command]
        self.processes[name] = start(words, self.folder / "logs" / f"{name}.log", self.env)

    def work(self, name: str, concurrency: int = 1, queues: str = "default") -> None:
        """Start a worker."""
        options = ["--concurrency", str(concurrency), "--celery-hostname", name, "--queues", queues]
        self.run(name, "celery", "worker", "--skip-serve-logs", "--without-gossip", "--without-mingle", *options)

    def kill(self, name: str) -> int:
        """Let a part go as if its machine lost its power; returns how many processes went."""
        return kill(self.processes.pop(name))

    def stop(self, name: str) -> None:
        """Ask a part to go."""
        end(self.processes.pop(name))

    def worker_of(self, pid: int) -> str:
        """The part on which a process runs; empty if it runs on none."""
        session = session_of(pid)
        return next((name for name, process in self.processes.items() if session and process.pid == session), "")

    def check(self) -> None:
        """Raises RuntimeError with its last words if a part has ended by itself."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                words = (self.folder / "logs" / f"{name}.log").read_text("utf-8", "replace")[-2000:]
                raise RuntimeError(f"{name} ended by itself with {process.returncode}: {words}")

    def command(self, *command: str) -> None:
        """Run an Airflow command to its end. Raises CalledProcessError."""
        words = [sys.executable, "-m", "airflow", *command]
        with (self.folder / "logs" / "commands.log").open("ab") as log:
            subprocess.run(words, env=self.env, check=True, stdout=log, stderr=log, timeout=240)

    def ready(self, workers: Sequence[str], dags: Sequence[str], seconds: float = 180) -> None:
        """Wait until the API answers, the DAGs are read, and the workers take work."""

        def all_ready() -> bool:
            self.check()
            at_work = all(b" ready." in (self.folder / "logs" / f"{w}.log").read_bytes() for w in workers)
            return at_work and self.airflow.answers() and all(self.airflow.knows(dag) for dag in dags)

        wait_until(all_ready, seconds, "the start of the cluster")


@contextmanager
def cluster(
    folder: Path, env: dict[str, str], dags: Path, *, executor: str = "CeleryExecutor", pools: Sequence[str] = ()
) -> Iterator[Cluster]:
    """An Airflow without workers yet, migrated, with these one-slot pools.

    `env`: what the DAGs need, and settings of Airflow that are to be others.
    `executor`: CeleryExecutor, or LocalExecutor for one machine alone (no Redis then, and no workers).
    """
    (folder / "logs").mkdir(parents=True)
    port, password = free_port(), secrets.token_urlsafe(16)
    _write_private(folder / "passwords.json", json.dumps({"admin": password}))
    (folder / "config").mkdir()
    (folder / "config" / "airflow_local_settings.py").write_text(local_settings())
    with ExitStack() as stack:
        database = stack.enter_context(postgresql(folder / "logs" / "postgresql.log"))
        told = common_settings(folder, dags, database, f"http://127.0.0.1:{port}", port, executor) | _secrets()
        if executor == "CeleryExecutor":
            told |= celery_settings(stack.enter_context(redis(folder)), database)
        made = Cluster(folder, told | env, Airflow(f"http://127.0.0.1:{port}", "admin", password))
        stack.callback(_end_all, made)
        made.command("db", "migrate")
        for pool in pools:
            made.command("pools", "set", pool, "1", "one at a time")
        for part in PARTS:
            made.run(part, part)
        yield made


def _secrets() -> dict[str, str]:
    """What all parts of an Airflow must have in common, or they do not trust one another."""
    return {
        "AIRFLOW__CORE__FERNET_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
    }


def _write_private(file: Path, text: str) -> None:
    file.touch(0o600)
    file.write_text(text)


def _end_all(made: Cluster) -> None:
    """Kill every part: nothing of theirs is kept, and asking them politely takes seconds each."""
    for name in list(made.processes):
        made.kill(name)
