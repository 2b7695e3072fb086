"""Killed anywhere and run again: the same rows as an undisturbed run."""

import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from tests_chain_paths import ROOT, fengxiang, rows

from fengxiang import demonstration
from fengxiang.settings import load

AS_OF = ("--as-of", "2026-11-23T00:30")
KILLS = 5


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


def test_a_chain_killed_anywhere_gives_the_same_rows(landed, tmp_path):
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    shutil.copytree(landed, whole)
    shutil.copytree(landed, torn)
    start = time.monotonic()
    fengxiang(whole, "run", "--no-crawl", *AS_OF)
    seconds = time.monotonic() - start
    dice = random.Random(5)
    killed = 0
    for _ in range(KILLS):
        command = [sys.executable, "-m", "fengxiang.cli", "run", "--no-crawl", *AS_OF]
        process = subprocess.Popen(
            [*command, "--settings", str(torn / "fengxiang.toml")], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(dice.uniform(0.8, max(1.2, seconds / 4)))  # each run goes on where the one before was killed
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed >= KILLS // 2, "the runs were over before they could be killed"
    time.sleep(1)  # readers of a killed pool end by themselves
    fengxiang(torn, "run", "--no-crawl", *AS_OF)
    published = "warehouse/warehouse.duckdb"
    told, wanted = rows(torn / published), rows(whole / published)
    # the ledger's mails are told by the run after: one, if a run before the last was over before it could be killed
    assert len(told.pop("dispatch")) <= 1 and wanted.pop("dispatch") == []
    assert told == wanted
    page = "reports/2026-W47/report.html"
    assert (torn / page).read_bytes() == (whole / page).read_bytes()
