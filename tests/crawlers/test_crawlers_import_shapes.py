"""Every kind of foreign file gives the posts that stand beside its rows, whatever the rows are kept in."""

import json
from pathlib import Path

import pytest
from crawlers_imported import WRITERS, as_csv, as_jsonl, as_sqlite, as_wrapped, load

from contract.errors import ImportFileError
from crawlers.importers import known_shapes
from crawlers.importers._recognition import shape_of
from crawlers.mappings.weibo import status as to_post
from crawlers.pseudonym import pseudonym
from crawlers.reading import Seen
from crawlers.weibo_ids import bid_of, mid_of, second_of

FOREIGN = Path(__file__).parents[1] / "foreign"
SAMPLES = {
    name: told for file in sorted(FOREIGN.glob("*.json")) for name, told in json.loads(file.read_text("utf-8")).items()
}
POSTS = sorted(name for name, told in SAMPLES.items() if "posts" in told)
FLAT = [n for n in POSTS if not any(isinstance(v, dict | list) for row in SAMPLES[n]["rows"] for v in row.values())]
ACCOUNT = "1000000009"  # weibo-crawler names its CSV files after the account

SECRETS = ("编造", "1000000001", "1000000002", "1000000003", "90000000001", "5f0000000000000001", "0a1b2c3d4e5f")
SECRETS += ("5d41402abc4b2a76", "MS4wx")


def plain(posts: list[dict]) -> list[dict]:
    told = ({k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in p.items() if v is not None} for p in posts)
    return sorted(told, key=lambda post: json.dumps(post, ensure_ascii=False))


def test_every_shape_has_sample_rows() -> None:
    missing = {shape.name for shape in known_shapes()} - set(SAMPLES)
    assert not missing, f"no sample rows for {missing}, looked in {FOREIGN}"


@pytest.mark.parametrize("name", POSTS)
def test_sample_rows_give_the_posts_beside_them(name: str, tmp_path: Path) -> None:
    told = SAMPLES[name]
    found = load(as_jsonl(tmp_path / f"{ACCOUNT}.jsonl", told["rows"]), tmp_path / "landing")
    assert plain(found.posts) == sorted(told["posts"], key=lambda post: json.dumps(post, ensure_ascii=False))
    assert sorted(found.reasons()) == sorted(told["rejected"])
    assert (found.result.shapes, found.result.unknown_columns) == ([name], [])


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", FLAT)
def test_rows_tell_the_same_in_every_container(name: str, kind: str, tmp_path: Path) -> None:
    told = SAMPLES[name]
    found = load(WRITERS[kind](tmp_path / f"{ACCOUNT}.{kind}", told["rows"]), tmp_path / "landing")
    assert plain(found.posts) == sorted(told["posts"], key=lambda post: json.dumps(post, ensure_ascii=False))
    assert sorted(found.reasons()) == sorted(told["rejected"])


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - set(POSTS)))
def test_files_of_accounts_are_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    path = as_jsonl(tmp_path / "search_creators_2024-11-18.jsonl", SAMPLES[name]["rows"])
    with pytest.raises(ImportFileError, match="holds accounts, not posts"):
        load(path, tmp_path / "landing")


def test_a_row_has_one_shape_only() -> None:
    for name, told in SAMPLES.items():
        names = set().union(*told["rows"])
        found = shape_of(names, known_shapes())
        rivals = [s.name for s in known_shapes() if s.needs <= names and len(s.needs) == len(found.needs)]
        assert rivals == [name]


def test_no_raw_id_or_name_of_a_person_is_written(tmp_path: Path) -> None:
    for name in POSTS:
        rows, (shape,) = SAMPLES[name]["rows"], [s for s in known_shapes() if s.name == name]
        wrong = [{**row, **dict.fromkeys(shape.columns["published_at"].names, "第三十二日")} for row in rows]
        path = as_jsonl(tmp_path / f"{ACCOUNT}.jsonl", [*rows, *wrong])
        found = load(path, tmp_path / name.replace(":", ""), keep_names=False)
        written = json.dumps([found.posts, found.rejected], ensure_ascii=False, default=str)
        written += (tmp_path / name.replace(":", "") / "imports" / f"{found.result.run}.json").read_text("utf-8")
        assert len(found.rejected) >= len(rows)
        for secret in SECRETS:
            assert secret not in written, f"{name}: {secret}"


