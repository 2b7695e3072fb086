"""`fengxiang prune` on a whole home: each kind goes by its own days, and nothing that is not in the lake goes."""

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest
from typer.testing import CliRunner

from contract.clock import Week
from contract.errors import SettingsError
from fengxiang import pruning, stages
from fengxiang.byte_search import found_under
from fengxiang.cli import app
from fengxiang.settings import LEAST_POSTS, load
from warehouse.retention import LEAST_DAYS

AS_OF = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = "很久以前那只橘色搪瓷水壶还在窗台上面"
DAYS = 300


def rows():
    for i in range(DAYS):
        at = (AS_OF - timedelta(days=i)).isoformat()
        for n in range(2):
            told = {"post_id": f"weibo:53{i:06}{n}", "platform": "weibo", "kind": "post", "author_id": f"80{i % 7}{n}"}
            text = f"今天的咖啡很好，第{i}次来，还带了{n}本书" if i < DAYS - 1 else TEXT + "好坏"[n]
            yield told | {"text": text, "published_at": at, "observed_at": at}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    (folder / "fengxiang.toml").write_text('home = "home"\nprocesses = 1\n', "utf-8")
    settings = load(folder / "fengxiang.toml")
    (folder / "posts.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows()), "utf-8")
    stages.import_files(settings, [folder / "posts.jsonl"], AS_OF)
    stages.ingest(settings)
    stages.enrich(settings)
    stages.build(settings)
    stages.detect(settings, AS_OF)
    return folder


@pytest.fixture
def folder(whole, tmp_path):
    copied = shutil.copytree(whole, tmp_path / "copy")
    for path in (copied / "home").rglob("*"):
        _written(path, 0)
    return copied


def _written(path, days):
    at = (AS_OF - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))


def _put(home, name, days):
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    _written(path, days)
    return path


def settings_of(folder, text):
    (folder / "fengxiang.toml").write_text(f'home = "home"\nprocesses = 1\n{text}', "utf-8")
    return load(folder / "fengxiang.toml")


def prune(folder, *told):
    return CliRunner().invoke(
        app, ["prune", "--settings", str(folder / "fengxiang.toml"), "--as-of", "2026-11-22", *told]
    )


