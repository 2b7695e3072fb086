"""Airflow's SMTP connection in place of [mail], and failures that are told even where the chain's own way is broken."""

import asyncio
import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest

pytest.importorskip("airflow.sdk")

from contract.errors import SettingsError
from demo.mailbox import mailbox
from fengxiang.scheduled import mail_connection
from fengxiang.scheduled.ops_mail import OpsMail, deadline_missed
from fengxiang.settings import load

FAILED = {
    "dag_run": SimpleNamespace(run_after=datetime(2026, 11, 23, 1, 7, tzinfo=UTC)),
    "ti": SimpleNamespace(dag_id="listening", task_id="build", map_index=-1),
    "exception": RuntimeError("<b>no ink</b>"),
}


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A settings file with a mail server of its own that answers nobody."""
    file = tmp_path / "fengxiang.toml"
    file.write_text('[mail]\nhost = "mail.example"\nops = ["ops@fengxiang.example"]\n', "utf-8")
    monkeypatch.setenv("FENGXIANG_SETTINGS", str(file))
    monkeypatch.setattr("time.sleep", lambda _: None)
    return file


def connect(monkeypatch, port=2525, **extra):
    told = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "login": "", "password": "", "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", json.dumps(told))


def received(folder):
    return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in sorted(folder.glob("*.eml"))]


@pytest.mark.parametrize(
    ("extra", "security"),
    [
        ({}, "tls"),
        ({"disable_ssl": True}, "starttls"),
        ({"disable_ssl": "true", "disable_tls": "1"}, "none"),
    ],
)
def test_the_connection_is_read_as_airflow_reads_it(settings, monkeypatch, extra, security):
    connect(monkeypatch, from_email="airflow@fengxiang.example", timeout=7, **extra)
    mail = mail_connection.with_airflows_mail(load()).mail
    assert (mail.host, mail.port, mail.security, mail.timeout) == ("127.0.0.1", 2525, security, 7)
    assert mail.sender == "airflow@fengxiang.example"
    assert [str(to) for to in mail.ops] == ["ops@fengxiang.example"], "whom to tell stands in the settings"


def test_without_a_connection_the_settings_stand(settings):
    assert mail_connection.with_airflows_mail(load()).mail.host == "mail.example"


def test_a_login_that_reports_cannot_use_is_a_clear_error(settings, monkeypatch):
    connect(monkeypatch, auth_type="oauth2")
    with pytest.raises(SettingsError, match="smtp_default logs in by oauth2"):
        mail_connection.with_airflows_mail(load())


def test_a_failure_is_told_once_and_its_text_is_not_markup(settings, monkeypatch, tmp_path):
    with mailbox(tmp_path / "mails") as port:
        connect(monkeypatch, port, disable_ssl=True, disable_tls=True)
        OpsMail().notify(FAILED)
        OpsMail().notify(FAILED)
        late = {"dag_run": {"run_after": "2026-11-23T01:07:00Z"}}
        asyncio.run(deadline_missed(dag="listening", minutes=110, context=late))
    failed, late = received(tmp_path / "mails")
    assert failed["To"] == "ops@fengxiang.example" and "listening.build" in failed["Subject"]
    page = failed.get_body(("html",)).get_content()
    assert "&lt;b&gt;no ink" in page and "<b>no ink" not in page
    assert "110" in late["Subject"]


@pytest.mark.parametrize("broken", ["settings", "ledger"])
def test_where_the_chains_own_way_is_broken_airflow_tells(settings, monkeypatch, tmp_path, broken):
    if broken == "settings":
        settings.write_text("[mail\n", "utf-8")
    else:
        (tmp_path / "home").write_text("a file where the ledger's folder should be")
    with mailbox(tmp_path / "mails") as port:
        connect(monkeypatch, port, disable_ssl=True, disable_tls=True, from_email="chain@fengxiang.example")
        OpsMail().notify(FAILED)
    (told,) = received(tmp_path / "mails")
    assert told["To"] == ("chain@fengxiang.example" if broken == "settings" else "ops@fengxiang.example")
    assert "listening.build" in told["Subject"] and "&lt;b&gt;no ink" in told.get_body(("html",)).get_content()
