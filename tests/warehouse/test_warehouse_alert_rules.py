import pytest

from contract.errors import SettingsError
from contract.findings import AlertMetric, Severity
from warehouse import alert_rules
from warehouse.alert_rules import Rule, chosen, rules


def test_every_rule_that_ships_is_whole():
    assert set(rules()) == {"sentiment_drop", "aspect_drop", "complaint_burst", "complaint_phrase", "feed_silent"}
    assert {rule.metric for rule in rules().values()} == set(AlertMetric)
    assert [rule.name for rule in rules().values() if rule.audience == "ops"] == ["feed_silent"]
    for rule in rules().values():
        assert rule.title_zh and rule.title_en
        assert rule.change > 0 and (rule.authors > 0 or rule.audience == "ops")


def test_the_settings_change_thresholds_and_turn_rules_off():
    told = {rule.name: rule for rule in chosen({"sentiment_drop": {"change": 0.1}, "feed_silent": {"enabled": False}})}
    assert told["sentiment_drop"].change == 0.1
    assert chosen({"sentiment_drop": {"authors": "30"}})[-1].authors == 30  # from the environment
    assert "feed_silent" not in told and len(told) == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"no_such": {}}, r"\[alerts.no_such\]: there is no such rule; there are aspect_drop"),
        ({"sentiment_drop": {"chnage": 1}}, r"\[alerts.sentiment_drop\] chnage is not known; known are change"),
        ({"sentiment_drop": {"authors": 2.5}}, "authors: 2.5 is not a whole number"),
        ({"sentiment_drop": {"enabled": 1}}, "enabled: 1 is not true or false"),
        ({"sentiment_drop": {"change": True}}, "change: True is not a number"),
        ({"sentiment_drop": {"change": "much"}}, "change: 'much' is not a number"),
        ({"sentiment_drop": {"change": float("nan")}}, "change: nan is not a number"),
        ({"sentiment_drop": {"change": -1}}, "change: -1.0 is less than 0"),
        ({"sentiment_drop": {"warning": 0.9}}, "needs warning <= critical, found 0.9 and 0.2"),
        ({"sentiment_drop": {"metric": "silence"}}, "metric is not known"),
    ],
)
def test_what_is_wrong_is_said(changes, said):
    with pytest.raises(SettingsError, match=said):
        chosen(changes)


def test_a_file_with_an_unknown_metric_lists_the_known_ones(tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text('metric = "moood"\n', "utf-8")
    monkeypatch.setattr(alert_rules, "FOLDER", tmp_path)
    with pytest.raises(SettingsError, match=r"mine.toml: metric 'moood' is not known; known are negative_share"):
        rules.__wrapped__()


def test_sizes_are_points_of_shares_and_times_of_counts():
    drop, burst = rules()["sentiment_drop"], rules()["complaint_burst"]
    assert drop.escalates_from(0.3) == pytest.approx(0.4)
    assert burst.escalates_from(8.0) == pytest.approx(16.0)
    assert [drop.severity(low) for low in (0.05, 0.1, 0.25)] == list(Severity)
    assert isinstance(drop, Rule)
