"""The launcher of Airflow without Airflow: folders, secrets, ports, environment, processes, and what is served when."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pytest

from contract.errors import FengxiangError, SettingsError
from demo.plan import SEARCHED
from demo.world import World
from fengxiang.airflow_home import checks, components, environment, holding, living_network, processes, signals
from fengxiang.airflow_home.folders import settled
from fengxiang.airflow_home.kept import kept
from fengxiang.airflow_verb import home_of, language_of

SATURDAY = datetime(2026, 11, 28, 4, tzinfo=UTC)
SMALL = living_network.MadeUp(weeks=2, scale=0.05)


def test_a_folder_is_for_its_owner_and_for_one_settings_file(tmp_path):
    root, mine = tmp_path / "home", tmp_path / "my.toml"
    folders = settled(root, None)
    assert {f.stat().st_mode & 0o777 for f in (folders.root, folders.airflow, folders.secret, folders.logs)} == {0o700}
    assert settled(root, None) == folders
    with pytest.raises(SettingsError, match="listens to the made-up network"):
        settled(root, mine)
    with pytest.raises(SettingsError, match="not an Airflow of ours"):
        settled(tmp_path, None)
    mine.write_text("")
    with pytest.raises(SettingsError, match="is a file"):
        settled(mine, None)


def test_secrets_are_made_once_and_differ_between_folders(tmp_path):
    one, other = (settled(tmp_path / name, None).secret for name in ("one", "other"))
    assert kept(one) == kept(one)
    first, second = kept(one), kept(other)
    names = ("password", "fernet", "tokens", "sessions")
    assert len({getattr(k, name) for k in (first, second) for name in names}) == 8
    assert {file.stat().st_mode & 0o777 for file in one.iterdir()} == {0o600}
    assert json.loads(first.passwords_file.read_text()) == {"admin": first.password}
    assert first.password not in repr(first)


def made(tmp_path, caller, *, demo):
    folders = settled(tmp_path / "home", None)
    return environment.environment(caller, folders, kept(folders.secret), 8123, tmp_path / "my.toml", demo=demo)


def test_another_airflows_variables_do_not_reach_this_one_and_real_settings_not_the_demo(tmp_path):
    caller = {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://theirs", "AIRFLOW_HOME": "/theirs", "AIRFLOW_CONFIG": "x",
        "AIRFLOW_CONN_SMTP_DEFAULT": "smtp://real", "FENGXIANG_MAIL__HOST": "real", "PATH": "/bin", "NO_PROXY": "a.b",
    }  # fmt: skip
    own, demo = made(tmp_path, caller, demo=False), made(tmp_path, caller, demo=True)
    for found in (own, demo):
        assert found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{tmp_path}/home/airflow/airflow.db"
        assert found["AIRFLOW_HOME"] == f"{tmp_path}/home/airflow" and "AIRFLOW_CONFIG" not in found
        assert found["NO_PROXY"] == "a.b,127.0.0.1,localhost"
    assert own["AIRFLOW_CONN_SMTP_DEFAULT"] == "smtp://real" and own["FENGXIANG_MAIL__HOST"] == "real"
    assert "AIRFLOW_CONN_SMTP_DEFAULT" not in demo and "FENGXIANG_MAIL__HOST" not in demo
    assert own["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] == "True"
    assert demo["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] == "False"


def test_the_port_stands_in_all_three_addresses_and_a_shell_reads_the_file(tmp_path):
    found = made(tmp_path, {"PATH": "/bin"}, demo=True)
    addresses = ("AIRFLOW__API__PORT", "AIRFLOW__API__BASE_URL", "AIRFLOW__CORE__EXECUTION_API_SERVER_URL")
    assert all("8123" in found[name] for name in addresses) and found["AIRFLOW__API__HOST"] == "127.0.0.1"
    file = tmp_path / "it's here.sh"
    file.write_text(environment.for_a_shell({**found, "AIRFLOW_X": "a'b $c"}))
    shown = subprocess.run(["sh", "-c", '. "$0"; env', str(file)], capture_output=True, text=True, env={}, check=True)
    assert "AIRFLOW_X=a'b $c" in shown.stdout and environment.MARK not in shown.stdout


def test_the_port_is_the_wanted_one_or_that_of_the_last_start_or_a_free_one(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FengxiangError, match=f"port {port} of 127.0.0.1 is taken"):
            checks.port_of(port, tmp_path / "none")
        (tmp_path / "running.json").write_text(json.dumps({"port": port}))
        assert checks.port_of(None, tmp_path / "running.json") in range(8080, 8120)
    assert checks.port_of(None, tmp_path / "running.json") == port


def test_what_is_missing_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "ROOM", 1 << 60)
    with pytest.raises(SettingsError, match="GB free"):
        checks.room(tmp_path)
    monkeypatch.setattr(checks, "find_spec", lambda name: None if name == "airflow" else object())
    with pytest.raises(SettingsError, match=r"extra `airflow` \(airflow is missing\).*fengxiang\[airflow\]"):
        checks.installed(demo=True)


def test_a_held_folder_says_where_it_runs(tmp_path):
    folders = settled(tmp_path / "home", None)
    with holding.held(folders):
        holding.note(folders, 8123, "http://127.0.0.1:8123")
        with pytest.raises(FengxiangError, match=f"8123 .process {os.getpid()}"), holding.held(folders):
            pass
    with holding.held(folders):
        pass


def marked(root, code="import time; print('up', flush=True); time.sleep(60)"):
    env = {**os.environ, environment.MARK: str(root), "SPT_NOENV": "1"}
    child = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout.readline()
    child.stdout.close()
    return child


STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def test_what_an_earlier_start_left_is_found_by_its_mark_and_ended(tmp_path):
    mine = [marked(tmp_path), marked(tmp_path, STUBBORN)]
    other = marked(tmp_path / "other")
    try:
        assert {p.pid for p in processes.of(tmp_path)} == {child.pid for child in mine}
        assert processes.end(tmp_path, 1) == 2
        assert [child.wait(5) for child in mine] == [-signal.SIGTERM, -signal.SIGKILL]
        assert processes.of(tmp_path) == [] and other.poll() is None
    finally:
        for child in (*mine, other):
            child.kill()
            child.wait()


def test_a_component_that_ends_is_told_with_its_last_lines(tmp_path):
    folders = settled(tmp_path / "home", None)
    mine = components.Components(folders, {**os.environ, environment.MARK: str(folders.root)})
    process = mine.start("scheduler", ["no_such_module_of_ours"])
    process.wait(20)
    with pytest.raises(
        FengxiangError, match=r"scheduler ended with code 1.*scheduler\.log(?s:.*)no_such_module_of_ours"
    ):
        mine.watch()
    assert mine.stop(0)


def test_a_long_log_is_begun_anew(tmp_path):
    folders = settled(tmp_path / "home", None)
    (folders.logs / "scheduler.log").write_text("from the last start")
    mine = components.Components(folders, dict(os.environ))
    mine.start("scheduler", ["this"]).wait(20)
    assert (folders.logs / "scheduler.log.1").read_text() == "from the last start"


def test_the_first_wish_interrupts_and_the_next_ones_hurry():
    hurried = []
    with signals.listened_to(lambda: hurried.append(1)) as asked:
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGHUP)
            time.sleep(5)
        assert asked.ending and not hurried
        os.kill(os.getpid(), signal.SIGTERM)
        assert hurried == [1]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_the_next_season_follows_the_first_and_leaves_it_as_it_was():
    one = World(7, date(2026, 11, 22), weeks=2, scale=0.05)
    two = World(7, date(2026, 11, 22), weeks=2, scale=0.05, seasons=2)
    end = one.starts_at(-1)
    for platform, posts in two.posts.items():
        assert [p.native for p in posts if p.published < end] == [p.native for p in one.posts[platform]]
        later = [p for p in posts if p.published >= end]
        assert 0.4 < len(later) / len(one.posts[platform]) < 2.5
        assert max(p.published for p in later) < one.starts_at(-15)
        assert len({p.native for p in posts}) == len(posts)


def crawled(home, instant):
    for platform in SEARCHED:
        record = home / "landing" / "runs" / platform / f"{platform}-{instant:%Y%m%dT%H%M%SZ}.jsonl"
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text("")


def test_a_first_start_listens_from_the_first_week_to_yesterday(tmp_path):
    world = living_network.season_at(tmp_path / "demo", SMALL, SATURDAY)
    assert world == World(7, date(2026, 11, 22), 2, 0.05, seasons=2)
    missed = living_network.unheard(world, tmp_path / "demo", SATURDAY)
    assert (missed[0].day, missed[-1].day) == (date(2026, 11, 9), date(2026, 11, 27))
    assert missed[-1].as_of <= SATURDAY


def test_later_starts_go_on_with_the_season_in_which_listening_stopped(tmp_path):
    home = tmp_path / "demo"
    living_network.season_at(home, SMALL, SATURDAY)
    crawled(home, datetime(2026, 11, 28, 6, 7, tzinfo=UTC))
    world = living_network.season_at(home, SMALL, datetime(2026, 12, 9, 4, tzinfo=UTC))
    assert (world.end, world.seasons) == (date(2026, 12, 6), 2)
    missed = living_network.unheard(world, home, datetime(2026, 12, 9, 4, tzinfo=UTC))
    assert (missed[0].day, missed[-1].day) == (date(2026, 11, 28), date(2026, 12, 8))
    (home / "landing" / "kept").write_text("x")
    assert living_network.season_at(home, SMALL, datetime(2026, 12, 20, 4, tzinfo=UTC)) == world
    assert (home / "landing" / "kept").exists()


def test_a_network_that_has_run_dry_is_followed_by_a_new_one(tmp_path):
    home = tmp_path / "demo"
    living_network.season_at(home, SMALL, SATURDAY)
    crawled(home, datetime(2026, 11, 28, 6, 7, tzinfo=UTC))
    world = living_network.season_at(home, SMALL, datetime(2027, 2, 3, 4, tzinfo=UTC))
    assert world.end == date(2027, 1, 31) and not (home / "landing").exists()


def test_each_settings_file_has_a_folder_of_its_own_and_says_the_language(tmp_path):
    assert str(home_of(None)) == "airflow-home" and str(home_of(tmp_path / "my.toml")) == "airflow-home-my"
    assert language_of(None, None) == "zh" and language_of(None, "en") == "en"
    for settings, language in ((None, "fr"), (tmp_path / "my.toml", "en")):
        with pytest.raises(SettingsError, match="--language"):
            language_of(settings, language)
