"""`fengxiang serve`: the archive and the explorer over HTTP, fenced, bounded, and gone when it is told to go."""

import csv
import http.client
import io
import logging
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

sys.path.append(str(Path(__file__).parents[1] / "reports"))

import explorable
from small_warehouse import LAST, empty

from contract.errors import SettingsError
from fengxiang import home, serve_verb, web_serving
from fengxiang.settings import Settings
from fengxiang.site_fences import is_loopback, name_of, refusal
from fengxiang.site_readers import Readers
from reports.bounded import TooSlow

ROOT = Path(__file__).resolve().parents[2]
PAGE = "<!DOCTYPE html><title>Archive</title><script>1</script>"
OWN_POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-x'\">"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explorable.write(tmp_path_factory.mktemp("made") / "warehouse.duckdb", explorable.made())


def settings_with(folder: Path, warehouse: Path | None) -> Settings:
    settings = Settings(home=folder)
    home.published(folder).parent.mkdir(parents=True, exist_ok=True)
    if warehouse:
        shutil.copy(warehouse, home.published(folder))
    return settings


@contextmanager
def served(settings: Settings, *, open_to_others: bool = False, seconds: float = 10) -> Iterator[int]:
    from fengxiang.site_server import application

    made = application(settings, open_to_others=open_to_others, seconds=seconds)
    server = web_serving.server_of(lambda: made, "serve")
    with web_serving.listening("127.0.0.1", 0) as ours:
        running = threading.Thread(target=server.run, kwargs={"sockets": [ours]}, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        yield ours.getsockname()[1]
        server.should_exit = True
        running.join(10)
    assert not running.is_alive()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def port(place: Path, warehouse: Path) -> Iterator[int]:
    with served(settings_with(place, warehouse)) as port:
        yield port


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, quote(path, safe="/?=&%.~-_:;#"), headers=told)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8"), answer.headers
    finally:
        connection.close()


def test_without_an_archive_the_page_says_how_to_make_it(place: Path, port: int) -> None:
    status, page, headers = ask(port, "/")
    assert status == 404 and "fengxiang report" in page and 'href="/explore"' in page
    assert "default-src 'none'" in headers["content-security-policy"] and "server" not in headers
    assert "没有这个页面" in ask(port, "/explore/nothing")[1]


def test_the_archive_is_served_as_soon_as_it_is_there_and_nothing_beside_it(
    place: Path, warehouse: Path, tmp_path: Path
) -> None:
    site = tmp_path / "reports" / "site"
    with served(settings_with(tmp_path, warehouse)) as port:
        assert ask(port, "/")[0] == 404
        (site / "weeks").mkdir(parents=True)
        (site / "index.html").write_text(PAGE, "utf-8")
        (site / "weeks" / "2026-W47.html").write_text(PAGE.replace("<script>", OWN_POLICY + "<script>"), "utf-8")
        (tmp_path / "reports" / "secret.html").write_text("secret", "utf-8")
        (site / "out.html").symlink_to(tmp_path / "reports" / "secret.html")
        status, page, headers = ask(port, "/")
        assert status == 200 and page == PAGE and "script-src" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        policy = ask(port, "/weeks/2026-W47.html")[2]["content-security-policy"]
        assert "default-src 'self'" in policy and "connect-src 'none'" in policy and "frame-ancestors 'none'" in policy
        for way in ("/../secret.html", "/%2e%2e/secret.html", "/weeks/..%2f..%2fsecret.html", "/out.html",
                    "/..%5csecret.html", "//etc/passwd", "/%00", "/weeks/nothing.html"):  # fmt: skip
            status, page, _ = ask(port, way)
            assert status == 404 and "secret" not in page and "没有这个页面" in page, way


