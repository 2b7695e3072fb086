"""Hostile files: mutated rows of every shape, cut or damaged files of every container. Nothing is lost or made up."""

import json
import math
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from crawlers_imported import WRITERS, as_jsonl, load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.errors import ImportFileError
from contract.post import COUNTS
from crawlers.counts import parse_count
from crawlers.importers import known_shapes
from crawlers.reading import Rejected

FOREIGN = Path(__file__).parents[1] / "foreign"
SAMPLES = {
    name: told for file in sorted(FOREIGN.glob("*.json")) for name, told in json.loads(file.read_text("utf-8")).items()
}
SHAPES = {shape.name: shape for shape in known_shapes() if not shape.no_posts}
ROWS = [(name, row) for name in SHAPES for row in SAMPLES[name]["rows"]]

TEXTS = ["", " ", "1.2万", "100万+", "1亿", "3.5亿+", "1.23456万", "-1", "1e5", "0x10", "１２", "NaN", "None", "0", "1"]
TIMES = [
    "2024-11-18",
    "2024-02-30 10:00",
    "昨天 12:30",
    "11-18",
    "刚刚",
    "2024-11-18T11:20:00+08:00",
    "1731900000",
    "2999",
]
MARKS = [
    "weibo:1",
    "a\x00b",
    "\ud83d",
    "\u200b",
    "<b>",
    "#",
    "##",
    "#一##二#",
    "[",
    '["a", 1]',
    "蓝v",
    "4.7E+15",
    "z0JH2lOMb",
]
NUMBERS = [0, 1, -1, 10**15, 2**63, 10**40, 1731900000, 1731900000000, 0.5, 1e300, math.nan, math.inf]
ODD = st.sampled_from([*TEXTS, *TIMES, *MARKS, *NUMBERS, True, False, None])
VALUES = st.recursive(
    ODD | st.text(max_size=12) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


@st.composite
def mutated(draw: st.DrawFn) -> list[dict]:
    """Rows of one shape: the first as it stands, the others with a few values changed or missing."""
    name, row = draw(st.sampled_from(ROWS))
    changes = st.dictionaries(st.sampled_from(sorted(SHAPES[name].reads())), VALUES, max_size=4)
    gone = st.lists(st.sampled_from(sorted(row)), max_size=2)
    rows = [
        {k: v for k, v in {**row, **draw(changes)}.items() if k not in draw(gone)}
        for _ in range(draw(st.integers(1, 4)))
    ]
    return [row, *rows]


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no row be read by whole columns."""
    from crawlers.importers import _take

    whole = _take.split
    monkeypatch.setattr(_take, "split", lambda told, n, importing: (whole(told, n, importing)[0][:0], list(range(n))))


def in_lines(rows: list[dict]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_rows_are_posts_or_rejections_and_columns_agree_with_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict]
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "a.jsonl"
    path.write_text(in_lines(rows), "utf-8")
    by_column = load(path, folder / "columns")
    with pytest.MonkeyPatch.context() as patch:
        one_by_one(patch)
        by_row = load(path, folder / "rows")
    assert by_column.told() == by_row.told()
    parts = SHAPES[by_column.result.shapes[0]].parts
    assert by_column.result.rows >= len(rows) if parts else by_column.result.rows == len(rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ROWS), st.lists(ODD, min_size=1, max_size=6))
def test_a_count_is_never_wrong(
    tmp_path_factory: pytest.TempPathFactory, sample: tuple[str, dict], values: list
) -> None:
    name, row = sample
    folder = tmp_path_factory.mktemp("fuzz")
    told = {c: SHAPES[name].columns[c].names[0] for c in COUNTS if c in SHAPES[name].columns}
    for column, heading in told.items():
        if heading in ("user", "comment_user"):
            continue
        path = folder / f"{column}.jsonl"
        path.write_text(in_lines([{**row, heading: value} for value in values]), "utf-8")
        own = row_id(name, row)  # a repost's original has counts of its own
        found = {post[column] for post in load(path, folder / "landing").posts if post["post_id"] == own}
        assert found <= {None, *counts_of(values)}


def counts_of(values: list) -> Iterator[int | None]:
    for value in values:
        with suppress(ValueError):
            yield parse_count(None if value == "None" or value != value else value)


def row_id(name: str, row: dict) -> str:
    """The id of the row's own post; empty where it is rejected."""
    with suppress(Rejected):
        return str(SHAPES[name].one(row)["post_id"])
    return ""


@pytest.mark.parametrize("kind", WRITERS)
def test_cut_and_damaged_files(kind: str, tmp_path: Path) -> None:
    """Cut at many places, or with bytes changed: an ImportFileError, or counted rejections; what lands are posts."""
    draw = random.Random(11)
    rows = [{**SAMPLES["MediaCrawler: Weibo posts"]["rows"][n % 2], "note_id": str(5 * 10**15 + n)} for n in range(300)]
    whole = WRITERS[kind](tmp_path / f"whole.{kind}", rows).read_bytes()
    for n in range(40):
        at = draw.randrange(len(whole))
        damaged = whole[:at] if n % 2 else whole[:at] + draw.randbytes(draw.randrange(1, 60)) + whole[at + 40 :]
        path = tmp_path / f"{n}.{kind}"
        path.write_bytes(damaged)
        try:
            found = load(path, tmp_path / str(n))
        except ImportFileError as why:
            assert path.name in str(why)
            assert not list((tmp_path / str(n)).rglob("*.*")), "half an import is none"
        else:
            assert found.result.rows <= 301


@pytest.mark.parametrize(
    "ending", sorted({e for kind in WRITERS for e in (kind,)} | {"json.gz", "csv.gz", "xls", "ods", "pq"})
)
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b"PK\x03\x04 no archive", b"SQLite format 3\x00 no database", b"[1, 2"]
)
def test_files_that_are_not_what_their_name_says(ending: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match=r"a\."):
        load(path, tmp_path / "landing")
    assert not list((tmp_path / "landing").rglob("*.*"))


