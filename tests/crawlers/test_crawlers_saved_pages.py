"""Every saved page of every platform gives the posts and rejections that stand beside it."""

import json
from pathlib import Path

import pytest

from crawlers.platforms import platforms
from crawlers.rejections import scrubbed
from crawlers.saved_page import read_saved

SAVED = Path(__file__).parents[1] / "saved"
KINDS = (".json", ".xml", ".html")
PAGES = sorted(p for p in SAVED.glob("*/*") if p.suffix in KINDS and not p.name.endswith(".expected.json"))
EXPECTED = sorted(SAVED.glob("*/*.expected.json"))


@pytest.mark.parametrize("platform", platforms())
def test_every_platform_has_a_saved_page(platform: str) -> None:
    assert any(p.parent.name == platform for p in PAGES), f"no saved page for {platform}, looked in {SAVED / platform}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_saved_page(page: Path) -> None:
    beside = page.with_name(f"{page.stem}.expected.json")
    assert beside.exists(), f"no expected posts for {page.name}, looked for {beside}"
    expected = json.loads(beside.read_text("utf-8"))
    found = read_saved(page, expected.pop("seen"))
    assert found["posts"] == expected["posts"]
    assert found["rejected"] == expected["rejected"]
    assert {name: found.get(name) for name in expected} == expected
    assert found["answer"] == expected.get("answer", "ok")


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_expected_file_has_its_page(expected: Path) -> None:
    name = expected.name.removesuffix(".expected.json")
    assert any(expected.with_name(name + kind).exists() for kind in KINDS)


@pytest.mark.parametrize("platform", [p for p in platforms() if any(q.parent.name == p for q in PAGES)])
def test_ids_of_posts_and_comments_never_meet(platform: str) -> None:
    posts = [p for e in EXPECTED if e.parent.name == platform for p in json.loads(e.read_text("utf-8"))["posts"]]
    comments = {p["post_id"] for p in posts if p["kind"] == "comment"}
    assert all(c.startswith(f"{platform}:c") for c in comments)
    assert not comments & {p["post_id"] for p in posts if p["kind"] != "comment"}
    known = comments | {p["post_id"] for p in posts}
    for post in posts:
        assert post.get("parent_id") != post["post_id"]
    assert known


@pytest.mark.parametrize("page", [p for p in PAGES if p.suffix == ".json"], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_rejected_saved_page_names_nobody(page: Path) -> None:
    """All people of the saved pages are called 编的 (made up): no such name is left in what is kept of a rejection."""
    raw = scrubbed(json.loads(page.read_text("utf-8-sig")), page.parent.name, "salt")
    for name in (
        "编的用户",
        "编的商家",
        "编的答主",
        "编的薯友",
        "编的作者",
        "编的UP主",
        "编的账号",
        "编的机构号",
        "编的博主",
    ):
        assert name not in raw
