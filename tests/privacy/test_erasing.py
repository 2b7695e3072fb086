"""An author and a post taken out of a whole home: found by every kind of file before, by none after."""

import gzip
import json
import shutil
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP

import duckdb
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from typer.testing import CliRunner

from contract.clock import Week
from contract.errors import ErasureError, SettingsError
from contract.needles import Needles
from contract.suppression import load as suppressed
from crawlers.pseudonym import pseudonym
from crawlers.sightings import Sightings
from fengxiang import erasing, stages
from fengxiang.byte_search import found_under
from fengxiang.cli import app
from fengxiang.home_files import home_files
from fengxiang.settings import load
from warehouse.enrichment import partitions_to_enrich
from warehouse.lake_erasure import erase_lake

AS_OF = datetime(2026, 11, 23, tzinfo=UTC)
SALT = "a salt for tests"
MINE, OTHER = "7700000000000001", "7700000000000002"  # native ids of two authors
GONE = "5200000000000001"
TEXT = "柠檬黄的旧书桌要转让给邻居家的孩子"
URL = f"https://m.weibo.cn/detail/{GONE}"
WORDS = ["咖啡", "露营", "穿搭", "护肤", "电影", "早餐", "散步", "耳机"]


def post(number, text, author, day, **more):
    at = AS_OF - timedelta(days=day)
    told = {"post_id": f"weibo:{number}", "platform": "weibo", "kind": "post", "author_id": author, "text": text}
    return told | {"published_at": at.isoformat(), "observed_at": at.isoformat(), **more}


