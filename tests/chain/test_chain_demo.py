"""`fengxiang demo` as a newcomer runs it: the whole made-up network, and what was planted in it, found again."""

import json
import os
import subprocess
import sys
from datetime import date
from email import message_from_bytes, policy

import duckdb
import pytest
from tests_chain_paths import ROOT, fengxiang

from reports.page_script import script


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The home of a whole demo."""
    home = tmp_path_factory.mktemp("demo") / "home"
    command = [sys.executable, "-m", "fengxiang.cli", "demo", "--home", str(home), "--end", "2026-11-22"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ, timeout=560)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="module")
def trends(demo):
    told = fengxiang(demo, "trends", "--week", "2026-W47", "--json", "--limit", "500").stdout
    return json.loads(told)["trends"]


@pytest.fixture(scope="module")
def report(demo):
    return (demo / "reports" / "2026-W47" / "report.html").read_text("utf-8")


def named(trends, word):
    return [t for t in trends if t["verdict"] == "organic" and word in t["subject"]]


def test_every_planted_truth_is_called_in_its_class_and_in_no_other(demo):
    truths = json.loads((demo / "truth.json").read_text("utf-8"))["planted"]
    rising = {t["subject"]: t["verdict"] or "artefact" for t in truths if t["verdict"] or t["kind"] == "doubled_query"}
    assert {"长续航", "快充", "极简主义", "手机发热", "素颜挑战", "零食盲盒", "防晒"} <= set(rising)
    asked = "SELECT DISTINCT subject, verdict FROM trend WHERE scope = 'all' AND phase <> 'watch'"
    with duckdb.connect(str(demo / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        called = con.execute(asked).fetchall()
    assert sorted((s, v) for s, v in called if s in rising) == sorted(rising.items())


@pytest.mark.parametrize("subject", ["长续航", "快充", "手机发热"])
def test_what_rises_is_named(trends, subject):
    found = named(trends, subject)
    assert found and found[0]["ratio"] > 2 and found[0]["phase"] in ("rising", "peaking")


@pytest.mark.parametrize("subject", ["零食盲盒", "防晒", "咖啡", "穿搭"])
def test_what_does_not_rise_is_not_named(trends, subject):
    assert not named(trends, subject)


def test_the_report_speaks_of_it(report):
    headline = report.split("<main", 1)[-1]
    for told in ("长续航", "快充", "零食盲盒", "11月18日"):
        assert told in headline
    assert report.count("<script") == 1 and f"<script>{script()}</script>" in report  # its own, and no other


def test_every_number_of_the_report_is_what_its_query_says(demo, report):
    sys.path.append(str(ROOT / "tests" / "reports"))
    from number_walk import Walk, days_of

    walk = Walk(report, "zh", demo / "warehouse" / "warehouse.duckdb")
    assert len(walk.numbers()) > 1000
    assert list(walk.wrong()) == []
    days = days_of(date(2026, 9, 1), date(2026, 12, 6), walk.figures)
    assert list(walk.strays({"20", "3"} | days)) == []


def test_the_week_lies_there_in_every_form_and_in_the_archive(demo):
    folder = demo / "reports" / "2026-W47"
    assert {"report.html", "report.xlsx", "report.json"} <= {file.name for file in folder.iterdir()}
    site = demo / "reports" / "site"
    assert (site / "weeks" / "2026-W47.html").is_file() and (site / "index.html").is_file()
    assert len(list((site / "topics").iterdir())) > 5 and len(list((site / "themes").iterdir())) > 5


def test_the_mailbox_holds_the_report_once(demo):
    mails = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in (demo / "mailbox").glob("*.eml")]
    weekly = [m for m in mails if list(m.iter_attachments())]
    assert len(weekly) == 1 and "风向" in weekly[0]["Subject"]
    attached = next(iter(weekly[0].iter_attachments())).get_content()
    assert "长续航" in (attached if isinstance(attached, str) else attached.decode())