@pytest.mark.parametrize("view", ["volume", "sentiment", "evidence", "search"])
def test_every_view_is_one_page_without_script(port: int, view: str) -> None:
    status, page, headers = ask(port, f"/explore/{view}?theme=星野手机&words=发热&since=&until=&platform=&page=")
    assert status == 200 and "<script" not in page and "style=" not in page and "javascript:" not in page
    assert headers["cache-control"] == "no-store" and headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in headers["content-security-policy"]
    assert page.count('aria-current="page"') >= 1 and page.count("<h1>") == 1 and "search_hits(" in page
    assert re.search(r'<link rel="stylesheet" href="(/explore/style\.css\?v=\w+)">', page)
    for field in ("theme", "words", "platform", "since", "until"):
        assert f'<label for="{field}">' in page and f'id="{field}"' in page


def test_the_style_sheet_is_kept_by_its_address(port: int) -> None:
    status, css, headers = ask(port, "/explore/style.css?v=1")
    assert status == 200 and ".pick" in css and "immutable" in headers["cache-control"]
    assert headers["content-type"].startswith("text/css") and "url(" not in css and "@import" not in css


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "不是形如 2026-11-23 的日期"),
        ("theme=无此主题", "没有主题"),
        ("words=" + "长" * 300, "最多 200 个字符"),
        ("words=(发热", "括号不成对"),
        ("words=！！！", "不含可查找的"),
        ("words=-发热", "至少要写一个要找的词"),
        ("words=" + "a" * 199 + "b", "或其中一个太长"),
        ("words=" + "a" * 150, ""),
        ("language=fr", "不认识"),
        ("since=2026-11-22&until=2026-11-01&language=en", "is after the last"),
    ],
)
def test_what_is_wrong_is_said_with_400(port: int, query: str, said: str) -> None:
    status, page, _ = ask(port, f"/explore/search?{query}")
    assert status == (400 if said else 200) and said in page and "Traceback" not in page
    assert ("Error" in page) is False


