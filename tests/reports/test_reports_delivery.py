"""Mail is told once: by a real SMTP server or the outbox, across crashes, refusals and servers that are down."""

import asyncio
import email
import email.policy
import json
import logging
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from small_warehouse import AS_OF

from contract.errors import MailError
from reports import delivery
from reports.delivery import PAUSES, deliver
from reports.ledger import open_ledger
from reports.mail import Attachment, Mail, MailServer, message, recipient_hash
from reports.parcels import Delivery, Parcel

MAIL = Mail(
    "weekly",
    "2026-W47",
    "周报：长续航",
    "正文\n第二行",
    "<p>正文</p>",
    (Attachment("周报.html", b"<p>x", "text/html"),),
)
PEOPLE = ["张三 <a@example.com>", "b@example.com"]


class Postbox:
    """An SMTP server's handler that keeps what it got, and can be told to refuse or to be busy."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.refused: set[str] = set()
        self.busy = 0
        self.hang_up_after_data = 0
        self.slow = 0.0  # seconds that the next recipient is thought about

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        slow, self.slow = self.slow, 0.0
        await asyncio.sleep(slow)
        if address in self.refused:
            return "550 5.1.1 no such user"
        if self.busy:
            self.busy -= 1
            return "451 4.7.1 greylisted, try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.got.append((envelope.rcpt_tos[0], envelope.content))
        if self.hang_up_after_data:
            self.hang_up_after_data -= 1
            assert server.transport is not None
            server.transport.close()
        return "250 taken"

    @property
    def to(self) -> list[str]:
        return [recipient for recipient, _ in self.got]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, MailServer]]:
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, MailServer("127.0.0.1", port, "none", sender="风向 <fengxiang@example.com>", timeout=10)
    finally:
        controller.stop()


def send(home: Path, server: MailServer | None, people: list[str] | None = None, **more: Any) -> Delivery:
    slept: list[float] = more.pop("slept", [])
    mails = more.pop("mails", [MAIL])
    parcels = [Parcel(mail, one) for mail in mails for one in people or PEOPLE]
    return deliver(parcels, server, home / "outbox", home / "outbox" / "ledger.jsonl", AS_OF, slept.append)


def states(home: Path) -> list[tuple[str, str]]:
    lines = (home / "outbox" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [(entry["recipient"], entry["state"]) for entry in map(json.loads, lines)]


def test_each_recipient_gets_one_whole_message_of_their_own(
    postbox: tuple[Postbox, MailServer], tmp_path: Path
) -> None:
    box, server = postbox
    result = send(tmp_path, server)
    assert box.to == ["a@example.com", "b@example.com"] and len(result.sent) == 2
    read = email.message_from_bytes(box.got[0][1], policy=email.policy.default)
    assert (
        read["Subject"] == "周报：长续航" and read["To"] == "张三 <a@example.com>" and "b@example.com" not in str(read)
    )
    assert read["Date"].datetime == AS_OF
    plain, rich = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None and plain.get_content().splitlines() == ["正文", "第二行"]
    assert rich is not None and rich.get_content().strip() == "<p>正文</p>"
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "周报.html" and attached.get_content_type() == "text/html"


def test_a_second_run_mails_nothing(postbox: tuple[Postbox, MailServer], tmp_path: Path) -> None:
    box, server = postbox
    send(tmp_path, server)
    again = send(tmp_path, server)
    assert len(box.got) == 2 and again.sent == [] and len(again.already) == 2
    send(tmp_path, server, [*PEOPLE, "A@EXAMPLE.com", "c@example.com"])
    assert box.to == ["a@example.com", "b@example.com", "c@example.com"]
    send(tmp_path, server, mails=[Mail("weekly", "2026-W48", "s", "t", "h")])
    assert len(box.got) == 5


def test_no_address_stands_in_the_ledger(postbox: tuple[Postbox, MailServer], tmp_path: Path) -> None:
    send(tmp_path, postbox[1])
    text = (tmp_path / "outbox" / "ledger.jsonl").read_text(encoding="utf-8")
    assert "@" not in text and recipient_hash("a@example.com") in text
    assert [state for _, state in states(tmp_path)] == ["sending", "sent", "sending", "sent"]


def test_a_refused_recipient_is_reported_and_the_others_get_theirs(
    postbox: tuple[Postbox, MailServer], tmp_path: Path
) -> None:
    box, server = postbox
    box.refused = {"a@example.com"}
    result = send(tmp_path, server)
    assert box.to == ["b@example.com"]
    assert list(result.refused.values()) == ["550 5.1.1 no such user"]
    assert send(tmp_path, server).already and box.to == ["b@example.com"]


def test_greylisting_is_tried_again_after_a_pause(postbox: tuple[Postbox, MailServer], tmp_path: Path) -> None:
    box, server = postbox
    box.busy, slept = 2, list[float]()
    result = send(tmp_path, server, slept=slept)
    assert sorted(box.to) == ["a@example.com", "b@example.com"] and len(result.sent) == 2
    assert slept == [PAUSES[0]]


def test_a_server_that_is_down_leaves_the_mail_in_the_outbox_and_the_next_run_sends_it(
    postbox: tuple[Postbox, MailServer], tmp_path: Path
) -> None:
    down, slept = MailServer("127.0.0.1", free_port(), "none", sender="f@example.com", timeout=5), list[float]()
    (fault,) = send(tmp_path, down, slept=slept).faults
    assert re.search(r"check mail\.host and mail\.port; 2 mail\(s\) stay in .*outbox", fault)
    assert slept == list(PAUSES)
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 2
    box, server = postbox
    result = send(tmp_path, server)
    assert len(result.sent) == 2 and result.repeated == [] and len(box.got) == 2
    assert list((tmp_path / "outbox").glob("*.eml")) == []


def test_a_crash_between_sending_and_recording_repeats_one_mail_and_says_so(
    postbox: tuple[Postbox, MailServer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    box, server = postbox
    real = delivery.hand_over

    def crash_after(*told: Any) -> None:
        real(*told)
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "hand_over", crash_after)
    with pytest.raises(KeyboardInterrupt):
        send(tmp_path, server)
    assert states(tmp_path) == [(recipient_hash("a@example.com"), "sending")]
    monkeypatch.setattr(delivery, "hand_over", real)
    with caplog.at_level(logging.WARNING):
        result = send(tmp_path, server)
    assert box.to == ["a@example.com", "a@example.com", "b@example.com"]
    assert len(result.repeated) == 1 and "may be a repeat" in caplog.text
    assert "may be a repeat" in (tmp_path / "outbox" / "ledger.jsonl").read_text(encoding="utf-8")
    ids = [email.message_from_bytes(content)["Message-ID"] for _, content in box.got]
    assert ids[0] == ids[1] != ids[2]
    assert send(tmp_path, server).sent == []


def test_a_server_that_hangs_up_after_the_data_may_get_it_twice_and_the_result_says_so(
    postbox: tuple[Postbox, MailServer], tmp_path: Path
) -> None:
    box, server = postbox
    box.hang_up_after_data = 1
    result = send(tmp_path, server)
    assert box.to == ["a@example.com", "b@example.com"]  # what may have been taken is not sent again at once
    assert "one mail may have been taken, the next run sends it once more" in result.faults[0]
    result = send(tmp_path, server)
    assert box.to == ["a@example.com", "b@example.com", "a@example.com"]
    assert [key[2] for key in result.repeated] == [recipient_hash("a@example.com")] and len(result.sent) == 1


def test_what_left_three_times_unanswered_has_arrived(postbox: tuple[Postbox, MailServer], tmp_path: Path) -> None:
    box, server = postbox
    box.hang_up_after_data = 9
    for _ in range(5):
        send(tmp_path, server, people=["a@example.com"])
    assert box.to == ["a@example.com"] * 3
    assert send(tmp_path, server, people=["a@example.com"]).already


def test_a_server_that_is_too_slow_is_tried_again_and_nothing_is_lost(
    postbox: tuple[Postbox, MailServer], tmp_path: Path
) -> None:
    box, server = postbox
    box.slow = 0.6
    result = send(tmp_path, replace(server, timeout=0.2))
    assert box.to == ["b@example.com"] and "may have been taken" in result.faults[0]  # for all that can be known here
    send(tmp_path, server)
    assert box.to == ["b@example.com", "a@example.com"]


def test_without_a_server_the_outbox_gets_the_same_bytes_once(tmp_path: Path) -> None:
    result = send(tmp_path, None)
    files = sorted((tmp_path / "outbox").glob("*.eml"))
    assert sorted(result.written) == files and len(files) == 2
    first = [path.read_bytes() for path in files]
    assert send(tmp_path, None).written == []
    (tmp_path / "outbox" / "ledger.jsonl").unlink()
    send(tmp_path, None)
    assert [path.read_bytes() for path in files] == first
    read = email.message_from_bytes(first[0], policy=email.policy.default)
    assert read["Subject"] == "周报：长续航"


def test_a_torn_last_line_is_stepped_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    send(tmp_path, None)
    ledger = tmp_path / "outbox" / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"at":"2026-11-2')
    with caplog.at_level(logging.WARNING):
        assert len(send(tmp_path, None).already) == 2
    assert "torn line" in caplog.text
    key = ("alert", "x", "y")
    with open_ledger(ledger) as book:
        book.record(key, "sent", AS_OF + timedelta(hours=1))
    with open_ledger(ledger) as book:
        assert book.state(key) == "sent" and book.state(("no", "such", "key")) is None
    assert ledger.read_bytes().startswith(whole)


def _fault(home: Path, server: MailServer) -> str:
    try:
        return "".join(send(home, server).faults)
    except MailError as fault:
        return str(fault)


def test_wrong_settings_say_which(postbox: tuple[Postbox, MailServer], tmp_path: Path) -> None:
    _, server = postbox
    wrong = [
        (
            MailServer("127.0.0.1", server.port, "starttls", sender="f@example.com", timeout=5),
            r"mail\.security starttls",
        ),
        (
            MailServer("127.0.0.1", server.port, "tls", sender="f@example.com", timeout=5),
            r"mail\.security: .* not speak tls",
        ),
        (MailServer("127.0.0.1", server.port, "none", sender="nobody", timeout=5), r"mail\.sender"),
        (MailServer("127.0.0.1", server.port, "none", "u", "p", "f@example.com", 5), r"mail\.security none"),
    ]
    for number, (bad, told) in enumerate(wrong):
        assert re.search(told, _fault(tmp_path / str(number), bad))


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(MailServer("h", 25, "tls", "user", "secret", "s"))


def test_tls_is_verified_and_login_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650",
         "-keyout", key, "-out", certificate,
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not installed: no certificate to test TLS with")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    box, port = Postbox(), free_port()

    def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    controller = Controller(box, hostname="localhost", port=port, tls_context=context, require_starttls=True,
                            authenticator=login, auth_required=True)  # fmt: skip
    controller.start()
    try:
        right = MailServer("localhost", port, "starttls", "user", "right", "f@example.com", 10)
        assert "certificate does not verify" in _fault(tmp_path / "unverified", right)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        wrong = MailServer("localhost", port, "starttls", "user", "wrong", "f@example.com", 10)
        assert re.search(r"refuses the login .*FENGXIANG_MAIL_PASSWORD", _fault(tmp_path / "login", wrong))
        assert box.got == []
        assert len(send(tmp_path / "right", right).sent) == 2
    finally:
        controller.stop()


def test_messages_are_the_same_bytes_each_time() -> None:
    first, second = (message(MAIL, "f@example.com", "a@example.com", AS_OF).as_bytes() for _ in range(2))
    assert first == second
