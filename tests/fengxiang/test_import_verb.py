"""`fengxiang import`: what a person sees of it."""

import json

import pytest
from typer.testing import CliRunner

from contract.errors import ImportFileError
from fengxiang.cli import app

ROW = {"note_id": "5102345678901234", "content": "长续航", "create_time": 1731900000, "user_id": "1000000001"}
ROW |= {"comments_count": "1", "shared_count": "1", "rating": 3}
MAPPING = """
[import.mappings.mine]
platform = "weibo"
columns = {post_id = "编号", published_at = "时间"}
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fengxiang.toml").write_text('home = "home"\n' + MAPPING, "utf-8")
    return lambda *told: CliRunner().invoke(app, ["import", *map(str, told)], catch_exceptions=True)


def test_the_closing_lines_tell_what_became_of_a_folder(tmp_path, run):
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [ROW, {**ROW, "comments_count": "\x1b[31m很多"}, {**ROW, "create_time": "1999"}]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "b.csv").write_text("编号,时间,附注\n5102345678901234,2024-11-18,x\n", "utf-8")
    (folder / "c.csv").write_text("颜色\n红\n", "utf-8")
    (folder / "d.txt").write_text("x", "utf-8")
    told = run(folder)
    assert told.exit_code == 0, told.output
    for line in (
        "a.jsonl: 3 rows, 1 landed, 2 rejected; read as MediaCrawler: Weibo posts",
        "1 rejected: comments is not a count",
        "1 rejected: published_at is not a time",
        "columns that were not read: rating",
        "b.csv: 1 rows, 1 landed, 0 rejected; read as mapping mine",
        "c.csv: passed over: c.csv lacks",
        "d.txt: passed over: d.txt is none of the known formats",
    ):
        assert line in told.output
    assert "\x1b" not in told.output


def test_a_chosen_mapping(tmp_path, run):
    (tmp_path / "a.jsonl").write_text(json.dumps({"编号": "z0JH2lOMb", "时间": "2024-11-18"}), "utf-8")
    assert "read as mapping mine" in run("a.jsonl", "--mapping", "mine").output
    wrong = run("a.jsonl", "--mapping", "yours")
    assert isinstance(wrong.exception, ImportFileError)
    assert str(wrong.exception) == "there is no mapping yours: [import.mappings] holds mine"
