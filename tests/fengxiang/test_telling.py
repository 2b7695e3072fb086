"""Who is told what, through a real mail server and a chat's webhook on this machine, across kills and troubles."""

import email
import email.policy
import json
import multiprocessing
import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import alert_homes
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from contract.errors import MailError, SettingsError
from fengxiang import failures, reporting
from fengxiang import home as place
from fengxiang.settings import Settings, load
from reports import delivery, ledger

sys.path.append(str(Path(__file__).resolve().parents[1] / "reports"))
from chat_room import ChatRoom, chat_room

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # Monday, ten in the morning in Shanghai


class Postbox:
    """Keeps what it got, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 taken"

    def subjects(self, to: str) -> list[str]:
        return [str(mail["Subject"]) for one, mail in self.got if one == to]


@dataclass
class World:
    """A home with alerts, its people, and where they are told."""

    home: Path
    box: Postbox
    port: int
    room: ChatRoom

    def settings(self, more: str = "", port: int | None = None) -> Settings:
        text = f"""home = "."
[mail]
host = "127.0.0.1"
port = {port or self.port}
security = "none"
sender = "fengxiang@example.com"
timeout = 2
ops = ["ops@example.com"]
[chats.team]
kind = "json"
timeout = 2
"""
        (self.home / "fengxiang.toml").write_text(text + (more or PEOPLE), "utf-8")
        return load(self.home / "fengxiang.toml")

    def notify(self, more: str = "", now: datetime = NOW, **changes: Any) -> list[str]:
        return reporting.notify(self.settings(more, **changes), None, now)


PEOPLE = """
[[subscribers]]
name = "brand"
to = "brand@example.com"
language = "en"
weekly = false
[[subscribers]]
name = "room"
chat = "team"
weekly = false
severity = "critical"
"""
DAILY = """
[[subscribers]]
name = "digest"
to = "digest@example.com"
alerts = "daily"
hour = 9
weekly = false
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(delivery, "PAUSES", (0.0,))
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    with chat_room() as room:
        monkeypatch.setenv("FENGXIANG_CHATS__TEAM__URL", room.url)
        try:
            yield World(alert_homes.made(tmp_path), box, port, room)
        finally:
            controller.stop()


def ledger_lines(world: World) -> list[dict[str, Any]]:
    return [json.loads(line) for line in place.ledger(world.home).read_text("utf-8").splitlines()]


def test_each_is_told_what_they_asked_for_once_in_their_language(world: World) -> None:
    lines = world.notify()
    assert len(world.box.subjects("brand@example.com")) == 2  # what is escalated, and what is open
    assert all("share" in subject for subject in world.box.subjects("brand@example.com"))
    ((_, _, told),) = world.room.got  # critical alone
    assert "负面" in told["subject"] and told["text"]
    assert sum(line.startswith("mailed: alert") for line in lines) == 3
    assert world.notify() == ["3 mails were out already"] or not world.notify()
    assert len(world.box.got) == 2 and len(world.room.got) == 1


