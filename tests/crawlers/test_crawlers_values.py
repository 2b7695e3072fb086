"""Counts, times, texts, hashtags and pseudonyms, as feeds write them."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.counts import parse_count, parse_heat
from crawlers.hashtags import hashtags, unmarked
from crawlers.plain_text import clean, plain_text
from crawlers.pseudonym import pseudonym
from crawlers.times import parse_time

SEEN = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)  # 12:30 on 1 March in Shanghai


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (None, None),
        ("", None),
        ("-", None),
        ("赞", None),
        (0, 0),
        (17, 17),
        (12.0, 12),
        ("0", 0),
        ("624", 624),
        ("1,234", 1234),
        ("12,345,678", 12_345_678),
        ("1.2万", 12_000),
        ("9.7万", 97_000),
        ("1万", 10_000),
        ("10万+", 100_000),
        ("100万+", 1_000_000),
        ("3.5亿", 350_000_000),
        ("1.7亿阅读", 170_000_000),
        ("4.4万讨论", 44_000),
        ("1880 万热度", 18_800_000),
        ("综艺 1162839", 1_162_839),
        ("19.8万次观看", 198_000),
        ("123万次播放", 1_230_000),
        ("1.2w", 12_000),
        ("2k", 2000),
        ("9999+", 9999),
        ("１.２万", 12_000),
        ("12.0", 12),
        ("0.00015万", 2),
        ("0.00014万", 1),
        ("0.29万", 2900),
        ("1.15万", 11_500),
        ("3千", 3000),
    ],
)
def test_counts(told: object, count: int | None) -> None:
    assert parse_count(told) == count


@pytest.mark.parametrize(
    "told",
    [
        "很多",
        "万",
        "-5",
        -5,
        "1.5",
        1.5,
        "1,23",
        "1.2万3",
        "1 2",
        "12 34万",
        "1e5",
        "0x10",
        True,
        False,
        [],
        {},
        float("nan"),
        float("inf"),
        10**13,
        "99999亿",
        "1.2.3万",
        "万1",
        "1万万",
        "2023-01-01",
        "NaN",
        "1" * 70,
        "٣",
        "一万",
        "95后 1234",
    ],
)
def test_nonsense_is_no_count(told: object) -> None:
    with pytest.raises(ValueError, match=r"count|whole"):
        parse_count(told)


@given(st.integers(0, 99_999_999), st.integers(0, 4), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_counts_are_exact(number: int, places: int, unit: tuple[str, int]) -> None:
    digits = str(number).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
    if unit[1] % 10**places or number * unit[1] // 10**places > 10**12:
        return
    assert parse_count(text + unit[0]) == number * unit[1] // 10**places


def test_words_instead_of_a_heat_mean_that_none_is_told() -> None:
    assert (parse_heat("搜索上升"), parse_heat("综艺 805934"), parse_heat(""), parse_heat(5)) == (
        None,
        805_934,
        None,
        5,
    )
    with pytest.raises(ValueError, match="count"):
        parse_heat("第3名")


@pytest.mark.parametrize(
    ("told", "utc"),
    [
        ("刚刚", "2026-03-01T04:30:00"),
        ("30秒前", "2026-03-01T04:29:30"),
        ("3分钟前", "2026-03-01T04:27:00"),
        ("5 小时前", "2026-02-28T23:30:00"),
        ("3天前", "2026-02-26T04:30:00"),
        ("今天 09:05", "2026-03-01T01:05:00"),
        ("今天09:05", "2026-03-01T01:05:00"),
        ("昨天 12:30", "2026-02-28T04:30:00"),
        ("前天 00:01", "2026-02-26T16:01:00"),
        ("昨天", "2026-02-27T16:00:00"),
        ("02-14", "2026-02-13T16:00:00"),
        ("03-02", "2025-03-01T16:00:00"),
        ("12-31 23:59", "2025-12-31T15:59:00"),
        ("3月1日 12:00", "2026-03-01T04:00:00"),
        ("3月1日 13:00", "2025-03-01T05:00:00"),
        ("02-29", "2024-02-28T16:00:00"),
        ("2023-08-02", "2023-08-01T16:00:00"),
        ("2023-08-02 08:22", "2023-08-02T00:22:00"),
        ("2023-8-2 8:22:05", "2023-08-02T00:22:05"),
        ("2023年8月2日 08:22", "2023-08-02T00:22:00"),
        ("2023/08/02 08:22", "2023-08-02T00:22:00"),
        ("Wed Aug 02 08:22:00 +0800 2023", "2023-08-02T00:22:00"),
        ("Wed, 02 Aug 2023 08:22:00 GMT", "2023-08-02T08:22:00"),
        ("02 Aug 2023 08:22:00 +0800", "2023-08-02T00:22:00"),
        ("2023-08-02T08:22:00Z", "2023-08-02T08:22:00"),
        ("2023-08-02T08:22:00.250+08:00", "2023-08-02T00:22:00.250000"),
        ("2024-01-01 12:00:00+08:00", "2024-01-01T04:00:00"),
        (1690935720, "2023-08-02T00:22:00"),
        (1690935720000, "2023-08-02T00:22:00"),
        ("1690935720", "2023-08-02T00:22:00"),
        (1690935720123, "2023-08-02T00:22:00.123000"),
        ("20230802", "2023-08-01T16:00:00"),
        ("编辑于 昨天 12:30", "2026-02-28T04:30:00"),
        ("昨天 12：30", "2026-02-28T04:30:00"),
    ],
)
def test_times(told: object, utc: str) -> None:
    assert parse_time(told, SEEN) == datetime.fromisoformat(utc + "+00:00")


@pytest.mark.parametrize("told", [None, "", "  "])
def test_times_not_told(told: object) -> None:
    assert parse_time(told, SEEN) is None


@pytest.mark.parametrize(
    "told",
    [
        "第三十二日",
        "2023-13-01",
        "2023-02-30",
        "25:00",
        "昨天 25:00",
        "02-30",
        "99999999999分钟前",
        "999999999小时前",
        True,
        [],
        {},
        0,
        -5,
        10**30,
        float("nan"),
        float("inf"),
        "Wed Foo 02 08:22:00 +0800 2023",
        "Wed, 99 Aug 2023 08:22:00 GMT",
        "x" * 100,
        "0001-01-01",
        "9999-12-31T23:59:59-14:00",
        "12",
        "99999999",
    ],
)
def test_nonsense_is_no_time(told: object) -> None:
    try:
        instant = parse_time(told, SEEN)
    except ValueError as error:
        assert str(error)
    else:
        assert instant is not None
        assert instant.year in (1, 9999), "a real day far away: the contract rejects it"


@given(st.text() | st.integers() | st.floats() | st.none(), st.integers(978_307_200, 4_070_908_800))
def test_times_raise_nothing_else(told: object, seen: int) -> None:
    try:
        instant = parse_time(told, datetime.fromtimestamp(seen, UTC))
    except ValueError:
        return
    assert instant is None or instant.utcoffset() is not None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("纯文字", "纯文字"),
        ("a<br />b<br>c", "a\nb\nc"),
        ("<p>一</p><p>二&amp;三</p>", "一\n二&三"),
        ('好<img alt="[哇]" title="[哇]" src="x" />看', "好[哇]看"),
        ('好<span class="url-icon"><img alt=[泪] src="x" style="width:1em" /></span>', "好[泪]"),
        ('<a href="x" target="_blank">#话题#</a> 说', "#话题# 说"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("前<script>var a='<b>'</script>后", "前后"),
        ("前<style>p{}</style>后<script>没有结尾", "前后没有结尾"),
        ('&lt;a href="x" target="_blank"&gt;#莲花#&lt;/a&gt;&lt;br /&gt;完', "#莲花#\n完"),
        ("尾 \u200b\u200b\u200b", "尾"),
        ("\ufeff\u200b家👨\u200d👩\u200d👧庭\u200b", "家👨\u200d👩\u200d👧庭"),
        ("a\x00b", "ab"),
        ("", ""),
        ("<p></p>", ""),
        ("&nbsp;空&nbsp;格&nbsp;", "空 格"),
    ],
)
def test_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_text_that_is_not_markup_keeps_its_signs() -> None:
    assert clean("<script>alert(1)</script> \u200b") == "<script>alert(1)</script>"


def test_surrogates_become_what_they_mean() -> None:
    assert clean("\ud83d\ude00 \ud83d") == "😀 \ufffd"


@pytest.mark.parametrize(
    "hostile",
    [
        "<a" * 200_000,
        "<script>" * 60_000,
        "<img alt=[" * 60_000,
        "&lt;a href=" * 60_000,
        "#" * 300_000,
        "<p>" * 200_000,
    ],
)
def test_hostile_markup_takes_no_quadratic_time(hostile: str) -> None:
    started = time.process_time()
    hashtags(plain_text(hostile))
    assert time.process_time() - started < 3


def test_hashtags() -> None:
    assert hashtags("#长续航# 和 #护肤[话题]# #英雄联盟[超话]# #长续航#", ["通勤", "护肤"]) == [
        "长续航",
        "护肤",
        "英雄联盟",
        "通勤",
    ]
    assert hashtags("#没有结尾 #有结尾# 第#1") == ["有结尾"]
    assert hashtags("## # # #\n#", [None, "", "#"]) == []
    assert hashtags(None) == []
    assert unmarked("好#护肤[话题]# #a#[话题]") == "好#护肤# #a#[话题]"


def test_pseudonyms() -> None:
    made = pseudonym("weibo", "1000000001", "salt")
    assert made == pseudonym("weibo", "1000000001", "salt")
    assert (
        len(
            {
                made,
                pseudonym("zhihu", "1000000001", "salt"),
                pseudonym("weibo", "1000000001", "other"),
                pseudonym("weibo", "1000000002", "salt"),
            }
        )
        == 4
    )
    assert made[0] == "a"
    assert len(made) == 21
    assert "1000000001" not in made
    assert pseudonym("weibo", made, "another salt") == made, "what has been made once is kept"