def rows():
    made = [
        post(
            f"53000000000000{i:02}",
            f"今天{WORDS[i % 8]}很好，{WORDS[i // 8]}也不错，第{i}次来",
            f"80000000000000{i:02}",
            i % 5,
        )
        for i in range(40)
    ]
    made.append(post(GONE, TEXT, MINE, 1, url=URL, likes=900))
    made.append(post("5200000000000003", "另一篇讲玻璃花瓶怎样打磨的长长的帖子", MINE, 2))
    quote = f"说得对//@某人:{TEXT}"
    return [*made, post("5200000000000004", quote, OTHER, 1, kind="repost", parent_id=f"weibo:{GONE}")]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A home with something of the author in every kind of place."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "fengxiang.toml").write_text('home = "home"\nprocesses = 1\n', "utf-8")
    home = folder / "home"
    (home / "secret").mkdir(parents=True)
    (home / "secret" / "salt").write_text(SALT)
    settings = load(folder / "fengxiang.toml")
    (folder / "posts.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows()), "utf-8")
    stages.import_files(settings, [folder / "posts.jsonl"], AS_OF)
    stages.ingest(settings)
    stages.enrich(settings)
    stages.build(settings)
    stages.detect(settings, AS_OF)
    stages.report(settings, Week.parse("2026-W47"), AS_OF)
    stages.notify(settings, Week.parse("2026-W47"), AS_OF)
    _plant(home)
    return folder


def _plant(home):
    """What a crawl, a report and an export leave behind, and a kept version that has the published file's bytes."""
    author = pseudonym("weibo", MINE, SALT)
    seen = Sightings(home / "landing", "weibo")
    seen.add(AS_OF, [(f"weibo:{GONE}", (AS_OF - timedelta(hours=1)).isoformat(), True, "")])
    seen.close()
    rejected = home / "landing" / "rejected" / "weibo" / "weibo-x.jsonl.gz"
    rejected.parent.mkdir(parents=True, exist_ok=True)
    lines = [{"raw": json.dumps({"mid": GONE, "text": TEXT})}, {"raw": json.dumps({"mid": "5300000000000001"})}]
    with gzip.open(rejected, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    page = home / "reports" / "2026-W46" / "report.html"
    page.parent.mkdir(parents=True)
    item = '<li><blockquote><p>{}</p></blockquote>\n<p class="source">微博 · <a href="{}">看原帖</a></p></li>'
    shown = item.format(f"{TEXT[:6]}<mark>{TEXT[6:9]}</mark>{TEXT[9:]}", URL) + item.format(
        "别人的话还在", "https://e.cn/2"
    )
    page.write_text(f'<html lang="zh-CN"><ul>{shown}</ul></html>', "utf-8")
    archived = home / "reports" / "site" / "topics" / "20261116-00000000aa.html"  # as in the archive of reports
    archived.parent.mkdir(exist_ok=True)
    archived.write_bytes(page.read_bytes())
    from reports.mail import Attachment, Mail, message

    mail = Mail("alert", "x", "标题", f"开头\n> {TEXT}\n  {URL}\n", page.read_text("utf-8"),
                (Attachment("报告.html", page.read_bytes(), "text/html"),))  # fmt: skip
    forms = home / "reports" / "2026-W47"
    assert {file.name for file in forms.iterdir()} >= {"report.json", "report.xlsx"}
    (forms / "report.json").write_text(json.dumps({"rows": [{"text": TEXT}]}), "utf-8")
    with xlsxwriter.Workbook(str(forms / "report.xlsx")) as book:
        book.add_worksheet().write_string(0, 0, TEXT)
    (forms / "report.pdf").write_bytes(b"%PDF-1.7 packed")
    (forms / "summary.zh.json").write_text(json.dumps({"sentences": [TEXT]}), "utf-8")
    (page.parent / "report.json").write_text(json.dumps({"other": "别人的话还在"}), "utf-8")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    carried = (Attachment("周报.xlsx", (forms / "report.xlsx").read_bytes(), sheet),
               Attachment("周报.pdf", b"%PDF-1.7 packed", "application/pdf"))  # fmt: skip
    with_forms = Mail("weekly", "y", "标题", "开头", "<p>开头</p>", carried)
    (home / "outbox" / "weekly-y.eml").write_bytes(message(with_forms, "a@e.cn", "b@e.cn", AS_OF).as_bytes())
    (home / "outbox" / "alert-x.eml").write_bytes(message(mail, "a@e.cn", "b@e.cn", AS_OF).as_bytes())
    (home / "landing" / "logs").mkdir(exist_ok=True)
    (home / "landing" / "logs" / "weibo.log").write_text(f"WARNING {URL} gave 404\nINFO all else\n", "utf-8")
    (home / "exports").mkdir()
    (home / "exports" / "posts.csv").write_text(f"post_id,text\nweibo:{GONE},{TEXT}\n", "utf-8")
    (home / "warehouse" / "versions").mkdir(exist_ok=True)
    (home / "warehouse" / "versions" / "v1.duckdb").hardlink_to(home / "warehouse" / "warehouse.duckdb")
    shutil.copy(home / "warehouse" / "warehouse.duckdb", home / "warehouse" / "versions" / "v0.duckdb")
    assert author in json.dumps(duckdb.connect(str(home / "warehouse" / "versions" / "v0.duckdb"), read_only=True)
                                .execute("SELECT list(author_id) FROM post").fetchall())  # fmt: skip


def copy_of(whole, copied):
    """A copy in which a version is again another name of the published file."""
    shutil.copytree(whole, copied)
    versions = copied / "home" / "warehouse" / "versions"
    (versions / "v1.duckdb").unlink()
    (versions / "v1.duckdb").hardlink_to(copied / "home" / "warehouse" / "warehouse.duckdb")
    return copied


@pytest.fixture
def folder(whole, tmp_path):
    return copy_of(whole, tmp_path / "copy")


@pytest.fixture(scope="module")
def without_the_post(whole, tmp_path_factory):
    """A home from which the one post was erased; only to be read."""
    folder = copy_of(whole, tmp_path_factory.mktemp("without") / "copy")
    assert erase(folder, "--post", GONE, "--platform", "weibo", "--yes").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def without_the_author(whole, tmp_path_factory):
    """A home from which the author was erased, what the verb told, and the posts before; only to be read."""
    folder = copy_of(whole, tmp_path_factory.mktemp("without") / "copy")
    before = table(folder / "home", "SELECT post_id, text FROM post ORDER BY ALL")
    told = ("--author", MINE, "--platform", "weibo", "--reason", "asked by letter", "--yes")
    return folder, erase(folder, *told), before


NEEDLES = [f"weibo:{GONE}", GONE, TEXT, URL]


def erase(folder, *told):
    return CliRunner().invoke(app, ["erase", *told, "--settings", str(folder / "fengxiang.toml")])


def table(home, sql):
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_the_search_finds_it_in_every_kind_of_place_before(whole):
    found = found_under(whole / "home", NEEDLES)
    places = {f.place for f in home_files(whole / "home") if f.path in found}
    assert places >= {
        "landing", "rejected", "journals", "logs", "lake posts", "lake readings", "working file", "warehouse",
        "reports", "outbox", "exports",
    }  # fmt: skip


def test_an_author_is_gone_from_every_byte_and_neighbours_stay(without_the_author):
    folder, done, before = without_the_author
    home, author = folder / "home", pseudonym("weibo", MINE, SALT)
    assert done.exit_code == 0, (done.output, done.exception)
    assert found_under(home, [*NEEDLES, author, MINE, "玻璃花瓶怎样打磨"]) == {}
    gone = {f"weibo:{GONE}", "weibo:5200000000000003"}
    after = dict(table(home, "SELECT post_id, text FROM post"))
    kept = {post_id: text for post_id, text in before if post_id not in gone}
    assert after.keys() == kept.keys()
    assert after.pop("weibo:5200000000000004") == "说得对//@某人:" + "█" * len(TEXT)
    assert all(after[post_id] == kept[post_id] for post_id in after)
    assert table(home, "SELECT parent_id FROM post WHERE post_id = 'weibo:5200000000000004'") == [(None,)]
    for name in ("2026-W46/report.html", "site/topics/20261116-00000000aa.html"):
        page = (home / "reports" / name).read_text("utf-8")
        assert "已应要求删除" in page and "别人的话还在" in page and "https://e.cn/2" in page
    assert "all else" in (home / "landing" / "logs" / "weibo.log").read_text("utf-8")
    left = gzip.decompress((home / "landing" / "rejected" / "weibo" / "weibo-x.jsonl.gz").read_bytes())
    assert b"5300000000000001" in left
    v0, v1, now = (home / "warehouse" / n for n in ("versions/v0.duckdb", "versions/v1.duckdb", "warehouse.duckdb"))
    with duckdb.connect(str(v0), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM post").fetchall() == [(len(before) - 2,)]
    assert v1.exists() and now.exists()
    (record,) = (json.loads(line) for line in (home / "privacy" / "erasures.jsonl").read_text("utf-8").splitlines())
    assert (record["kinds"], record["reason"], record["left"]) == (["author"], "asked by letter", 0)
    assert record["counts"]["lake posts"] == 3 and record["counts"]["outbox"] == 3
    assert not any((home / "reports" / "2026-W47" / name).exists()
                   for name in ("report.json", "report.xlsx", "report.pdf", "summary.zh.json"))  # fmt: skip
    assert (home / "reports" / "2026-W46" / "report.json").exists()
    mail = message_from_bytes((home / "outbox" / "weekly-y.eml").read_bytes(), policy=SMTP)
    kinds = [(part.get_filename(), part.get_content_type()) for part in mail.iter_attachments()]
    assert kinds == [("周报.xlsx.txt", "text/plain"), ("周报.pdf.txt", "text/plain")]


def test_a_rebuild_and_a_reading_from_nothing_give_the_same_rows(without_the_post, tmp_path):
    folder = shutil.copytree(without_the_post, tmp_path / "copy")
    home, settings = folder / "home", load(folder / "fengxiang.toml")
    names = [name for (name,) in table(home, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")]
    before = {name: table(home, f"FROM {name} ORDER BY ALL") for name in names}
    shutil.rmtree(home / "lake" / "enriched")
    stages.enrich(settings)
    stages.rebuild(settings, AS_OF)
    assert {name: table(home, f"FROM {name} ORDER BY ALL") for name in names} == before
    assert sum(map(len, before.values())) > 100


def test_readings_of_others_stay_true_and_are_not_made_again(folder):
    home = folder / "home"
    wanted = Needles(frozenset({"weibo:5200000000000003"}))
    before = {p: pq.read_table(p, partitioning=None) for p in (home / "lake" / "enriched").rglob("*.parquet")}
    assert [place for place, _ in erase_lake(home, wanted)] == ["lake posts", "lake readings"]
    versions = json.loads(next(iter(before.values())).schema.metadata[b"fengxiang.versions"])
    assert partitions_to_enrich(home, versions) == []
    after = {p: pq.read_table(p, partitioning=None) for p in before}
    assert sum(map(len, before.values())) - sum(map(len, after.values())) == 1
    assert set().union(*(t["post_id"].to_pylist() for t in after.values())).isdisjoint(wanted.posts)


def test_an_author_keeps_the_other_posts_when_one_post_goes(without_the_post):
    home = without_the_post / "home"
    assert found_under(home, NEEDLES) == {}
    found = table(home, f"SELECT post_id FROM post WHERE author_id = '{pseudonym('weibo', MINE, SALT)}'")
    assert found == [("weibo:5200000000000003",)]


class KilledError(Exception):
    pass


STEPS = ["page", "mail", "text", "lines", "sqlite", "lake", "parquet", "build", "duckdb"]  # in the order of the work


def kill_at(patch, step):
    def killed(*told, **more):
        raise KilledError

    if step in erasing.HANDLERS:
        whole_handler = erasing.HANDLERS[step]
        patch.setitem(erasing.HANDLERS, step, lambda p, n, out: killed() if out else whole_handler(p, n, out))
    elif step == "lake":
        patch.setattr(erasing, "erase_lake", killed)
    else:
        patch.setattr(erasing.rebuilding, "bring_up", killed)


def test_killed_at_each_step_and_resumed_it_goes_on_to_the_next_and_finishes(folder, monkeypatch):
    """Each step is the last of a run and the first thing that the run after has still to do."""
    told = ("--author", MINE, "--platform", "weibo", "--yes")
    for step in STEPS:
        with monkeypatch.context() as patch:
            kill_at(patch, step)
            done = erase(folder, *told)
        assert isinstance(done.exception, KilledError), (step, done.output)
        hashes = (folder / "home" / "privacy" / "open.json").read_text("utf-8")
        assert MINE not in hashes and GONE not in hashes
        other = erase(folder, "--post", "weibo:5300000000000001", "--yes")
        assert isinstance(other.exception, ErasureError) and "--resume" in str(other.exception)
        told = ("--resume",)
    finishes(folder)


def test_killed_at_the_first_step_and_resumed_it_finishes(folder, monkeypatch):
    """All that comes after the kill is done by one run."""
    with monkeypatch.context() as patch:
        kill_at(patch, STEPS[0])
        done = erase(folder, "--author", MINE, "--platform", "weibo", "--yes")
    assert isinstance(done.exception, KilledError), done.output
    finishes(folder)


def finishes(folder):
    done = erase(folder, "--resume")
    assert done.exit_code == 0, (done.output, done.exception)
    assert found_under(folder / "home", [*NEEDLES, pseudonym("weibo", MINE, SALT)]) == {}
    assert not (folder / "home" / "privacy" / "open.json").exists()


def test_the_same_file_imported_again_or_landed_by_hand_brings_nothing_back(without_the_author, tmp_path):
    folder = shutil.copytree(without_the_author[0], tmp_path / "copy")
    home, settings = folder / "home", load(folder / "fengxiang.toml")
    again = folder / "again.jsonl"
    again.write_text((folder / "posts.jsonl").read_text("utf-8") + "\n", "utf-8")  # other bytes, so another import
    (result,) = stages.import_files(settings, [again], AS_OF).results
    assert result.suppressed == 2 and result.rows == result.landed + result.rejected + 2
    by_hand = home / "landing" / "weibo" / "weibo-hand.jsonl.gz"
    with gzip.open(by_hand, "wt", encoding="utf-8") as file:
        file.write(json.dumps(post(GONE, TEXT, None, 1)) + "\n")
    record = home / "landing" / "runs" / "weibo" / "weibo-hand.jsonl"
    record.parent.mkdir(parents=True)
    record.write_text("", "utf-8")
    stages.ingest(settings)
    told = [
        pq.read_table(p, partitioning=None)["post_id"].to_pylist() for p in (home / "lake" / "posts").rglob("*.parquet")
    ]
    assert f"weibo:{GONE}" not in {one for ids in told for one in ids}


def test_counting_changes_nothing_and_unknown_ids_are_told(folder):
    before = {f.path: f.path.read_bytes() for f in home_files(folder / "home")}
    told = erase(folder, "--post", f"weibo:{GONE}", "--dry-run", "--json")
    assert told.exit_code == 0 and '"lake posts": 2' in told.output, told.output
    unknown = erase(folder, "--post", "weibo:1999999999999999", "--yes")
    assert isinstance(unknown.exception, ErasureError) and unknown.exception.exit_code == 11
    assert "--platform" in str(erase(folder, "--author", MINE, "--yes").exception)
    assert "--yes" in str(erase(folder, "--post", f"weibo:{GONE}").exception)
    assert {f.path: f.path.read_bytes() for f in home_files(folder / "home")} == before


def test_a_settings_file_that_follows_the_account_is_told_not_edited(folder):
    told = f'[feeds.weibo]\naccounts = ["{MINE}"]\n'
    (folder / "home" / "own.toml").write_text(told, "utf-8")
    done = erase(folder, "--author", MINE, "--platform", "weibo", "--yes")
    assert isinstance(done.exception, ErasureError) and "own.toml" in str(done.exception)
    assert (folder / "home" / "own.toml").read_text("utf-8") == told


def test_another_salt_would_make_the_list_blind_and_is_an_error(without_the_post):
    home = without_the_post / "home"
    assert suppressed(home, SALT).hides(f"weibo:{GONE}", None)
    with pytest.raises(SettingsError, match="another salt"):
        suppressed(home, "another")
