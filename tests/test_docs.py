"""The documents say what is so: commands exist, settings are all described, links lead somewhere."""

import re
from pathlib import Path

import pytest

from fengxiang.cli import app
from fengxiang.settings import Crawl, Feed, Mail, Settings, Watch

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
VERBS = {c.name or c.callback.__name__ for c in app.registered_commands}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.name)
def test_commands_and_links_are_real(page):
    text = page.read_text("utf-8")
    assert text.strip()
    assert set(re.findall(r"\.venv/bin/fengxiang ([a-z]+)", text)) <= VERBS
    assert set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", text, re.M)) <= {(t, "") for t in TARGETS} | {
        ("", t) for t in TARGETS
    }
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_two_commands(name):
    assert {"make demo", "make test"} <= set(re.findall(r"^make \w+", (ROOT / name).read_text("utf-8"), re.M))


@pytest.mark.parametrize("part", [Settings, Crawl, Feed, Watch, Mail])
def test_every_setting_is_described(part):
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert not [name for name in part.model_fields if not re.search(rf"\b{name}\b", text, re.I)]
