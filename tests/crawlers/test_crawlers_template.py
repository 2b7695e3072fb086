"""A platform made from the template passes the test of saved pages at once, whatever page it starts from."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contract.errors import SettingsError
from crawlers.template import create, main

ROOT = Path(__file__).parents[2]
USER = {"uid": 5, "nickname": "某人"}
HITS = [
    {"tid": 77, "subject": "长续航", "content": "正文", "create_time": 1794977000, "like_count": "1.2万", "user": USER},
    {"tid": 78, "content": "坏时间", "create_time": "第三十二日", "user": USER},
]
PAGE = {"code": 0, "result": {"hits": HITS, "people": [USER]}}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what of the project a platform touches."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("crawlers", "contract", "tests/saved"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "tests" / "crawlers").mkdir()
    for file in ("tests/crawlers/test_crawlers_saved_pages.py", "setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / file, root / file)
    return root


def run(root: Path, *told: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", *told], cwd=root, capture_output=True, text=True, encoding="utf-8")


def test_fresh_platforms_pass_at_once(project: Path, tmp_path: Path) -> None:
    written = create("my_forum", project, None)
    assert [str(p.relative_to(project)) for p in written] == [
        "crawlers/mappings/my_forum.py",
        "crawlers/spiders/my_forum.py",
        "tests/saved/my_forum/search.json",
        "tests/saved/my_forum/search.expected.json",
    ]
    expected = json.loads(written[-1].read_text("utf-8"))
    (post,) = expected["posts"]
    assert (post["post_id"], post["likes"], post["hashtags"]) == ("my_forum:1001", 12_000, ["长续航"])
    assert expected["rejected"] == ["published_at is missing"]
    from_a_given_page(project, tmp_path / "answer.json")
    for command in (("check",), ("format", "--check")):
        ran = run(project, "ruff", *command, "--no-cache", "crawlers/spiders", "crawlers/mappings")
        assert ran.returncode == 0, ran.stdout
    checked = run(project, "pytest", "-vv", "-p", "no:cacheprovider", "-k", "my_forum or bbs", "tests/crawlers")
    assert checked.returncode == 0, checked.stdout
    for name in ("my_forum", "bbs"):
        assert f"test_saved_page[{name}/search.json] PASSED" in checked.stdout
        assert f"test_every_platform_has_a_saved_page[{name}] PASSED" in checked.stdout


def from_a_given_page(project: Path, page: Path) -> None:
    page.write_text(json.dumps(PAGE, ensure_ascii=False), "utf-8")
    assert main(["bbs", "--page", str(page), "--root", str(project)]) == 0
    saved = project / "tests" / "saved" / "bbs"
    expected = json.loads((saved / "search.expected.json").read_text("utf-8"))
    (post,) = expected["posts"]
    assert (post["post_id"], post["title"], post["text"], post["likes"]) == ("bbs:77", "长续航", "正文", 12_000)
    assert post["author_id"].startswith("a")
    assert expected["rejected"] == ["create_time is not a time: '第三十二日'"]
    assert "某人" not in (saved / "search.json").read_text("utf-8")


@pytest.mark.parametrize(("name", "page"), [("odd_1", {}), ("odd_2", {"list": [{"odd name!": [{}]}, {}]})])
def test_pages_that_hold_no_posts_make_a_platform_too(project: Path, tmp_path: Path, name: str, page: dict) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(page), "utf-8")
    expected = json.loads(create(name, project, path)[-1].read_text("utf-8"))
    assert expected["posts"] == []


@pytest.mark.parametrize("name", ["", "Weibo", "1st", "a", "class", "../x", "a-b", "微博", "x" * 40])
def test_names_that_name_no_platform(project: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot name a platform"):
        create(name, project, None)


def test_what_is_there_is_not_overwritten(project: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is there already"):
        create("weibo", project, None)
    with pytest.raises(SettingsError, match="is not the project"):
        create("forum", tmp_path, None)


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"[1]", b"\xff\xfe", b'{"a":'])
def test_pages_that_are_none(project: Path, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "answer.json"
    path.write_bytes(content)
    assert main(["forum", "--page", str(path), "--root", str(project)]) == 2
    assert "--page" in capsys.readouterr().err
    assert not (project / "crawlers" / "spiders" / "forum.py").exists()
