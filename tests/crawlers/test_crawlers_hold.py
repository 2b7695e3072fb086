"""A run's journal belongs to one process at a time, and others neither take it up nor end it."""

import multiprocessing

import pytest

from crawlers.hold import RunIsHeld
from crawlers.journal import Journal
from crawlers.landing import journal_file
from crawlers.run_state import RunState


def keep_open(path, held, release):
    journal = Journal(path)
    journal.note_job("{}")
    held.set()
    release.wait(30)
    journal.close()


@pytest.fixture
def held_elsewhere(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    held, release = spawn.Event(), spawn.Event()
    path = journal_file(tmp_path, "weibo", "weibo-20261122T163000Z")
    other = spawn.Process(target=keep_open, args=(path, held, release))
    other.start()
    assert held.wait(30)
    yield path
    release.set()
    other.join(30)
    Journal(path).delete()
    assert list(path.parent.iterdir()) == []


def test_a_second_process_is_told(held_elsewhere):
    with pytest.raises(RunIsHeld, match="another process is crawling weibo-20261122T163000Z"):
        Journal(held_elsewhere)


def test_what_another_process_crawls_is_not_ended(held_elsewhere, tmp_path):
    assert list(RunState.left_open(tmp_path, "weibo")) == []
    assert held_elsewhere.exists()
