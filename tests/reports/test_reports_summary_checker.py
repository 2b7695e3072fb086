"""Each number of a model's sentence is the report's own, or the sentence is gone: a table of truths and lies."""

import re
from datetime import date
from fractions import Fraction

import pytest
import summary_held_out as held_out
import summary_table as table
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures import Figures
from reports.summary import Facts, checked, facts
from reports.summary.numerals import numeral
from reports.summary.reading import plain, read
from reports.summary.writing import sentences
from reports.wording import wording

HAN = re.compile("[\u4e00-\u9fff]")
TRUE = [*table.TRUE_ZH, *table.TRUE_EN, *held_out.TRUE]
# a sentence in the other language is a lie as well: what is checked is the report that it was written for
FALSE = [(s, table.FACTS_ZH) for s in table.FALSE_ZH] + [(s, table.FACTS_EN) for s in table.FALSE_EN]
FALSE += [(s, table.FACTS_ZH if HAN.search(s) else table.FACTS_EN) for s in [*held_out.FALSE, *held_out.FALSE_AGAIN]]
MOST_DROPPED = 5  # true sentences of the table; docs/summary.md says the number


def about(sentence: str) -> Facts:
    return table.FACTS_ZH if HAN.search(sentence) else table.FACTS_EN


@pytest.mark.parametrize(("lie", "known"), FALSE)
def test_no_lie_of_the_table_passes(lie: str, known: Facts) -> None:
    assert checked(lie, known).sentences == ()


def test_few_true_sentences_are_dropped() -> None:
    dropped = [sentence for sentence in TRUE if not checked(sentence, about(sentence)).sentences]
    assert len(dropped) <= MOST_DROPPED, dropped
    assert len(TRUE) >= 130 and len(FALSE) >= 400


@pytest.mark.parametrize("known", [table.FACTS_ZH, table.FACTS_EN], ids=["zh", "en"])
def test_what_the_report_itself_says_holds(known: Facts) -> None:
    kept = [bool(checked(sentence, known).sentences) for sentence in known.sentences]
    assert all(kept), [s for s, k in zip(known.sentences, kept, strict=True) if not k]


def one_fact(language: str, shown: str) -> Facts:
    said = f"「快充」的声量：{shown}。" if language == "zh" else f"The volume of “Fast charging”: {shown}."
    return facts("周报" if language == "zh" else "Report", language, [said], [], [])


# every figure as the report writes it, with what stands around it there
SHOWN = {
    "zh": {
        "count": lambda f, n: f"{f.count(n)} 条帖子",
        "share": lambda f, n: f"负面占 {f.share(n % 1001 / 1000)}",
        "points": lambda f, n: f"负面 {f.points((n % 2001 - 1000) / 1000)} 个百分点",
        "times": lambda f, n: f"为平时的 {f.times(n % 100_000 / 100)} 倍",
        "day": lambda f, n: f"始于{f.day(date(2026, n % 12 + 1, n % 28 + 1))}，2 条帖子",
    },
    "en": {
        "count": lambda f, n: f"{f.count(n)} posts",
        "share": lambda f, n: f"{f.share(n % 1001 / 1000)} negative",
        "points": lambda f, n: f"negative {f.points((n % 2001 - 1000) / 1000)} points",
        "times": lambda f, n: f"{f.times(n % 100_000 / 100)} times its usual volume",
        "day": lambda f, n: f"since {f.day(date(2026, n % 12 + 1, n % 28 + 1))}, 2 posts",
    },
}
KINDS = st.sampled_from([(language, kind) for language in SHOWN for kind in SHOWN[language]])
NUMBERS = st.one_of(st.integers(0, 3000), st.integers(0, 4 * 10**9))


@settings(max_examples=300, deadline=None)
@given(KINDS, NUMBERS)
def test_a_figure_passes_as_the_report_writes_it(kind: tuple[str, str], number: int) -> None:
    language, name = kind
    shown = SHOWN[language][name](Figures(wording(language)), number)
    known = one_fact(language, shown)
    assert checked(known.sentences[0], known).sentences == known.sentences


@settings(max_examples=300, deadline=None)
@given(KINDS, NUMBERS, NUMBERS)
def test_a_changed_figure_never_passes(kind: tuple[str, str], number: int, other: int) -> None:
    language, name = kind
    figures = Figures(wording(language))
    shown, changed = (SHOWN[language][name](figures, n) for n in (number, other))
    if shown == changed or same_written(shown, changed):
        return
    told = one_fact(language, changed).sentences[0]
    assert checked(told, one_fact(language, shown)).sentences == ()


def same_written(a: str, b: str) -> bool:
    """Two ways to write one value, or one the other rounded to two digits or more."""
    return any(same(x, y) for x, y in zip(read(plain(a)).numbers, read(plain(b)).numbers, strict=False))


def same(a: object, b: object) -> bool:
    step = max(a.step, b.step)  # type: ignore[attr-defined]
    return a.sign == b.sign and abs(a.value - b.value) * 2 <= step  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234", 1234), ("1.2万", 12_000), ("3亿", 3 * 10**8), ("十二", 12), ("三百零五", 305), ("一万二千", 12_000),
        ("二〇二六", 2026), ("两", 2), ("十", 10), ("二十", 20), ("百万", None), ("三四", None), ("三百五", None),
        ("一万二", None),
        ("三点四", Fraction(34, 10)), ("twelve", 12), ("two hundred and five", 205), ("Twenty-seven", 27),
        ("a dozen", 12), ("two three", None), ("1.2M", 1_200_000), ("12k", 12_000), ("5 thousand", 5000),
    ],
)  # fmt: skip
def test_numerals(written: str, value: Fraction | int | None) -> None:
    found = numeral(written)
    assert (found and found.value) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("12%", "share", Fraction(12, 100)), ("百分之十二", "share", Fraction(12, 100)),
        ("两成", "share", Fraction(1, 5)),
        ("三分之一", "share", Fraction(1, 3)), ("一半", "share", Fraction(1, 2)),
        ("one in three posts", "share", Fraction(1, 3)),
        ("two thirds", "share", Fraction(2, 3)), ("39 个百分点", "points", Fraction(39, 100)),
        ("3.4×", "times", Fraction(34, 10)),
        ("3.4 times", "times", Fraction(34, 10)), ("三倍", "times", 3), ("翻倍", "times", 2), ("twice", "times", 2),
        ("ten-fold", "times", 10), ("11月7日", "day", 1107), ("7 Nov", "day", 1107), ("November 7", "day", 1107),
        ("2026-W47", "week", 47), ("第 47 周", "week", 47), ("１２ 条", "count", 12), ("第三", "ordinal", 3),
        ("third", "ordinal", 3),
        ("¥12", "money", 12),
    ],
)  # fmt: skip
def test_numbers_are_read_with_their_kind(text: str, kind: str, value: Fraction | int) -> None:
    found = read(plain(text)).numbers
    assert (found[0].kind, found[0].value) == (kind, value)


@pytest.mark.parametrize(
    "odd", ["②", "Ⅳ", "½", "٣", "卌卌 12", "几十位", "dozens of", "大多数", "三四十位", "九十余 %"]
)
def test_what_cannot_be_read_or_is_vague_drops_the_sentence(odd: str) -> None:
    reading = read(plain(f"声量 {odd} "))
    assert reading.unread or any(n.bound == "~" for n in reading.numbers)


@pytest.mark.parametrize(
    "idiom", ["一些人", "一个话题", "进一步", "之一", "一直", "零食", "one of the topics", "no longer"]
)
def test_idioms_say_no_number(idiom: str) -> None:
    reading = read(plain(idiom))
    assert not reading.numbers and not reading.unread


def test_markup_lists_and_links_are_taken_away() -> None:
    answer = "## 摘要\n\n- **「快充」** 为 3.4 倍。\n2. 见[这里](https://evil.example/a)。\n<script>x</script>\n```\nhttps://a.example\n```"
    assert sentences(answer) == ["「快充」 为 3.4 倍。", "见这里。", "x"]


def test_sentences_are_told_apart_in_both_languages() -> None:
    said = "It is 3.4 times, i.e. more, on 18 Nov. in week 47. “A. B” rose! 「甲。乙」为 3.4 倍。丙？"
    assert sentences(said) == [
        "It is 3.4 times, i.e. more, on 18 Nov. in week 47.", "“A. B” rose!", "「甲。乙」为 3.4 倍。", "丙？"
    ]  # fmt: skip


def test_at_most_five_sentences_none_twice_and_none_too_long() -> None:
    truths = [s for s in table.TRUE_ZH[:7] if s]
    found = checked("\n".join([truths[0], *truths]), table.FACTS_ZH)
    reasons = [one.reason for one in found.dropped]
    assert len(found.sentences) == 5 and reasons.count("repeated") == 1 and "too_many" in reasons
    assert (
        checked("「快充」的声量约为平时的 2.8 倍" + "，声量不小" * 60 + "。", table.FACTS_ZH).dropped[0].reason
        == "too_long"
    )


def test_a_topic_whose_name_is_a_number_hides_none() -> None:
    known = facts("周报", "zh", ["「快充」为平时的 2.8 倍。"], [], [], names=["99%", "20 倍", "20"])
    assert checked("「快充」为平时的 20 倍。", known).sentences == ()
    assert checked("「快充」的负面占 99%。", known).sentences == ()


def test_raw_values_are_rounded_as_far_as_they_are_written() -> None:
    known = facts("周报", "zh", [], [("快充", ["负面占比 0.5412", "声量比 3.4217"])], [], names=["快充"])
    kept = {
        w: bool(checked(f"「快充」的负面占比为 {w}。", known).sentences)
        for w in ("54%", "54.1%", "54.12%", "50%", "55%", "54.2%")
    }
    assert kept == {"54%": True, "54.1%": True, "54.12%": True, "50%": False, "55%": False, "54.2%": False}
    assert (
        checked("「快充」的声量为平时的 3.4 倍。", known).sentences
        and not checked("「快充」的声量为平时的 3 倍。", known).sentences
    )
