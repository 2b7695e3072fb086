"""`fengxiang alerts rules` and `test`: what rings when, and beside it what other thresholds would have done."""

import json
from datetime import date
from pathlib import Path

import alert_homes as made_up
import pytest
from alert_homes import ROW
from typer.testing import CliRunner, Result

from fengxiang.cli import app


def trial(warehouse: Path, rule: str, changes: dict[str, float], first: date, last: date) -> list[dict]:
    assert warehouse.is_file() and rule == "sentiment_drop" and first <= last
    phone = [
        ROW | {"alert_id": "a"},
        ROW | {"alert_id": "a", "dt": date(2026, 11, 21), "step": 2, "status": "recovered"},
    ]
    soap = ROW | {"alert_id": "b", "theme": "soap", "dt": date(2026, 10, 1), "opened": date(2026, 10, 1)}
    late = [row | {"alert_id": "c", "opened": date(2026, 11, 20)} for row in phone]
    return {0.0: [*phone, soap], 0.08: late, 0.01: [*phone, soap, soap | {"alert_id": "d", "scope": "all"}]}[
        changes.get("change", 0.0)
    ]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("warehouse.alert_trial.trial", trial)
    (tmp_path / "fengxiang.toml").write_text("[alerts.feed_silent]\nenabled = false\nchange = 0.65\n", "utf-8")
    return made_up.made(tmp_path / "home")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["alerts", *words], env={"COLUMNS": "300"})


def test_rules_are_listed_with_thresholds_and_where_to_set_them() -> None:
    text = run("rules").output
    assert "sentiment_drop: 情绪下滑 (negative_share; for brand)" in text and "change 0.04" in text
    assert "feed_silent: 平台沉默 (silence; for ops, off)" in text and "change 0.65" in text  # as the settings have it
    assert "[alerts.<rule>]" in text
    assert json.loads(run("rules", "--json").output)["rules"]["sentiment_drop"]["subjects"] == "theme"


def test_a_rule_as_it_is() -> None:
    text = run("test", "sentiment_drop").output
    assert "sentiment_drop with its present thresholds, 2026-08-31 to 2026-11-22" in text
    assert (
        "would have fired on 2026-11-18: 手机 on 微博, negative 15% -> 54% (+39 points, at least +24), by 63 people; "
        "recovered 2026-11-21"
    ) in text
    assert "肥皂" in text and "not over by then" in text and "0.2 a week (2 in 12 weeks)" in text
    assert "肥皂" not in run("test", "sentiment_drop", "--theme", "手机").output


def test_other_thresholds_stand_beside_the_present_ones() -> None:
    fewer = run("test", "sentiment_drop", "--set", "change=.08", "--from", "2026-11-16").output
    assert "with change=0.08, 2026-11-16" in fewer and "no longer: would have fired on 2026-10-01: 肥皂" in fewer
    assert "(new)" not in fewer and "1.0 a week (1 in 1 weeks); with the present thresholds 2.0 a week" in fewer
    more = run("test", "sentiment_drop", "--set", "change=0.01", "--set", "authors=9").output
    assert "肥皂 on all platforms" in more and more.count("(new)") == 1 and "no longer" not in more
    told = json.loads(run("test", "sentiment_drop", "--set", "change=0.08", "--json").output)
    assert told["changes"] == {"change": 0.08} and len(told["alerts"]) == 2 and told["present_a_week"] == 2 / 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no_rule",), "there are aspect_drop, complaint_burst"),
        (("sentiment_drop", "--set", "enabled=0"), "has the thresholds change, authors"),
        (("sentiment_drop", "--set", "change=much"), "'much' is not a number"),
        (("sentiment_drop", "--from", "2026-12-24"), "2026-12-24, is after the last"),
        (("sentiment_drop", "--to", "tomorrow"), "is not a day like"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], said: str) -> None:
    result = run("test", *words)
    assert result.exit_code != 0 and said in result.output + str(result.exception)