def test_deep_and_long_values(tmp_path: Path) -> None:
    row = SAMPLES["MediaCrawler: Weibo posts"]["rows"][0]
    deep: object = "x"
    for _ in range(300):
        deep = [deep]
    rows = [row, {**row, "content": deep}, {**row, "content": "字" * 200_000}, {**row, "liked_count": 10**400}]
    found = load(as_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "landing")
    assert (found.result.landed, found.result.rejected) == (1, 3)


def test_blocks_read_by_arrow_agree_with_blocks_read_by_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile lines among well-typed ones, in small blocks: the same posts and rejections with and without Arrow."""
    from crawlers.importers import _json_columns
    from crawlers.importers.containers import jsonl

    draw = random.Random(5)
    row = {"post_id": "weibo:1", "published_at": "2024-11-18 11:20:00", "text": "2024-11-18 11:20:00", "likes": 1}
    row |= {"hashtags": ["一"], "is_ad": False, "title": None, "region": None}
    odd = [
        '{"post_id": "weibo:7", "published_at": "2024-11-18"}{"post_id": "weibo:8", "published_at": "2024-11-18"}',
        '{"post_id": "weibo:7",', '"published_at": "2024-11-18"}', "{}", "[]", "", "  ", "null", '{"a": NaN}',
        '{"post_id": "weibo:1", "post_id": "weibo:2", "published_at": "2024-11-18", "title": "\\ud83d"}',
        '{"post_id": "weibo:1", "published_at": "2024-11-18", "likes": 1.0, "new": {"a": 1}}',
        '{"post_id": 12, "platform": "weibo", "published_at": 1731900000, "region": "2024-11-18T00:00:00Z"}',
        '{"post_id": "weibo:1", "published_at": "2024-11-18", "hashtags": ["一", null]}',
        '{"post_id": "weibo:1", "published_at": "2024-11-18", "text": "a\tb"}',
        '{"post_id": "weibo:1", "published_at": "2024-11-18", "likes": 99999999999999999999}',
    ]  # fmt: skip
    asked = []
    arrow = _json_columns.JsonColumns.batch
    monkeypatch.setattr(jsonl, "BATCH", 4)
    monkeypatch.setattr(_json_columns, "_PATIENCE", 10**9)
    for n in range(40):
        lines = [json.dumps({**row, "post_id": f"weibo:{k}"}) for k in range(40)]
        for _ in range(6):
            lines.insert(draw.randrange(4, 40), draw.choice(odd))
        path = tmp_path / f"{n}.jsonl"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        monkeypatch.setattr(_json_columns.JsonColumns, "batch", lambda *told: asked.append(arrow(*told)) or asked[-1])
        with_arrow = load(path, tmp_path / f"{n}a")
        monkeypatch.setattr(_json_columns.JsonColumns, "batch", lambda *told: None)
        without = load(path, tmp_path / f"{n}b")
        assert with_arrow.told() == without.told()
        assert with_arrow.result.unknown_columns == without.result.unknown_columns
    assert sum(batch is not None for batch in asked) > 100, "Arrow was hardly asked at all"
