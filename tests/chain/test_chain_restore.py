"""What docs/operations.md says must be backed up is enough: a home made from it has the same rows."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from tests_chain_paths import ROOT, rows
from typer.testing import CliRunner

from contract import suppression
from crawlers.pseudonym import pseudonym
from fengxiang import home as place
from fengxiang import stages
from fengxiang.cli import app
from fengxiang.settings import load
from reports.ledger import SENDING, SENT, open_ledger

AS_OF = datetime(2026, 11, 23, 2, tzinfo=UTC)
GONE = "7700000000000001"  # the platform's own id of an author
WORDS = ["咖啡", "露营", "穿搭", "护肤", "电影", "早餐", "散步", "耳机"]


def posts():
    for number in range(24):
        at = (AS_OF - timedelta(days=number % 3, hours=3)).isoformat()
        yield {
            "post_id": f"weibo:53000000000000{number:02}", "platform": "weibo", "kind": "post", "published_at": at,
            "observed_at": at, "author_id": GONE if number < 2 else f"80000000000000{number:02}",
            "text": f"今天{WORDS[number % 8]}很好，{WORDS[number // 8]}也不错，第{number}次来", "likes": number,
        }  # fmt: skip


def named_by_the_page():
    """The folders of the table of what must be kept."""
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = page.partition("| keep |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([a-z]+)/`", table, re.M)


def published(settings):
    return rows(place.published(settings.home))


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A home with posts that were imported from a file, which lies beside it, and a mail that went out."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "fengxiang.toml").write_text('home = "home"\nprocesses = 1\n', "utf-8")
    settings = load(folder / "fengxiang.toml")
    lines = [json.dumps(row, ensure_ascii=False) for row in posts()]
    (folder / "posts.jsonl").write_text("\n".join(lines), "utf-8")
    stages.import_files(settings, [folder / "posts.jsonl"], AS_OF)
    stages.ingest(settings)
    stages.enrich(settings)
    with open_ledger(place.ledger(settings.home)) as book:
        for state in (SENDING, SENT):
            book.record(("weekly", "2026-W47", "aa"), state, AS_OF)
    stages.build(settings)
    stages.detect(settings, AS_OF)
    return folder


@pytest.fixture(scope="module")
def restored(original, tmp_path_factory):
    """A new home of the kept folders and the settings alone, and the warehouse made from them."""
    folder = tmp_path_factory.mktemp("restored")
    for name in named_by_the_page():
        if (original / "home" / name).exists():
            shutil.copytree(original / "home" / name, folder / "home" / name)
    shutil.copy(original / "fengxiang.toml", folder)
    stages.rebuild(load(folder / "fengxiang.toml"), AS_OF)
    return load(folder / "fengxiang.toml")


def test_the_kept_folders_bring_every_row_back(original, restored):
    expected = published(load(original / "fengxiang.toml"))
    assert len(expected["post"]) == 24 and expected["dispatch"] and expected["search_index"]
    assert published(restored) == expected
    stages.import_files(restored, [original / "posts.jsonl"], AS_OF)
    assert stages.ingest(restored).posts == 0, "what was taken in before is not taken in again"


def test_who_was_erased_after_the_backup_goes_again(restored):
    def again(*more):
        told = ["erase", "--again", "--settings", str(restored.home.parent / "fengxiang.toml"), *more]
        done = CliRunner().invoke(app, told)
        assert done.exit_code == 0, done.output + repr(done.exception)
        return done.output

    assert "nothing under home tells of anybody" in again()
    salt = place.salt_of(restored)
    author = pseudonym("weibo", GONE, salt)
    suppression.add(restored.home, salt, [suppression.Suppression(salt).author(author)])  # the newest list is put back
    assert any(author in row for row in published(restored)["post"])
    assert "erased" in again("--yes", "--reason", "came back from a backup")
    left = published(restored)
    assert len(left["post"]) == 22 and not [row for table in left.values() for row in table if author in row]
    assert "nothing under home tells of anybody" in again()
    assert "came back from a backup" in (restored.home / "privacy" / "erasures.jsonl").read_text("utf-8")
