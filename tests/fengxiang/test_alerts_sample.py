"""A sample mail is plainly marked, goes to one person, and the ledger of real mails never hears of it."""

import email
import email.policy
import json
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import alert_homes as made_up
import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner, Result

from contract.errors import MailError
from fengxiang.cli import app


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["alerts", "sample", *words])


def parts(raw: bytes) -> tuple[EmailMessage, str, str]:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return mail, *(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return made_up.made(tmp_path / "home")


@pytest.fixture
def box() -> Iterator[tuple[int, list[bytes]]]:
    got: list[bytes] = []

    class Postbox:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            got.append(envelope.content)
            return "250 OK"

        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            if "nobody" in address:
                return "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Postbox(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port, got
    controller.stop()


def test_of_the_newest_alert_into_a_file(home: Path) -> None:
    told = json.loads(run("--language", "en", "--json").stdout)
    assert told["made_up"] is False and told["subject"].startswith("[sample] ") and "Phones" in told["subject"]
    mail, text, html = parts(Path(told["file"]).read_bytes())
    assert str(mail["Subject"]) == told["subject"]
    assert text.startswith("[sample] This is how the mail of an alert looks.") and "nothing new has happened" in html
    assert [p.name for p in (home / "outbox").iterdir()] == [Path(told["file"]).name]


def test_of_a_made_up_alert_where_there_was_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("--home", "new")
    assert told.exit_code == 0 and "a sample of a made-up alert, since there was none yet; written to" in told.stdout
    (file,) = (tmp_path / "new" / "outbox").iterdir()
    mail, text, html = parts(file.read_bytes())
    assert str(mail["Subject"]).startswith("[样例] ") and "样例 sample" in str(mail["Subject"])
    assert "其中的主题、数字和帖子都是虚构的" in text and text.count("[样例 sample]") == 4 == html.count(
        "[样例 sample]"
    )


def test_through_the_server_to_one_person(home: Path, box: tuple[int, list[bytes]]) -> None:
    port, got = box
    server = f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
    team = 'recipients = ["a@example.org", "b@example.org"]\n'
    Path("fengxiang.toml").write_text(f"[mail]\n{server}{team}", "utf-8")
    for_whom = run()
    assert for_whom.exit_code == 2 and "name an address with --to" in for_whom.output and not got
    assert "sent to me@example.org" in run("--to", "me@example.org").stdout
    assert parts(got[0])[0]["To"] == "me@example.org"
    assert run("--to", "me@example.org").exit_code == 0
    assert len({parts(raw)[0]["Message-ID"] for raw in got}) == 2
    assert not (home / "outbox" / "ledger.jsonl").exists()
    refused = run("--to", "nobody@example.org").exception
    assert isinstance(refused, MailError) and "was refused: 550" in str(refused)
    assert isinstance(run("--to", "not an address").exception, MailError)
