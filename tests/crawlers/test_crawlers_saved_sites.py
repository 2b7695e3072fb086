"""Douyin and Bilibili crawled over HTTP from their saved pages: search, hot list, comments, a post looked at again."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawlers_site import Asked, job, site

from crawlers.run import crawl

SAVED = Path(__file__).parents[1] / "saved"
AS_OF = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
# what is asked for, and the page that answers; the first that fits
PAGES = {
    "douyin": {"comment": "comments", "detail": "detail", "hot/search": "hot_search", "search/item": "search"},
    "bilibili": {"reply": "comments", "view": "view", "popular": "popular", "search/type": "search"},
}


@pytest.mark.parametrize("platform", list(PAGES))
def test_a_platform_is_crawled_from_its_saved_pages(tmp_path: Path, platform: str) -> None:
    def answer(asked: Asked) -> object:
        name = next(page for part, page in PAGES[platform].items() if part in asked.path)
        return 200, {}, (SAVED / platform / f"{name}.json").read_text("utf-8")

    def run_of(as_of: datetime, *queries: str, **more: object):
        return job(
            served.base, platform=platform, run=f"{platform}-{as_of:%Y%m%dT%H%M%SZ}", as_of=as_of, max_pages=1,
            window_from=as_of - timedelta(days=2), queries=queries, **more,
        )  # fmt: skip

    with site(answer) as served:
        first = run_of(AS_OF, "长续航", hot_list=True, comments=2)
        runs = {r.query: r for r in crawl([first], tmp_path)}
        later = run_of(AS_OF + timedelta(days=4), revisits=5)
        again = {r.query: r for r in crawl([later], tmp_path)}
    told = json.loads((SAVED / platform / "search.expected.json").read_text("utf-8"))
    files = sorted(tmp_path.glob(f"{platform}/*.gz"))
    posts = [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert {p["post_id"] for p in told["posts"]} <= {p["post_id"] for p in posts if p["query"] == "长续航"}
    assert runs["长续航"].outcome in ("ok", "saturated") and runs["长续航"].landed >= len(told["posts"])
    hot = next(r for q, r in runs.items() if q not in ("长续航", "comments"))
    assert hot.outcome == "ok" and hot.landed > 0
    assert runs["comments"].outcome == "ok"
    assert any(p["kind"] == "comment" and p["post_id"].startswith(f"{platform}:c") for p in posts)
    assert again["revisit"].outcome == "ok" and again["revisit"].landed >= 1
