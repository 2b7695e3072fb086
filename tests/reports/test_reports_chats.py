"""Messages to team chats, at a webhook on this machine: shape, signature, limits, hostile text, and every trouble."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from chat_room import ChatRoom, chat_room

from contract.errors import MailError
from reports.chats import sending
from reports.chats.sending import ChatServer, hand_over, kinds
from reports.mail import Mail
from reports.smtp import HungUp, Refused, Unavailable

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
MAIL = Mail("alert", "k", "星野手机：负面 15% → 54%", "正文", "<p>", brief="三天 63 人\n“发烫”")
KINDS = ("dingtalk", "feishu", "json", "slack", "wecom")


@pytest.fixture
def room() -> Iterator[ChatRoom]:
    with chat_room() as opened:
        yield opened


def say(room: ChatRoom, kind: str, mail: Mail = MAIL, secret: str = "", timeout: float = 5.0) -> None:
    hand_over(ChatServer("team", kind, room.url, secret, timeout), mail, NOW)


def text_in(kind: str, body: dict[str, Any]) -> str:
    told = {
        "feishu": lambda: body["content"]["text"],
        "dingtalk": lambda: body["text"]["content"],
        "wecom": lambda: body["text"]["content"],
        "slack": lambda: body["text"],
        "json": lambda: body["subject"] + "\n" + body["text"],
    }
    return str(told[kind]())


def test_the_kinds_are_the_files_of_the_folder() -> None:
    assert kinds() == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_gets_subject_and_brief_in_its_shape(room: ChatRoom, kind: str) -> None:
    say(room, kind)
    ((path, headers, body),) = room.got
    assert text_in(kind, body) == "星野手机：负面 15% → 54%\n三天 63 人\n“发烫”"
    assert headers["Content-Type"].startswith("application/json") and "access_token=hidden" in path


def test_feishu_is_signed_in_the_body(room: ChatRoom) -> None:
    say(room, "feishu", secret="s3")
    body = room.got[0][2]
    stamp = str(int(NOW.timestamp()))
    right = base64.b64encode(hmac.new(f"{stamp}\ns3".encode(), b"", hashlib.sha256).digest()).decode()
    assert (body["timestamp"], body["sign"], body["msg_type"]) == (stamp, right, "text")


def test_dingtalk_is_signed_in_the_address(room: ChatRoom) -> None:
    say(room, "dingtalk", secret="s3")
    path, _, body = room.got[0]
    query = parse_qs(urlsplit(path).query)
    stamp = str(int(NOW.timestamp() * 1000))
    right = base64.b64encode(hmac.new(b"s3", f"{stamp}\ns3".encode(), hashlib.sha256).digest()).decode()
    assert query == {"access_token": ["hidden"], "timestamp": [stamp], "sign": [right]}
    assert body["at"] == {"isAtAll": False}


def test_a_webhook_of_ones_own_gets_the_secret_as_a_bearer_token(room: ChatRoom) -> None:
    say(room, "json", secret="s3")
    assert room.got[0][1]["Authorization"] == "Bearer s3"
    assert "s3" not in str(room.got[0][2])


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_calls_nobody_and_is_cut_to_the_limit(room: ChatRoom, kind: str) -> None:
    bad = '<at user_id="all">all</at> @all <!channel> \u202ealert\x1b[31m'
    say(room, kind, Mail("alert", "k", bad, "t", "h", brief="\n".join([bad, "长" * 40_000, "end"])))
    text = text_in(kind, room.got[0][2])
    assert "@" not in text and "\u202e" not in text and "\x1b" not in text
    assert not {"feishu": "<" in text, "slack": "<!" in text}.get(kind, False)
    limit = __import__(f"reports.chats.{kind}", fromlist=["LIMIT"]).LIMIT
    assert len(text.encode()) <= limit * 1.2 and text.endswith("…")


@pytest.mark.parametrize(
    ("kind", "answer", "raised"),
    [
        ("feishu", b'{"code": 19021, "msg": "sign match fail"}', Refused),
        ("feishu", b'{"code": 11232, "msg": "frequency limited"}', Unavailable),
        ("feishu", b'{"StatusCode": 0, "StatusMessage": "success"}', None),
        ("dingtalk", b'{"errcode": 310000, "errmsg": "keywords not in content"}', Refused),
        ("dingtalk", b'{"errcode": 130101, "errmsg": "send too fast"}', Unavailable),
        ("wecom", b'{"errcode": 93000, "errmsg": "invalid webhook url"}', Refused),
        ("wecom", b'{"errcode": 45009, "errmsg": "api freq out of limit"}', Unavailable),
        ("wecom", b"<html>a proxy", Refused),
        ("slack", b"ok", None),
    ],
)
def test_what_an_answer_of_200_tells(room: ChatRoom, kind: str, answer: bytes, raised: type[Exception] | None) -> None:
    room.answer = answer
    if raised is None:
        say(room, kind)
        return
    with pytest.raises(raised, match="chat team: code") as told:
        say(room, kind)
    assert type(told.value) is raised


@pytest.mark.parametrize(
    ("status", "raised"), [(404, Refused), (403, Refused), (429, Unavailable), (500, Unavailable), (503, Unavailable)]
)
def test_what_a_status_tells(room: ChatRoom, status: int, raised: type[Exception]) -> None:
    room.status = status
    with pytest.raises(raised, match=f"chat team: it answers {status}"):
        say(room, "slack")


def test_another_address_is_not_followed(room: ChatRoom) -> None:
    room.status, room.headers = 302, {"Location": room.url}
    with pytest.raises(Refused, match="not followed"):
        say(room, "slack")
    assert len(room.got) == 1


def test_one_that_is_down_was_not_told_and_one_that_breaks_off_may_have_been(room: ChatRoom) -> None:
    down = ChatServer("team", "slack", "http://127.0.0.1:9/hook/hidden", "", 5)
    with pytest.raises(Unavailable, match="cannot be reached") as told:
        hand_over(down, MAIL, NOW)
    assert not isinstance(told.value, HungUp) and "hidden" not in str(told.value)
    room.hang_up = True
    with pytest.raises(HungUp, match="hung up") as told:
        say(room, "slack")
    assert "hidden" not in str(told.value)


def test_one_that_is_slow_may_have_been_told(room: ChatRoom) -> None:
    room.wait = 0.5
    with pytest.raises(HungUp, match="did not answer in time"):
        say(room, "slack", timeout=0.1)


def test_no_more_of_an_answer_is_read_than_is_needed(room: ChatRoom) -> None:
    room.answer = b'{"errcode": 0, "more": "' + b"x" * 200_000 + b'"}'
    with pytest.raises(Refused):  # cut short it is no answer
        say(room, "wecom")


@pytest.mark.parametrize(
    ("chat", "said"),
    [
        (ChatServer("team", "slack", ""), "FENGXIANG_CHATS__TEAM__URL in the environment"),
        (ChatServer("team", "slack", "http://chat.example/x"), "an https address is needed"),
        (ChatServer("team", "slack", "file:///etc/passwd"), "an https address is needed"),
        (ChatServer("team", "icq", "https://chat.example/x"), r"there is no 'icq'; allowed are dingtalk"),
    ],
)
def test_wrong_settings_say_which(chat: ChatServer, said: str) -> None:
    with pytest.raises(MailError, match=said):
        hand_over(chat, MAIL, NOW)


def test_neither_address_nor_secret_is_shown() -> None:
    shown = repr(ChatServer("team", "slack", "https://chat.example/hidden", "hidden"))
    assert "hidden" not in shown and sending.kinds()