def test_a_digest_tells_all_at_once_and_covers_each_change(world: World) -> None:
    world.notify(DAILY)
    (subject,) = world.box.subjects("digest@example.com")
    assert subject
    (line,) = [line for line in ledger_lines(world) if line["state"] == "sent"]
    assert line["kind"] == "digest" and len(line["covers"]) >= 2
    world.notify(DAILY, datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert len(world.box.got) == 1  # nothing new: no empty mail


def test_quiet_hours_hold_and_nothing_is_lost(world: World) -> None:
    quiet = PEOPLE.replace('language = "en"', 'quiet = "09:00-11:00"')
    world.notify(quiet)
    assert world.box.got == [] and len(world.room.got) == 1
    world.notify(quiet, datetime(2026, 11, 23, 3, tzinfo=UTC))
    assert len(world.box.got) == 2


def test_one_way_that_is_down_does_not_hold_up_the_other_and_the_next_run_tells(world: World) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        down = int(found.getsockname()[1])
    with pytest.raises(MailError, match=r"2 mail\(s\) stay in .*the next run tries again\n1 mail\(s\) went out"):
        world.notify(port=down)
    assert len(world.room.got) == 1 and world.box.got == []
    world.room.status = 503
    assert len(world.notify()) >= 2 and len(world.box.got) == 2 and len(world.room.got) == 1


def test_what_could_not_be_delivered_is_news_however_long_it_took(world: World) -> None:
    world.room.status = 503
    with pytest.raises(MailError, match=r"chat team: it answers 503; 1 mail\(s\) wait, the next run tries again"):
        world.notify()
    world.room.status = 200
    later = datetime(2026, 12, 20, 2, tzinfo=UTC)
    world.notify(now=later)
    assert [body["subject"] for _, _, body in world.room.got].count(world.room.got[0][2]["subject"]) == 3
    world.notify(PEOPLE + DAILY.replace("daily", "at_once"), later)
    assert world.box.subjects("digest@example.com") == []  # to whoever comes now it is no news


def test_a_refused_recipient_is_told_of_and_the_others_get_theirs(world: World) -> None:
    world.box.refused = {"brand@example.com"}
    lines = world.notify()
    assert any("refused: alert" in line and "550 no such user" in line for line in lines)
    assert len(world.room.got) == 1
    assert not any("refused" in line for line in world.notify())  # not asked again


def killed(world: World, at: int, after: str) -> None:
    """One run in a process of its own that ends, as if by kill -9, at the `at`-th step of a kind."""

    def run() -> None:
        steps = 0

        def counting(real: Any) -> Any:
            def call(*told: Any, **more: Any) -> Any:
                nonlocal steps
                done = real(*told, **more)
                steps += 1
                if steps == at:
                    os._exit(9)
                return done

            return call

        if after == "line":
            ledger.os.fsync = counting(os.fsync)  # type: ignore[attr-defined]
        else:
            delivery.hand_over = counting(delivery.hand_over)
            delivery.sending.hand_over = counting(delivery.sending.hand_over)  # type: ignore[attr-defined]
        world.notify()
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(60)
    assert process.exitcode in (0, 9)


def test_ten_kills_and_each_event_is_told_once_but_for_what_a_kill_hid(world: World) -> None:
    plan = [(1, "line"), (1, "handed"), (1, "line"), (2, "line"), (3, "line"), (1, "handed"), (1, "line"), (2, "line"),
            (1, "handed"), (3, "line")]  # fmt: skip
    for at, after in plan:
        killed(world, at, after)
    world.notify()
    copies = Counter((to, str(mail["Message-ID"])) for to, mail in world.box.got)
    copies += Counter(("room", body["subject"]) for _, _, body in world.room.got)
    assert len(copies) == 3  # two mails and a message: nothing is lost
    told_twice = sum(copies.values()) - 3
    hidden = [line for line in ledger_lines(world) if "may be a repeat" in line.get("detail", "")]
    assert told_twice <= sum(after == "handed" for _, after in plan) and told_twice <= len(hidden)
    world.notify()
    assert sum(copies.values()) == len(world.box.got) + len(world.room.got)


def test_a_failure_is_told_to_those_who_run_the_chain_once_a_day(world: World) -> None:
    settings = world.settings()
    for _ in range(2):
        with pytest.raises(MailError, match="no ink"), failures.told(settings, "report", NOW):
            raise MailError("no ink\nput some in")
    (subject,) = world.box.subjects("ops@example.com")
    assert "report" in subject and "no ink" in subject
    body = world.box.got[0][1].get_body(("plain",)).get_content()
    assert "put some in" in body and "fengxiang doctor" in body
    assert {to for to, _ in world.box.got} == {"ops@example.com"}


def test_that_nobody_can_be_told_of_a_failure_does_not_hide_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        down = int(found.getsockname()[1])
    with pytest.raises(SettingsError, match="the fault itself"), failures.told(world.settings(port=down), "crawl", NOW):
        raise SettingsError("the fault itself")
    assert "nobody could be told that crawl failed" in caplog.text


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ('[[subscribers]]\nname = "a"\n', "a needs either to"),
        ('[[subscribers]]\nname = "a"\nto = "a@example.com"\nchat = "team"\n', "a needs either to"),
        ('[[subscribers]]\nname = "a"\nchat = "nosuch"\n', r"there is no \[chats.nosuch\]"),
        ('[[subscribers]]\nname = "a"\nto = "a@example.com"\n' * 2, "two are named a"),
        ('[[subscribers]]\nname = "a"\nto = "a@example.com"\ntimezone = "Mars"\n', "like Asia/Shanghai"),
        ('[[subscribers]]\nname = "a"\nto = "a@example.com"\nquiet = "late"\n', "write two times, like 22:00-08:00"),
        ('[[subscribers]]\nname = "a"\nto = "a@example.com"\nquiet = "08:00-08:00"\n', "begin and end at the same"),
        ('[chats.other]\nkind = "icq"\n', "feishu"),
        ('[chats.other]\nkind = "slack"\nurl = "https://chat.example/x"\n', "FENGXIANG_CHATS__OTHER__URL"),
    ],
)
def test_what_is_set_wrongly_is_said(world: World, people: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        world.settings(people)
