"""Words: both languages say the same things, no key is missing or left over; numbers read as people write them."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from contract.crawl_run import UNSEEN
from contract.findings import AlertMetric, AlertStatus, Phase, Severity, SubjectKind, Verdict
from reports import wording as wording_module
from reports.figures import Figures
from reports.wording import wording

FOLDER = Path(wording_module.__file__).parent
TABLES = ("insufficient", "kind", "phase", "verdict", "verdict_meaning", "reason", "status")
TABLES += (
    "coverage_state",
    "outcome",
    "link_metric",
    "severity",
    "metric",
    "alert_subject",
    "alert_lead",
    "column",
    "summary_reason",
    "voice_tier",
    "voice_mark",
    "moved",
    "joined",
    "intent",
    "intent_title",
    "intent_note",
    "intent_none",
    "outcome_of",
    "driven_by",
    "archive_fact",
    "archive_kin",
    "archive_place",
    "archive_index",
    "archive_topic",
    "archive_theme",
)
COUNTED = ("unit.posts", "unit.authors", "unit.queries", "unit.days", "unit.accounts")
ALONE = {"list.between", "list.last", "calendar.months", "calendar.weekdays"}
TABLES += ("explore_view", "explore_sort")


def sources() -> str:
    files = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_both_languages_have_the_same_keys_and_figures() -> None:
    zh, en = wording("zh").entries, wording("en").entries
    assert list(zh) == list(en)
    for key in zh:
        names = [sorted({name for _, name, _, _ in Formatter().parse(words[key]) if name}) for words in (zh, en)]
        assert names[0] == names[1], key


def test_no_key_is_missing_and_none_is_left_over() -> None:
    text = sources()
    keys = set(wording("zh").entries)
    quoted = set(re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", text))
    called = set(re.findall(r"""(?:words|sentence)(?:\.marked)?\(\s*(?:page, )?["']([a-z_]+\.[a-z_]+)["']""", text))
    assert called - keys == set()
    tabled = {key for key in keys if key.partition(".")[0] in TABLES}
    counted = {f"{unit}.{form}" for unit in COUNTED for form in ("one", "other")}
    assert counted <= keys
    assert keys - quoted - tabled - counted - ALONE == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_known_code_has_a_word(language: str) -> None:
    words = wording(language)
    known = {
        "phase": list(Phase),
        "verdict": list(Verdict),
        "kind": list(SubjectKind),
        "status": list(AlertStatus),
        "severity": list(Severity),
        "metric": list(AlertMetric),
        "alert_subject": [
            *AlertMetric,
            "aspect_share",
            "other",
            "recovered",
            "closed",
            "recovered_silence",
            "closed_silence",
        ],
        "alert_lead": [
            *AlertMetric,
            "aspect_share",
            "other",
            "recovered",
            "closed",
            "closed_by",
            "recovered_silence",
            "closed_silence",
        ],
        "outcome": list(UNSEEN),
        "reason": [
            "few_authors",
            "near_duplicates",
            "same_words",
            "same_minutes",
            "new_accounts",
            "low_response",
            "advertising",
            "hashtag_led",
            "big_accounts",
            "coverage_changed",
            "new_word",
            "ratio",
            "calendar_name",
            "calendar_company",
            "rose_last_year",
        ],
    }
    for table, codes in known.items():
        for code in codes:
            assert f"{table}.{code.lower()}" in words.entries
    assert words.code("reason", "a_new_one") == "a_new_one"


def test_figures_in_chinese() -> None:
    figures = Figures(wording("zh"))
    numbers = [0, 7, 9_999, 10_000, 12_345, 1_234_567, 99_999_999, 100_000_000, 234_000_000]
    shown = ["0", "7", "9,999", "1万", "1.2万", "123万", "1亿", "1亿", "2.3亿"]
    assert [figures.count(number) for number in numbers] == shown
    assert figures.named_day(date(2026, 11, 18)) == "11月18日（周三）"


def test_figures_in_english() -> None:
    figures = Figures(wording("en"))
    numbers = [9_999, 12_345, 999_999, 1_234_567, 2_300_000_000]
    assert [figures.count(number) for number in numbers] == ["9,999", "12,345", "999,999", "1.2M", "2.3B"]
    assert figures.named_day(date(2026, 11, 18)) == "Wed 18 Nov"


def test_shares_never_round_to_all_or_none() -> None:
    figures = Figures(wording("zh"))
    assert [figures.share(share) for share in (0, 0.004, 0.156, 0.996, 1, None)] == [
        "0%",
        "<1%",
        "16%",
        ">99%",
        "100%",
        "–",
    ]
    assert [figures.points(change) for change in (0.391, -0.03, 0.001, None)] == ["+39", "−3", "±0", "–"]


def test_ratios_without_a_past_are_empty_not_infinite() -> None:
    figures = Figures(wording("zh"))
    assert [figures.times(ratio) for ratio in (3.42, 41.4, None, float("inf"), float("nan"))] == [
        "3.4",
        "41",
        "",
        "",
        "",
    ]
    assert figures.between(2.9, 4.04) == "2.9–4.0"
    assert figures.between(2.9, float("inf")) == "≥2.9"
    assert figures.between(None, 4.0) == ""


def test_lists_and_plurals() -> None:
    zh, en = wording("zh"), wording("en")
    assert zh.listed(["甲", "乙", "丙"]) == "甲、乙和丙" and zh.listed(["甲"]) == "甲" and zh.listed([]) == ""
    assert en.listed(["a", "b", "c"]) == "a, b and c"
    assert en.counted("unit.posts", 1, "1") == "1 post" and en.counted("unit.posts", 0, "0") == "0 posts"
