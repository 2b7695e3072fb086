"""`fengxiang alerts`: lists, shows, acknowledges, closes; what people did lies over the table until it is taken in."""

import json
from datetime import UTC, datetime
from pathlib import Path

import alert_homes as made_up
import pytest
from alert_homes import ASPECT, OVER, PHONE, ROW
from typer.testing import CliRunner, Result

from contract.errors import FengxiangError
from fengxiang import alert_actions
from fengxiang import home as place
from fengxiang.alert_handling import AlreadyOver
from fengxiang.cli import app
from reports.ledger import SENT, open_ledger


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return made_up.made(tmp_path / "home")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["alerts", *words], env={"COLUMNS": "300"})


def told(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output or result.exception
    return result.stdout


def fault(*words: str) -> FengxiangError:
    found = run(*words).exception
    assert isinstance(found, FengxiangError)
    return found


def test_open_ones_are_listed_the_loudest_first_with_names_and_numbers(home: Path) -> None:
    text = told()
    assert text == told("list")
    first, second = text.index("手机 · 续航 on all platforms"), text.index("手机 on 微博")
    assert first < second and "肥皂" not in text
    assert "negative 15% -> 54% (+39 points, at least +24) in the 2 days to 2026-11-18; 63 people, 70 posts" in text
    assert "escalated 2026-11-21, opened 2026-11-18" in text
    assert "▃▃▃█████  2026-11-02 to 2026-11-22" in text
    assert "Judged through 2026-11-22; 1 more are over" in text


def test_those_that_ended_and_one_theme(home: Path) -> None:
    assert "肥皂 on all platforms" in told("--all") and "recovered 2026-11-09" in told("--all")
    assert "肥皂" not in told("--all", "--since", "2026-11-15")
    alone = told("--theme", "Soap")
    assert "No alert about soap is open. The last one (bbbb0003) recovered 2026-11-09." in alone
    assert "there is no theme 'tea'; there are phones, soap" in run("--theme", "tea").output
    assert run("--since", "Monday").exit_code == 2
    assert "There never was one" in told("--home", str(made_up.write(home.parent / "new", {})))


def test_json_tells_the_same(home: Path) -> None:
    listed = json.loads(told("--json"))["alerts"]
    assert [(a["alert_id"], a["status"], a["value"]) for a in listed] == [
        (ASPECT, "escalated", 0.7),
        (PHONE, "open", 0.54),
    ]
    assert listed[1]["series"][-5:] == [0.6] * 5
    whole = json.loads(told("show", PHONE, "--json"))
    assert whole["aspects"][0]["negative"] == 9 and len(whole["steps"]) == 1 and "sentiment_daily" in whole["query"]


def test_show_tells_what_was_known_when_what_drives_it_and_is_harmless(home: Path) -> None:
    with open_ledger(place.ledger(home)) as book:
        for person in ("aa", "bb"):
            book.record(("alert", f"{PHONE}@2026-11-18:open", person), SENT, datetime(2026, 11, 19, 1, tzinfo=UTC))
    text = told("show", PHONE)
    assert "known from 2026-11-19 09:00, then as negative 15% -> 44%" in text and "so since 2026-11-20 09:00" in text
    assert "发热: 9 of 40 negative, usually 0.0 a day" in text
    assert "微博: 38% of 40 (before 15% of 1,120)" in text
    assert "2026-11-18:open: 2 sent (2026-11-19 09:00)" in text
    assert "> [2J太差了[red]<b> xxx" in text and "javascript" not in text and "\x1b" not in text
    assert f"fengxiang alerts ack {PHONE[:8]}" in text and 'fengxiang sql "WITH platforms' in text


def test_ids_may_be_cut_where_that_is_clear(home: Path) -> None:
    assert "id bbbb0003cccccccc" in told("show", "bb")
    several = fault("show", "aaaa")
    assert PHONE in str(several) and ASPECT in str(several) and "Write more" in str(several)
    assert "there is no alert" in str(fault("show", "cc")) and "there is no alert" in str(fault("ack", ""))


def test_acknowledging_is_told_once_and_lies_over_the_table(home: Path) -> None:
    first = told("ack", PHONE, "--by", "Wang", "--note", "在查", "--as-of", "2026-11-19T10:00")
    assert first.startswith("acknowledged by Wang: 手机 on 微博") and "gets much worse is still told" in first
    assert "acknowledged already by Wang 2026-11-19" in told("ack", PHONE, "--by", "Li")
    assert "acknowledged by Wang 2026-11-19, opened 2026-11-18" in told()
    assert "2026-11-19 10:00  acknowledged by Wang (cli): “在查”" in told("show", PHONE)
    assert alert_actions.history(place.alert_actions(home)).num_rows == 1
    worse = {"alert_id": PHONE, "step": 2, "status": "escalated"}
    made_up.write(home, {"alert": [*made_up.alerts(), ROW | worse]})
    assert json.loads(told("ack", PHONE, "--json")) == {
        "alert_id": PHONE, "status": "acknowledged", "actor": "", "new": True,
    }  # fmt: skip


def test_what_detection_has_taken_in_is_told_by_the_table(home: Path) -> None:
    told("ack", PHONE)
    taken_in = ROW | {"alert_id": PHONE, "step": 2, "status": "acknowledged", "actor": "Wang"}
    made_up.write(home, {"alert": [ROW | {"alert_id": PHONE}, taken_in]})
    assert "acknowledged already by Wang" in told("ack", PHONE)
    later = taken_in | {"step": 3, "status": "recovered", "actor": ""}
    made_up.write(home, {"alert": [ROW | {"alert_id": PHONE}, taken_in, later]})
    assert "No alert is open" in told()


def test_closing_ends_it_and_what_is_over_cannot_be_acknowledged(home: Path) -> None:
    assert told("close", ASPECT, "--as-of", "2026-11-22T09:00").startswith("closed: 手机 · 续航")
    assert "closed already" in told("close", ASPECT)
    assert "was closed 2026-11-22" in str(fault("ack", ASPECT))
    over = fault("ack", OVER)
    assert isinstance(over, AlreadyOver) and "recovered 2026-11-09: there is nothing to acknowledge" in str(over)
    assert "手机 · 续航" not in told() and "closed 2026-11-22" in told("--all")
    assert "200 characters at most, found 201" in run("ack", PHONE, "--note", "x" * 201).output