def test_ids_and_authors_are_those_of_the_spiders(tmp_path: Path) -> None:
    row = {"note_id": "5102345678901234", "content": "同一条", "create_time": 1731900000, "user_id": "1000000001"}
    row |= {"comments_count": "1", "shared_count": "1"}
    (imported,) = load(as_jsonl(tmp_path / "a.jsonl", [row]), tmp_path / "landing").posts
    status = {"mid": "5102345678901234", "created_at": "Mon Nov 18 11:20:00 +0800 2024", "text": "同一条"}
    crawled = to_post({**status, "user": {"id": 1000000001}}, Seen(imported["observed_at"], salt="saved"))
    for column in ("post_id", "author_id", "published_at", "text", "url", "kind", "hashtags"):
        assert imported[column] == getattr(crawled, column)


def test_a_tools_own_hash_is_not_taken_for_a_raw_id(tmp_path: Path) -> None:
    row = {"note_id": "5102345678901234", "content": "x", "create_time": 1731900000, "creator_hash": "1000000001"}
    row |= {"comments_count": "1", "shared_count": "1"}
    (post,) = load(as_jsonl(tmp_path / "a.jsonl", [row]), tmp_path / "landing").posts
    assert post["author_id"] == pseudonym("weibo", "creator_hash:1000000001", "saved")
    assert post["author_id"] != pseudonym("weibo", "1000000001", "saved")


@pytest.mark.parametrize(
    ("bid", "mid"), [("z0JH2lOMb", "3501756485200075"), ("P0Qzny4A1", "5102020818120761"), ("00001", "1")]
)
def test_weibos_short_ids(bid: str, mid: str) -> None:
    assert mid_of(bid) == mid
    assert bid_of(mid) == bid.lstrip("0")


@pytest.mark.parametrize("wrong", ["", "z0JH", "z0JH2lOM!", "ZZZZZ", "z0JH2lOMb" * 9])
def test_what_is_no_short_id(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a short id"):
        mid_of(wrong)


def test_a_number_tells_its_second() -> None:
    assert second_of("4231265311393455").isoformat() == "2018-04-21T07:28:46+00:00"
    assert second_of("12") is None


WEIBO_SEARCH = SAMPLES["weibo-search (CSV)"]["rows"]


def test_all_vintages_and_encodings_of_weibo_search(tmp_path: Path) -> None:
    old = [{k: v for k, v in WEIBO_SEARCH[0].items() if k != "bid"}]
    for n, (rows, encoding) in enumerate([(old, "utf-8"), (old, "gb18030"), (WEIBO_SEARCH[:1], "utf-8-sig")]):
        (post,) = load(as_csv(tmp_path / f"{n}.csv", rows, encoding), tmp_path / str(n)).posts
        assert (post["post_id"], post["likes"]) == ("weibo:5102020818120761", 12_000)


def test_a_rounded_id_is_mended_only_by_a_short_one_that_agrees(tmp_path: Path) -> None:
    row = {**WEIBO_SEARCH[0], "retweet_id": ""}
    rows = [
        {**row, "id": "5.10202E+15", "bid": "P0Qzny4A1"},
        {**row, "id": "5102020818120760", "bid": "P0Qzny4A1"},
        {**row, "id": "4.10202E+15", "bid": "P0Qzny4A1"},
        {**row, "id": "5.10202E+15", "bid": "nonsense!"},
    ]
    found = load(as_csv(tmp_path / "a.csv", rows), tmp_path / "landing")
    assert [p["post_id"] for p in found.posts] == ["weibo:5102020818120761"] * 2
    assert [r.partition(":")[0] for r in found.reasons()] == [
        "id was rounded by a spreadsheet, its last digits are lost"
    ] * 2


def test_a_database_gives_the_tables_it_knows_and_says_what_it_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "sqlite_tables.db"
    as_sqlite(path, SAMPLES["MediaCrawler: Weibo posts"]["rows"], "weibo_note")
    as_sqlite(path, SAMPLES["MediaCrawler: Kuaishou comments"]["rows"], "kuaishou_video_comment")
    as_sqlite(path, SAMPLES["MediaCrawler: creators"]["rows"], "weibo_creator")
    as_sqlite(path, [{"version": 1}], "alembic_version")
    found = load(path, tmp_path / "landing")
    assert found.result.shapes == ["MediaCrawler: Kuaishou comments", "MediaCrawler: Weibo posts"]
    assert found.result.platforms == ["kuaishou", "weibo"]
    assert "accounts" in found.result.skipped["weibo_creator"]
    assert "found version" in found.result.skipped["alembic_version"]


def test_weibo_crawlers_document(tmp_path: Path) -> None:
    name = "weibo-crawler (JSON), weibo-search (SQLite)"
    found = load(as_wrapped(tmp_path / f"{ACCOUNT}.json", SAMPLES[name]["rows"]), tmp_path / "landing")
    assert plain(found.posts) == sorted(SAMPLES[name]["posts"], key=lambda post: json.dumps(post, ensure_ascii=False))
    assert found.result.file == "account.json"
