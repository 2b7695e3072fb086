"""The link of a mail: fetching it changes nothing, its button acknowledges, and nothing else gets in."""

import http.client
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import alert_homes as made_up
import pytest
from alert_homes import ASPECT, OVER, PHONE
from itsdangerous import URLSafeSerializer

from contract.errors import SettingsError
from fengxiang import alert_actions, alert_links, alert_serving, home
from fengxiang.alert_links import acknowledge_url
from fengxiang.settings import Settings, load

URL = "https://alerts.example.org/fengxiang"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=made_up.made(tmp_path_factory.mktemp("served")), server={"url": URL})


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    server = alert_serving.server_of(settings)
    with alert_serving.listening("127.0.0.1", 0) as ours:
        running = threading.Thread(target=server.run, kwargs={"sockets": [ours]}, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        yield ours.getsockname()[1]
        server.should_exit = True
        running.join(10)
    assert not running.is_alive()


@pytest.fixture(scope="module")
def port(settings: Settings) -> Iterator[int]:
    with served(settings) as port:
        yield port


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8"), answer.headers
    finally:
        connection.close()


def path_of(settings: Settings, alert: str = PHONE, **more: object) -> str:
    return acknowledge_url(settings, alert, **more).removeprefix(URL)


def acts(settings: Settings) -> list[tuple[str, str, str]]:
    return [(a.alert_id, a.action, a.via) for a in alert_actions.read(home.alert_actions(settings.home))]


def test_fetching_shows_the_alert_and_changes_nothing(settings: Settings, port: int) -> None:
    link = path_of(settings, ASPECT, language="en")
    for method in ("GET", "HEAD", "GET"):
        status, page, headers = ask(port, link, method)
        assert status == 200 and headers["cache-control"] == "no-store" and headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"] and "server" not in headers
    assert "Phones: battery life · all platforms" in page and "Negative share 15% → 70%." in page
    assert '<form method="post">' in page and "<script" not in page and "太差" not in page
    assert "微博" in ask(port, path_of(settings))[1] and "已知悉" in ask(port, path_of(settings))[1]
    assert acts(settings) == []


def test_only_the_button_of_our_own_page_acknowledges_and_only_this_alert(settings: Settings, port: int) -> None:
    link = path_of(settings, language="en")
    for strange in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        assert ask(port, link, "POST", **strange)[0] == 403
    assert ask(port, link, "POST", Content_Length="5000")[0] == 403 and acts(settings) == []
    status, page, _ = ask(port, link, "POST", Origin="https://alerts.example.org", Sec_Fetch_Site="same-origin")
    assert status == 200 and "Acknowledged, thank you" in page and "<form" not in page
    assert acts(settings) == [(PHONE, "acknowledge", "link")]
    assert "acknowledged already" in ask(port, link, "POST")[1] and len(acts(settings)) == 1
    over = ask(port, path_of(settings, OVER, language="en"), "POST")
    assert over[0] == 200 and "This alert is over" in over[1] and len(acts(settings)) == 1


def test_what_was_not_signed_here_is_refused_without_detail(settings: Settings, port: int) -> None:
    link = path_of(settings)
    foreign = acknowledge_url(settings.model_copy(update={"home": settings.home / "x"}), PHONE).removeprefix(URL)
    other = URLSafeSerializer(home.link_key_of(settings), salt="itsdangerous").dumps(
        [PHONE, "acknowledge", "zh", 9**12]
    )
    changed = (link[:-1], link + "A", link.replace("/alerts/", "/alerts/x"))
    for wrong in (*changed, foreign, f"/alerts/{other}", "/alerts/x", "/alerts/" + "x" * 3000):
        status, page, _ = ask(port, wrong, "POST")
        assert status == 403 and PHONE not in page and "手机" not in page
    old = path_of(settings, as_of=datetime.now(UTC) - timedelta(days=31))
    assert ask(port, old)[0] == 410 == ask(port, old, "POST")[0] and "手机" not in ask(port, old)[1]
    assert ask(port, path_of(settings, "ffff000000000000"))[0] == 404
    assert ask(port, "/")[0] == 404 == ask(port, "/alerts/")[0]
    status, _, headers = ask(port, link, "DELETE")
    assert status == 405 and "POST" in headers["allow"] and "content-security-policy" in headers


def test_a_head_that_is_too_long_is_cut_off(settings: Settings, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(b"GET /alerts/x HTTP/1.1\r\nX: " + b"x" * 40_000)
        assert raw.recv(100).startswith(b"HTTP/1.1 4")


def test_the_log_holds_no_token(settings: Settings, port: int, caplog: pytest.LogCaptureFixture) -> None:
    link = path_of(settings)
    with caplog.at_level(logging.INFO):
        ask(port, link)
        ask(port, f"/elsewhere{link}")
    assert "GET /alerts/... 200" in caplog.text and "GET (elsewhere) 404" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text


def test_a_broken_warehouse_is_told_without_detail(tmp_path: Path) -> None:
    broken = Settings(home=tmp_path, server={"url": URL}, language="en")
    with served(broken) as port:
        status, page, _ = ask(port, path_of(broken))
    assert status == 503 and "Try again" in page and str(tmp_path) not in page


def test_links_are_the_same_for_the_same_instant_and_need_an_address(settings: Settings) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    link = acknowledge_url(settings, PHONE, at)
    assert link == acknowledge_url(settings, PHONE, at) and link.startswith(f"{URL}/alerts/")
    assert re.fullmatch(r"[\w./:-]+", link) and len(link) < 200
    assert link != acknowledge_url(settings, ASPECT, at)
    assert acknowledge_url(Settings(home=settings.home), PHONE) == ""
    read = alert_links.read(settings, link.rpartition("/")[2], at + timedelta(days=29))
    assert (read.alert_id, read.action, read.language) == (PHONE, "acknowledge", "zh")
    key = settings.home / "secret" / "links"
    assert key.stat().st_mode & 0o077 == 0 and key.read_text() != home.salt_of(settings)


@pytest.mark.parametrize(
    "url",
    ["http://alerts.example.org", "alerts.example.org", "https://a:b@x.org", "https://x.org/?a", 'https://x".org'],
)
def test_an_address_must_be_safe(tmp_path: Path, url: str) -> None:
    (tmp_path / "fengxiang.toml").write_text(f"[server]\nurl = {json.dumps(url)}\n")
    with pytest.raises(SettingsError, match=r"\[server\] url: .*address"):
        load(tmp_path / "fengxiang.toml")


def test_an_address_of_this_machine_may_be_plain(tmp_path: Path) -> None:
    (tmp_path / "fengxiang.toml").write_text('[server]\nurl = "http://127.0.0.1:8020/"\n')
    assert load(tmp_path / "fengxiang.toml").server.url == "http://127.0.0.1:8020"
