import multiprocessing
import stat
import threading

import pytest

from contract.errors import FengxiangError, SettingsError
from fengxiang.home import asking, beside_others, salt_of, waiting, working_on
from fengxiang.settings import load


def hold(home, held, release):
    with working_on(home):
        held.set()
        release.wait(20)


def test_a_second_writer_is_told_who_is_at_work(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    held, release = spawn.Event(), spawn.Event()
    other = spawn.Process(target=hold, args=(tmp_path, held, release))
    other.start()
    assert held.wait(20)
    with pytest.raises(FengxiangError, match=f"process {other.pid}"), working_on(tmp_path):
        pass
    release.set()
    other.join(20)
    with working_on(tmp_path), working_on(tmp_path):
        pass


def test_a_home_that_cannot_be_written_names_the_setting(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="`home`"), working_on(tmp_path / "file" / "home"):
        pass


def test_salt_is_made_once_and_kept_for_its_owner(tmp_path):
    settings = load(home=tmp_path)
    salt = salt_of(settings)
    assert len(salt) == 64 and salt_of(settings) == salt
    assert stat.S_IMODE((tmp_path / "secret" / "salt").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "secret").iterdir()] == ["salt"]


def test_salt_from_the_environment_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("FENGXIANG_SALT", "given")
    assert salt_of(load(home=tmp_path)) == "given" and not list(tmp_path.iterdir())


def share(home, held, release):
    with beside_others(home):
        held.set()
        release.wait(20)


@pytest.fixture
def shared(tmp_path):
    """A home that another process shares; the fixture's value lets it go."""
    spawn = multiprocessing.get_context("spawn")
    held, release = spawn.Event(), spawn.Event()
    other = spawn.Process(target=share, args=(tmp_path, held, release))
    other.start()
    assert held.wait(20)
    yield release
    release.set()
    other.join(20)


def test_who_shares_a_home_keeps_out_only_those_who_want_it_alone(shared, tmp_path):
    with beside_others(tmp_path), beside_others(tmp_path):
        pass
    with pytest.raises(FengxiangError, match="is at work on"), working_on(tmp_path):
        pass


def test_with_patience_a_writer_waits_for_the_others(shared, tmp_path):
    threading.Timer(0.5, shared.set).start()
    with waiting(20), working_on(tmp_path):
        assert shared.is_set()


def test_parts_of_a_crawl_ask_together_and_another_crawl_waits(tmp_path):
    with asking(tmp_path, "weibo", alone=False), asking(tmp_path, "weibo", alone=False):
        with asking(tmp_path, "zhihu", alone=True):
            pass
        with pytest.raises(FengxiangError, match="is at work"), asking(tmp_path, "weibo", alone=True):
            pass