def test_each_kind_goes_by_its_own_days_and_the_record_says_so(folder):
    home = folder / "home"
    old = {
        kind: _put(home, name, days)
        for kind, name, days in (
            ("rejected", "landing/rejected/weibo/a.jsonl.gz", 31),
            ("logs", "landing/logs/weibo.log", 31),
            ("outbox", "outbox/alert-a.eml", 366),
        )
    }
    young = [
        _put(home, "landing/rejected/weibo/b.jsonl.gz", 30),
        _put(home, "landing/logs/zhihu.log", 30),
        _put(home, "outbox/alert-b.eml", 365),
        _put(home, "outbox/ledger.jsonl", 999),
        _put(home, "reports/2025-W01/report.html", 999),
    ]
    shown = prune(folder, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "would go" in shown.output and all(path.exists() for path in old.values())
    told = json.loads(prune(folder, "--json").stdout)
    assert {kind: of["files"] for kind, of in told["kinds"].items()} == dict.fromkeys(old, 1)
    assert told["kinds"]["outbox"]["oldest"] == "2025-11-22"
    assert not [path for path in old.values() if path.exists()] and all(path.exists() for path in young)
    (line,) = (home / pruning.RECORD).read_text().splitlines()
    assert json.loads(line)["kinds"] == told["kinds"]
    assert "nothing is due" in prune(folder).output
    assert len((home / pruning.RECORD).read_text().splitlines()) == 1


def test_reports_go_by_their_week(folder):
    settings = settings_of(folder, "[retention]\nreports = 14\n")
    gone = _put(settings.home, "reports/2026-W44/report.html", 0)  # until 1 November
    kept = _put(settings.home, "reports/2026-W45/report.html", 99)  # until 8 November
    stages.prune(settings, datetime(2026, 11, 22, tzinfo=UTC))
    assert kept.exists() and not gone.exists()


def test_the_archive_goes_by_its_weeks_and_what_is_left_leads_nowhere_else(folder):
    settings = settings_of(folder, "[retention]\nreports = 14\n")
    for week in ("2026-W44", "2026-W45"):
        stages.report(settings, Week.parse(week), AS_OF)
    site = settings.home / "reports" / "site"
    old, young = _put(site, "topics/old.html", 16), _put(site, "topics/young.html", 15)
    for name in ("index.html", "style.css", "site.js"):
        _written(site / name, 99)
    stages.prune(settings, datetime(2026, 11, 22, tzinfo=UTC))
    assert not old.exists() and young.exists()
    assert [path.name for path in (site / "weeks").iterdir()] == ["2026-W45.html"]
    assert [path.parent.name for path in (site / "files").rglob("*.html")] == ["2026-W45"]
    index, kept = (path.read_text("utf-8") for path in (site / "index.html", site / "weeks" / "2026-W45.html"))
    assert 'data-week="2026-W45"' in index and 'data-week="2026-W44"' not in index and "weeks/2026-W44" not in index
    assert 'rel="prev"' not in kept and (site / "style.css").exists() and (site / "site.js").exists()


def test_a_landed_run_goes_only_when_the_lake_has_it_and_is_not_taken_in_again(folder):
    settings = load(folder / "fengxiang.toml")
    (record,) = (settings.home / "landing" / "imports").iterdir()
    (landed,) = (settings.home / "landing" / "weibo").glob("*.parquet")
    _written(record, 40)
    (marker,) = (settings.home / "lake" / "ingested").rglob("*.json")
    hidden = marker.rename(folder / "marker")
    assert not pruning.look(settings, AS_OF), "what is not in the lake is not due"
    hidden.rename(marker)
    lake = sorted((settings.home / "lake" / "posts").rglob("*.parquet"))
    stages.prune(settings, AS_OF)
    assert not landed.exists() and record.exists() and marker.exists()
    assert stages.ingest(settings).runs == 0
    again = stages.import_files(settings, [folder / "posts.jsonl"], AS_OF)
    stages.ingest(settings)
    assert not landed.exists(), again
    assert sorted((settings.home / "lake" / "posts").rglob("*.parquet")) == lake


def test_old_posts_go_from_every_byte_and_the_counts_stay(folder):
    settings = settings_of(folder, "[retention]\nposts = 280\n")
    (record,) = (settings.home / "landing" / "imports").iterdir()
    _written(record, 40)
    (settings.home / "warehouse" / "versions").mkdir(exist_ok=True)
    assert found_under(settings.home, [TEXT, f"weibo:53{DAYS - 1:06}0"])
    counts = _counts(settings.home)
    told = json.loads(prune(folder, "--json").stdout)
    assert told["kinds"]["posts"]["oldest"] == f"{(AS_OF - timedelta(days=DAYS - 1)).date()}"
    assert not found_under(settings.home, [TEXT, f"weibo:53{DAYS - 1:06}0"])
    assert _counts(settings.home) == counts
    with duckdb.connect(str(settings.home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        assert con.execute("SELECT min(dt) FROM post").fetchall() == [(date(2026, 11, 23) - timedelta(days=280),)]
    erased = ["erase", "--post", "weibo:530000050", "--yes", "--settings", str(folder / "fengxiang.toml")]
    assert CliRunner().invoke(app, erased).exit_code == 0, "what was set aside does not stand in an erasure's way"


def _counts(home):
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        return con.execute("FROM volume_daily ORDER BY ALL").fetchall()


def test_a_killed_prune_is_taken_up_and_told_whole(folder, monkeypatch):
    settings = load(folder / "fengxiang.toml")
    for name in "abc":
        _put(settings.home, f"outbox/alert-{name}.eml", 400)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pruning, "_note", killed)
        stages.prune(settings, AS_OF)
    assert (settings.home / pruning.OPEN).exists()
    assert stages.prune(settings, AS_OF).kinds["outbox"].files == 3
    assert not (settings.home / pruning.OPEN).exists()
    assert len((settings.home / pruning.RECORD).read_text().splitlines()) == 1


def test_settings_that_would_keep_posts_elsewhere_or_blind_the_judging_are_refused(folder):
    assert LEAST_POSTS == LEAST_DAYS
    with pytest.raises(SettingsError, match="224 days or more"):
        settings_of(folder, "[retention]\nposts = 90\n")
    for kind in ("landing", "rejected"):
        with pytest.raises(SettingsError, match=f"{kind} would keep posts longer"):
            settings_of(folder, f"[retention]\nposts = 300\n{kind} = 0\n")
    assert settings_of(folder, "[retention]\nlanding = 0\nrejected = 0\nlogs = 0\noutbox = 0\n").retention.kinds == {}