def test_a_table_is_downloaded_as_csv_that_runs_nothing(port: int) -> None:
    status, text, headers = ask(port, "/explore/evidence/posts.csv?words=发热&feeling=negative")
    assert status == 200 and headers["content-type"] == "text/csv; charset=utf-8"
    assert headers["content-disposition"] == (
        f'attachment; filename="fengxiang-evidence-posts-{LAST.replace(month=10, day=26)}-{LAST}.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 4 and "folded_text" not in rows[0]
    hostile = next(row for row in rows if row["post_id"] == "zhihu:h6")
    assert hostile["title"].startswith("'=cmd") and "\x1b" not in hostile["text"]
    assert (
        ask(port, "/explore/volume/posts.csv")[0] == 404 and ask(port, "/explore/evidence/posts.csv?page=x")[0] == 400
    )
    assert ask(port, "/explore/volume/daily.csv?theme=长续航")[1].count("\r\n") == 29


def test_only_names_of_this_machine_and_no_other_site_are_answered(port: int, place: Path, warehouse: Path) -> None:
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", "[::1]:80", "LOCALHOST"):
        assert ask(port, "/explore", Host=host)[0] == 200
    for host in (
        "evil.example",
        f"127.0.0.1.evil.example:{port}",
        "localhost.evil.example",
        "",
        "192.168.0.2",
        "[::2]",
    ):
        status, page, _ = ask(port, "/explore", Host=host)
        assert status == 403 and "微博" not in page
    strange = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
    assert ask(port, "/explore", **strange)[0] == 403
    assert ask(port, "/explore", **(strange | {"Sec_Fetch_Mode": "navigate"}))[0] == 200
    assert ask(port, "/explore", "POST")[0] == 405 and ask(port, "/explore", "HEAD")[1] == ""
    with served(settings_with(place, None), open_to_others=True) as opened:
        assert ask(opened, "/explore", Host="reports.example.org")[0] == 200


def test_lines_of_the_log_tell_no_search(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        ask(port, "/explore/search?words=很私密的话")
        ask(port, "/explore/search/posts.csv?words=很私密的话")
        ask(port, "/很私密的话/%0aX")
        ask(port, "/explore/很私密的话")
        told: list[str] = []
        until = time.monotonic() + 10
        while len(told) < 4 and time.monotonic() < until:  # a line is written after its answer is sent
            time.sleep(0.01)
            told = [record.getMessage() for record in caplog.records if record.name == "fengxiang.site_server"]
    assert [re.sub(r"\d+ ms", "", line).strip() for line in told] == [
        "GET explore/search 200", "GET explore/search/csv 200", "GET archive 404", "GET explore/... 404",
    ]  # fmt: skip
    assert not any("私密" in record.getMessage() or "%E5" in record.getMessage() for record in caplog.records)


def test_a_new_version_is_seen_by_the_next_page(tmp_path: Path, warehouse: Path) -> None:
    settings = settings_with(tmp_path, warehouse)
    with served(settings) as port:
        assert "长续航" in ask(port, "/explore")[1]
        newer = explorable.write(tmp_path / "newer.duckdb", empty())
        newer.replace(home.published(tmp_path))
        status, page, _ = ask(port, "/explore")
        assert status == 503 and "还没有帖子" in page
        home.published(tmp_path).write_bytes(b"no database" * 1000)
        status, page, _ = ask(port, "/explore")
        assert status == 500 and "无法读取" in page and str(tmp_path) not in page
        home.published(tmp_path).unlink()
        status, page, _ = ask(port, "/explore?language=en")
        assert status == 503 and "Run `fengxiang run` first" in page


def test_pages_that_overlap_see_a_new_version_too(tmp_path: Path, warehouse: Path) -> None:
    path = home.published(settings_with(tmp_path, warehouse).home)
    readers, seen = Readers(path, 10), []
    count = "SELECT count(*) AS n FROM volume_daily"

    def later() -> None:
        with readers.opened() as published:
            seen.append(published.rows(count)[0]["n"])

    with readers.opened() as published:
        before = published.rows(count)[0]["n"]
        explorable.write(tmp_path / "newer.duckdb", empty()).replace(path)
        waiting = threading.Thread(target=later)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive() and published.rows(count)[0]["n"] == before > 0
    waiting.join(10)
    assert seen == [0]
    with Readers(path, 0.2).opened() as published, pytest.raises(TooSlow):
        time.sleep(0.3)
        published.rows(count)


def test_a_page_that_takes_too_long_is_stopped(tmp_path: Path, warehouse: Path) -> None:
    with served(settings_with(tmp_path, warehouse), seconds=0.001) as port:
        status, page, _ = ask(port, "/explore")
        assert status == 503 and "查询已停止" in page


def test_names_of_hosts() -> None:
    assert [name_of(host) for host in ("LocalHost:80", "[::1]:80", "a.b", "")] == ["localhost", "[::1]", "a.b", ""]
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.2", "example.org", "")))
    assert refusal({}, open_to_others=False) and not refusal({}, open_to_others=True)


def test_an_open_address_must_be_meant() -> None:
    with pytest.raises(SettingsError, match="no login"):
        serve_verb.allowed("0.0.0.0", open_to_others=False)
    serve_verb.allowed("0.0.0.0", open_to_others=True)
    serve_verb.allowed("::1", open_to_others=False)


def test_without_the_extra_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(SettingsError, match=r"serve needs the extra `server` \(uvicorn is missing\): pip install"):
        web_serving.server_of(lambda: pytest.fail("made"), "serve")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_verb_serves_and_ends_cleanly(place: Path, port: int, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "fengxiang.cli", "serve", "--home", str(place), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        line = running.stderr.readline()
        found = re.search(r"explore: http://127\.0\.0\.1:(\d+)/explore", line)
        assert found, line
        status, page, _ = ask(int(found[1]), "/explore/sentiment")
        assert status == 200 and "情绪" in page
        running.send_signal(told)
        rest = running.stderr.read()
        assert running.wait(15) == 0
        assert "GET explore/sentiment 200" in rest and "Traceback" not in rest and "interrupted" not in rest
