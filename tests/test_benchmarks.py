"""The measurements still run: each on a handful of posts. Their figures are for `make bench`, not for tests."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def measured(module: str, *options: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{module}", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_crawling_is_measured_beside_bare_scrapy() -> None:
    told = measured("crawling", "--posts", "800")
    assert re.search(r"scrapy +40 pages", told) and re.search(r"ours +40 pages", told)
    assert float(re.search(r"ours does ([0-9.]+) of", told)[1]) > 0


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_importing_is_measured(kind: str) -> None:
    told = measured("importing", "--posts", "2000", "--only", kind)
    assert re.search(rf"^{kind} +[0-9,]+ .* 1,980, 20$", told, re.MULTILINE), told


def test_aspects_intents_and_advertising_are_measured() -> None:
    told = measured("aspects", "--posts", "300")
    assert len(re.findall(r"together +[0-9.]+ us a post", told)) == 3
    assert re.search(r"of which clause mood +[0-9.]+ us", told)
