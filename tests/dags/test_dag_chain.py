"""From the made-up network to the mail, by `dag.test` in a process of Airflow's own."""

import json
from datetime import date, timedelta
from email import message_from_bytes, policy

import duckdb
import pytest
from dag_runs import airflow_home, names, run, states

from contract.clock import start_of
from demo.mailbox import mailbox
from demo.plan import crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang import crawl_parts, stages
from fengxiang.demonstration import settings_text
from fengxiang.settings import load

PLATFORMS = ["syndication", "weibo", "xiaohongshu", "zhihu"]
WORLD = World(seed=7, end=date(2026, 11, 22), weeks=1, scale=0.1)
PLAN = crawl_plan(WORLD)
AS_OF = PLAN[-1].as_of
WEEK = "2026-W47"


def rows(home):
    """Every table of the published warehouse as sorted rows."""
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        tables = [
            n for (n,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
        ]
        return {name: sorted(map(repr, con.execute(f'FROM "{name}"').fetchall())) for name in tables}


@pytest.fixture(scope="module")
def airflow(tmp_path_factory):
    return airflow_home(tmp_path_factory.mktemp("airflow"))


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    """The served network, and a mailbox: their addresses and the folder of mails."""
    mails = tmp_path_factory.mktemp("mails")
    with serve(WORLD) as base, mailbox(mails) as port:
        yield base, port, mails


def home_of(folder, net, more="", changes=()):
    """A new home with the demo's settings."""
    base, port, _ = net
    folder.mkdir(parents=True, exist_ok=True)
    text = settings_text(PLAN, base, port, "zh")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "fengxiang.toml").write_text(text + more, "utf-8")
    return folder


def mails_of(folder):
    told = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in sorted(folder.glob("*.eml"))]
    return [(mail["To"], mail["Subject"]) for mail in told]


@pytest.fixture(scope="module")
def chained(airflow, net, tmp_path_factory):
    """Both DAGs, then both again as of the same instant, where one platform answers nothing that can be read.

    Airflow has a mail server of its own. Of each time: the runs, the published rows, the mails at Airflow's server.
    """
    mails = tmp_path_factory.mktemp("airflows-mails")
    changes = [
        ('/xiaohongshu"', '/nothing-here"'),
        ("recipients = [", 'ops = ["ops@fengxiang.example"]\nrecipients = ['),
    ]
    home, at = home_of(tmp_path_factory.mktemp("home"), net, changes=changes), AS_OF.isoformat()
    wanted = [{"dag": "listening", "at": at}, {"dag": "weekly_report", "at": at}]
    with mailbox(mails) as port:
        extra = {"disable_ssl": True, "disable_tls": True, "from_email": "airflow@fengxiang.example"}
        env = {
            "FENGXIANG_SETTINGS": str(home / "fengxiang.toml"),
            "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(
                {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": extra}
            ),
        }
        first = run(airflow, *wanted, **env)
        before = rows(home), mails_of(mails)
        again = run(
            airflow, *wanted,
            {"dag": "housekeeping", "at": at},
            {"dag": "listening", "at": at, "conf": {"dry_run": True, "platforms": ["weibo"]}},
            {"dag": "weekly_report", "at": at, "conf": {"week": "2026-W46", "dry_run": True}},
            **env,
        )  # fmt: skip
    return home, first, before, again, (rows(home), mails_of(mails))


def test_a_run_without_logical_date_goes_from_the_network_to_the_mail(chained):
    home, (listening, weekly), (_, mails), _, _ = chained
    assert listening["state"] == weekly["state"] == "success"
    others = {name: told for name, told in states(listening).items() if name != "crawl"}
    assert set.union(*others.values(), *states(weekly).values()) == {"success"}
    assert (home / "reports" / WEEK / "report.html").stat().st_size > 10_000
    to, subject = mails[-1]
    assert to == "product-team@fengxiang.example" and WEEK.replace("2026-W", "") in subject


def test_a_platform_that_fails_stops_nothing_and_is_told_through_airflows_connection(chained, net):
    home, (listening, _), (_, mails), _, _ = chained
    crawled = {task["name"]: task["state"] for task in listening["tasks"] if task["task"] == "crawl"}
    assert crawled == {name: "failed" if name == "xiaohongshu" else "success" for name in PLATFORMS}
    assert mails_of(net[2]) == [], "the settings' own mail server was asked although Airflow has one"
    assert [to for to, _ in mails] == ["ops@fengxiang.example", "product-team@fengxiang.example"]
    assert "listening.crawl" in mails[0][1] and "xiaohongshu" in mails[0][1]
    assert "小红书" in (home / "reports" / WEEK / "report.html").read_text("utf-8")


def test_mapped_tasks_are_named_for_what_they_do(chained):
    listening = chained[1][0]
    assert names(listening, "crawl") == PLATFORMS
    read = names(listening, "enrich")
    assert read and all(name.split()[0] in PLATFORMS and "2026-11-" in name for name in read)


def test_the_same_day_twice_gives_the_same_rows_and_no_second_mail(chained):
    _, _, (before, mails), (listening, weekly, *_), (after, mails_after) = chained
    assert listening["state"] == weekly["state"] == "success"
    assert states(listening)["enrich"] == {"skipped"}, "nothing changed, so nothing is read again"
    before.pop("dispatch"), after.pop("dispatch")  # what was mailed is told by the build after
    assert after == before
    assert mails_after[: len(mails)] == mails, "neither the report, nor the failed crawl, is told again that day"
    assert ["housekeeping.freshness" in subject for _, subject in mails_after[len(mails) :]] == [True]


def test_housekeeping_and_dry_runs_say_what_they_would_do(chained):
    home, _, _, (_, _, housekeeping, listening, weekly), _ = chained
    assert states(housekeeping)["prune"] == states(housekeeping)["compact"] == {"success"}
    assert states(housekeeping)["freshness"] == {"failed"}, "a platform that shows nothing is not as it should be"
    dry = states(listening)
    assert dry.pop("plan_crawl") == {"success"} and set.union(*dry.values()) == {"skipped"}
    assert names(listening, "crawl") == ["weibo"]
    assert states(weekly) == {"report": {"success"}, "notify": {"skipped"}}
    assert (home / "reports" / "2026-W46" / "report.html").exists()


def test_days_filled_in_out_of_order_are_those_of_a_daily_run(airflow, net, tmp_path):
    days = [date(2026, 11, 18) + timedelta(days=i) for i in range(3)]
    salt = "a salt for both"
    daily, filled = home_of(tmp_path / "daily", net), home_of(tmp_path / "filled", net)
    for home in (daily, filled):
        (home / "secret").mkdir()
        (home / "secret" / "salt").write_text(salt)
    settings = load(daily / "fengxiang.toml")
    for day in days:
        for part in crawl_parts.parts(settings):
            stages.crawl_day(settings, part, day)
        stages.ingest(settings)
        stages.enrich(settings)
        stages.build(settings)
        stages.detect(settings, start_of(day + timedelta(days=1)))
    wanted = [{"dag": "backfill", "at": AS_OF.isoformat(), "conf": {"day": days[i].isoformat()}} for i in (2, 0, 1)]
    runs = run(airflow, *wanted, FENGXIANG_SETTINGS=str(filled / "fengxiang.toml"))
    assert [one["state"] for one in runs] == ["success"] * 3
    assert {name for one in runs for name in states(one) if "success" not in states(one)[name]} == set()
    told, expected = rows(filled), rows(daily)
    assert len(expected["post"]) > 50 and set(expected) == set(told)
    for name in expected:
        assert told[name] == expected[name], name
