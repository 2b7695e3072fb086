"""Reading where the rest of the chain is not: in a Celery worker, and on a machine that has only the bucket."""

import multiprocessing
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "warehouse"))  # its made-up lake and bucket

from made_up_bucket import serving
from made_up_lake import crawl_record, land, made_post, run_name

from fengxiang import reading, stages
from fengxiang.settings import Settings

FIRST = date(2026, 11, 16)
DAYS = 3


def landed(home: Path) -> None:
    for day in (FIRST + timedelta(days=n) for n in range(DAYS)):
        posts = [made_post(f"{day:%d}{n}", day, f"这款手机续航很好，第{n}天") for n in range(4)]
        land(home, "weibo", run_name("weibo", day), posts, [crawl_record(run_name("weibo", day), "weibo", "手机", day)])


def read_whole(home: Path) -> None:
    reading.TASK_PARTITIONS = 1  # several tasks, so that processes would be worth while
    assert stages.enrich(Settings(home=home, processes=2)) == DAYS


def test_a_process_that_may_have_no_children_reads_by_itself(tmp_path):
    landed(tmp_path)
    stages.ingest(Settings(home=tmp_path))
    worker = multiprocessing.get_context("spawn").Process(target=read_whole, args=(tmp_path,), daemon=True)
    worker.start()
    worker.join(120)
    assert worker.exitcode == 0
    assert stages.plan_enrich(Settings(home=tmp_path)) == []


def test_a_machine_without_the_home_reads_its_partitions_of_the_bucket(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "TASK_PARTITIONS", 1)
    monkeypatch.setenv("FENGXIANG_STORAGE__ACCESS_KEY", "k")
    monkeypatch.setenv("FENGXIANG_STORAGE__SECRET", "s")
    with serving() as server:
        storage = {"url": "s3://lake/wind", "endpoint": server.endpoint}
        here, there = (Settings(home=tmp_path / name, storage=storage) for name in ("here", "there"))
        landed(here.home)
        stages.ingest(here)
        groups = stages.plan_enrich(here)
        assert len(groups) == DAYS
        assert [stages.enrich_partitions(there, group) for group in groups] == [1] * DAYS
        assert [stages.enrich_partitions(here, group) for group in groups] == [0] * DAYS, "a second try finds it done"
        assert stages.plan_enrich(here) == []
        assert len(stages.build(here).days) == DAYS
    assert not (there.home / "lake").exists() and not (there.home / "warehouse").exists()
