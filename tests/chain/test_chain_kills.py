"""Killed anywhere and run again: the same rows as an undisturbed run."""

import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import pytest
from tests_chain_paths import ROOT, fengxiang, rows

from fengxiang import demonstration
from fengxiang.settings import load

AS_OF = ("--as-of", "2026-11-23T00:30")
KILLS = 3


@pytest.fixture(scope="module")
def landed(small_net, tmp_path_factory):
    """A home into which six weeks have been crawled."""
    home = tmp_path_factory.mktemp("landed")
    (home / "fengxiang.toml").write_text(small_net.settings, "utf-8")
    (home / "secret").mkdir()
    (home / "secret" / "salt").write_text("a salt for tests")
    runs = demonstration.crawl(load(home / "fengxiang.toml"), demonstration.crawl_plan(small_net.world), lambda _: None)
    assert sum(run.landed for run in runs) > 2500
    return home


def mailed(home):
    """What the ledger tells of each mail, in order: (kind, key, recipient) -> its states. A torn line is none."""
    told = {}
    ledger = home / "outbox" / "ledger.jsonl"
    for line in ledger.read_bytes().splitlines() if ledger.exists() else ():
        with contextlib.suppress(ValueError):
            one = json.loads(line)
            assert not one.get("covers"), "a mail that tells several alerts has to be taken apart here"
            told.setdefault((one["kind"], one["key"], one["recipient"]), []).append(one["state"])
    return told


def dispatched(warehouse):
    """The mails that the warehouse tells: (kind, event)."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return sorted(connection.execute("SELECT kind, event FROM dispatch").fetchall())


def killed_run(home, seconds, seen=lambda: False):
    """Run the chain and kill it after some seconds, or when something is seen. Whether it was not over before."""
    command = [sys.executable, "-m", "fengxiang.cli", "run", "--no-crawl", *AS_OF]
    process = subprocess.Popen(
        [*command, "--settings", str(home / "fengxiang.toml")], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + seconds
    try:
        while process.poll() is None and time.monotonic() < end and not seen():
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)  # nothing, if it is over
        process.wait()
    return process.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def undisturbed(landed, tmp_path_factory):
    """A home over which the chain has run without a kill, and the seconds that it took."""
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    shutil.copytree(landed, home)
    start = time.monotonic()
    fengxiang(home, "run", "--no-crawl", *AS_OF)
    return home, time.monotonic() - start


def test_a_chain_killed_anywhere_gives_the_same_rows(landed, undisturbed, small_net, tmp_path):
    (whole, seconds), torn = undisturbed, tmp_path / "torn"
    shutil.copytree(landed, torn)
    in_box = len(list(small_net.mails.iterdir()))
    dice = random.Random(5)
    # each run goes on where the one before was killed
    killed = sum(killed_run(torn, dice.uniform(0.8, max(1.2, seconds / 4))) for _ in range(KILLS))
    assert killed >= KILLS // 2, "the runs were over before they could be killed"
    killed_run(torn, 3 * seconds + 60, lambda: bool(mailed(torn)))  # while it mails
    time.sleep(1)  # readers of a killed pool end by themselves
    before = mailed(torn)
    assert before, "no run was killed after it had begun to mail"
    fengxiang(torn, "run", "--no-crawl", *AS_OF)
    published = "warehouse/warehouse.duckdb"
    told, wanted = rows(torn / published), rows(whole / published)
    # each tells the mails that had gone out before its own build: the torn one those of runs that were killed later
    assert wanted.pop("dispatch") == [] and len(told.pop("dispatch")) == len(before)
    assert dispatched(torn / published) == sorted((kind, key) for kind, key, _ in before)
    assert told == wanted
    page = "reports/2026-W47/report.html"
    assert (torn / page).read_bytes() == (whole / page).read_bytes()
    the_same_mails_once(mailed(torn), mailed(whole))
    came, handed_over = len(list(small_net.mails.iterdir())) - in_box, mailed(torn).values()
    assert len(handed_over) <= came <= sum(states.count("sending") for states in handed_over)


def the_same_mails_once(torn, whole):
    """Every mail of the undisturbed run went out, no other did, and none again that was known to have gone out."""
    assert {kind for kind, *_ in whole} == {"weekly", "alert"}
    assert set(torn) == set(whole)
    assert all(states == ["sending", "sent"] for states in whole.values())
    for mail, states in torn.items():  # left in `sending` by a kill, it may go out again; once sent, never
        assert states == ["sending"] * (len(states) - 1) + ["sent"] and len(states) > 1, (mail, states)


def test_rebuild_and_a_second_run_give_the_same_rows(undisturbed):
    home, _ = undisturbed
    warehouse, page = home / "warehouse" / "warehouse.duckdb", home / "reports" / "2026-W47" / "report.html"
    before, written = rows(warehouse), page.read_bytes()
    assert sum(map(len, before.values())) > 10_000
    assert before.pop("dispatch") == []  # mails go out after the warehouse is published
    mailed: list[list[str]] = []
    for verb in (("rebuild",), ("run", "--no-crawl")):
        fengxiang(home, *verb, *AS_OF)
        after = rows(warehouse)
        mailed.append(after.pop("dispatch"))
        assert [name for name in before | after if before.get(name) != after.get(name)] == []
    assert mailed[0] == mailed[1] and any("'alert'" in row for row in mailed[0])  # nothing is mailed twice
    assert page.read_bytes() == written
