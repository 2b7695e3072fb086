"""The documents say what is so: commands exist, settings are all described, links lead somewhere."""

import re
from pathlib import Path

import pytest

from crawlers.importers import known_containers, known_shapes
from fengxiang.chat_settings import Chat
from fengxiang.cli import app
from fengxiang.report_settings import Report
from fengxiang.server_settings import Mail, Server
from fengxiang.settings import (
    Crawl,
    Feed,
    Import,
    Mapping,
    Quality,
    Retention,
    Settings,
    Storage,
    Warehouse,
    Watch,
    load,
)
from fengxiang.subscriber_settings import Subscriber
from fengxiang.summary_settings import Summary

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
VERBS = {c.name or c.callback.__name__ for c in app.registered_commands} | {g.name for g in app.registered_groups}
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


@pytest.mark.parametrize(
    "part",
    [
        Settings,
        Crawl,
        Feed,
        Watch,
        Storage,
        Warehouse,
        Import,
        Mapping,
        Quality,
        Retention,
        Mail,
        Chat,
        Subscriber,
        Server,
        Report,
        Summary,
    ],
)
def test_every_setting_is_described(part):
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    names = [field.alias or name for name, field in part.model_fields.items()]
    assert not [name for name in names if not re.search(rf"\b{name}\b", text, re.I)]


def test_the_example_of_every_setting_can_be_read(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.S)
    (tmp_path / "my-themes").mkdir()
    (tmp_path / "fengxiang.toml").write_text(example, "utf-8")
    assert load(tmp_path / "fengxiang.toml").imports.mappings["mine"].platform == "weibo"


def test_importing_names_every_format_and_tool_and_its_mapping_can_be_read(tmp_path):
    text = (ROOT / "docs" / "importing.md").read_text("utf-8")
    endings = {suffix.removesuffix(".gz") for container in known_containers() for suffix in container.suffixes}
    assert not [ending for ending in endings if f"{ending} " not in text and f"{ending}`" not in text]
    tools = {shape.name.partition(":")[0].partition(" (")[0].removesuffix("'s own columns") for shape in known_shapes()}
    assert not [tool for tool in tools if tool not in text]
    platforms = {shape.platform for shape in known_shapes() if shape.platform}
    assert not [platform for platform in platforms if f"{platform}:" not in text]
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    (tmp_path / "fengxiang.toml").write_text(example, "utf-8")
    assert load(tmp_path / "fengxiang.toml").imports.mappings["mine"].columns["post_id"] == "编号"


def test_the_query_of_reading_gives_words_as_written():
    import duckdb
    import pyarrow as pa

    from nlp.enrich import enrich

    text = (ROOT / "docs" / "reading.md").read_text("utf-8")
    (query,) = re.findall(r"```sql\n(.*?)```", text, re.S)
    posts = pa.table({"post_id": ["weibo:1"], "title": ["長續航"], "text": ["真的好"]})
    read = enrich(posts).append_column("title", posts["title"]).append_column("text", posts["text"])
    with duckdb.connect() as con:
        con.register("post", read)
        assert con.execute(query).fetchall() == [("长续航", "長續航")]


def test_the_data_dictionary_is_what_the_headers_tell():
    from warehouse.dictionary import PAGE, page

    assert PAGE.read_text("utf-8") == page(), "docs/warehouse.md is out of date: run make docs"


def test_the_data_dictionary_begins_with_the_tables_that_matter_and_every_link_has_its_place():
    text = (ROOT / "docs" / "warehouse.md").read_text("utf-8")
    first = re.findall(r"^(\d)\. \[`(\w+)`\]", text, re.M)
    assert [int(number) for number, _ in first] == [1, 2, 3, 4, 5]
    assert first[0][1] == "trend"
    headings = {
        re.sub(r"[^\w\u4e00-\u9fff -]", "", h).strip().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings
