"""Every saved page of every platform gives the posts and rejections that stand beside it."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from scrapy.http import TextResponse

from crawlers.landing import to_line
from crawlers.platforms import platforms, spider_class
from crawlers.reading import Rejected, Seen

SAVED = Path(__file__).parents[1] / "saved"
PAGES = sorted(p for p in SAVED.glob("*/*") if p.suffix in (".json", ".xml") and not p.name.endswith(".expected.json"))


def read(page: Path, told: dict) -> tuple[list[dict], list[str]]:
    """The posts (told columns only) and the reasons of the rejections of a saved page."""
    spider = spider_class(page.parent.name)
    answer = spider.read(TextResponse("https://example.invalid/", body=page.read_bytes(), encoding="utf-8"))
    payload = answer.payload or json.loads(page.read_text("utf-8"))  # an embedded state is no answer of the interface
    seen = Seen(datetime.fromisoformat(told["observed_at"]), told["query"], "saved", told.get("keep_names", False))
    posts, rejected = [], []
    for entry in spider.entries(payload):
        for part in spider.parts(entry):
            try:
                post = json.loads(to_line(spider.to_post(part, seen)))
                posts.append({name: value for name, value in post.items() if value is not None})
            except Rejected as why:
                rejected.append(str(why))
    return posts, rejected


@pytest.mark.parametrize("platform", platforms())
def test_every_platform_has_a_saved_page(platform: str) -> None:
    assert any(p.parent.name == platform for p in PAGES), f"no saved page for {platform}, looked in {SAVED / platform}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_saved_page(page: Path) -> None:
    beside = page.with_name(f"{page.stem}.expected.json")
    assert beside.exists(), f"no expected posts for {page.name}, looked for {beside}"
    expected = json.loads(beside.read_text("utf-8"))
    posts, rejected = read(page, expected["seen"])
    assert posts == expected["posts"]
    assert rejected == expected["rejected"]
