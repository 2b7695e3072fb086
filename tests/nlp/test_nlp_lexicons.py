from pathlib import Path

import pytest

from contract.errors import LexiconError
from nlp.lexicons import Theme, load, themes
from nlp.matching import themes_of
from nlp.normalise import normalise
from nlp.parts import user_words
from nlp.segment import words

BUILT_IN = {theme.id: theme for theme in themes()}
GOOD = 'id = "露营"\nzh = "露营"\nen = "camping"\nwords = ["露营", "搭帐篷"]\n'


def test_the_built_in_themes() -> None:
    assert set(BUILT_IN) == {
        "长续航", "快充", "极简主义", "素颜", "零食盲盒", "产品安全", "使用体验", "手机发热", "防晒",
    }  # fmt: skip
    assert all(theme.en.isascii() and theme.en for theme in BUILT_IN.values())


@pytest.mark.parametrize("theme", BUILT_IN.values(), ids=lambda theme: theme.en)
def test_a_theme_finds_its_examples_and_not_its_counterexamples(theme: Theme) -> None:
    assert len(theme.examples) >= 3
    assert len(theme.counterexamples) >= 3
    found = themes_of([normalise(text) for text in theme.examples + theme.counterexamples], [theme])
    wrong = [text for text, ids in zip(theme.examples, found, strict=False) if ids != [theme.id]]
    wrong += [text for text, ids in zip(theme.counterexamples, found[len(theme.examples) :], strict=True) if ids]
    assert wrong == []


def test_whole_words_come_out_whole_alone() -> None:
    whole = [word.word for word in user_words(list(BUILT_IN.values()))]
    assert words(whole, user_words(list(BUILT_IN.values()))) == [[word] for word in whole]


def test_a_post_may_speak_of_several_themes_or_none() -> None:
    both = "长续航加快充，就是手机有点发烫"
    assert themes_of([both, "今天吃了面", ""], themes()) == [["快充", "手机发热", "长续航"], [], []]
    assert themes_of([], themes()) == []
    assert themes_of([both], []) == [[]]


def theme(words: list[str], never: list[str] | None = None) -> Theme:
    return Theme("t", "t", "t", tuple(words), tuple(never or ()))


@pytest.mark.parametrize(
    ("word", "yes", "no"),
    [
        (
            "续航*久",
            ["续航久", "续航真的很久", "续航久久久"],
            ["续航不久", "续航，很久", "续航好得用了一二三四五六七久", "续航 久"],
        ),
        (
            "fast charging",
            ["Fast Charging!", "fast-charging", "用fastcharging头"],
            ["breakfast charging", "fast chargings"],
        ),
        ("5G", ["用5G手机", "5g"], ["15G", "5GB"]),
        ("SPF*", ["SPF50", "spf"], ["xSPF"]),
        ("C++", ["学C++吧"], ["学C吧"]),
        ("快充", ["快充头", "很快充满"], ["快 充"]),
    ],
)
def test_words(word: str, yes: list[str], no: list[str]) -> None:
    assert themes_of(yes, [theme([word])]) == [["t"]] * len(yes)
    assert themes_of(no, [theme([word])]) == [[]] * len(no)


def test_never_words_hide_only_themselves() -> None:
    fast = theme(["快充"], ["很快充"])
    assert themes_of(["很快充满", "很快充满，因为有快充", "快充"], [fast]) == [[], ["t"], ["t"]]


def test_a_folder_of_a_teams_own_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "camping.toml").write_text(GOOD, "utf-8")
    (tmp_path / "notes.txt").write_text("not a theme")
    ids = [theme.id for theme in themes([tmp_path])]
    assert ids == sorted([*BUILT_IN, "露营"])
    (alone,) = themes([tmp_path], built_in=False)
    assert alone == Theme("露营", "露营", "camping", ("露营", "搭帐篷"), whole=("露营",))


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("id = ", 1, "not TOML"),
        (GOOD + "never = [\n'a' 'b'\n]", 6, "not TOML"),
        (GOOD + 'word = ["x"]\n', 5, "word: unknown key"),
        (GOOD.replace('zh = "露营"\n', ""), 1, "zh: a text in quotes is needed"),
        (GOOD.replace('["露营", "搭帐篷"]', '"露营"'), 4, "words: a list of texts is needed"),
        (GOOD.replace('"搭帐篷"', "3"), 4, "words: each entry is a text in quotes, found 3"),
        (GOOD.replace('["露营", "搭帐篷"]', "[]"), 4, "words: at least one word is needed"),
        (GOOD.replace('"搭帐篷"', '"帐"'), 4, "words: '帐' is too short"),
        (GOOD + 'whole = ["搭 帐篷"]\n', 5, "whole: '搭 帐篷' cannot be one word"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, content: str, line: int, says: str) -> None:
    path = tmp_path / "camping.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(LexiconError) as caught:
        load(path)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_other_faults_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no such lexicon folder"):
        themes([tmp_path / "absent"])
    (tmp_path / "a.toml").write_bytes(b"id = '\xff'")
    with pytest.raises(LexiconError, match=r"a\.toml: not UTF-8"):
        themes([tmp_path])
    (tmp_path / "a.toml").write_text(GOOD.replace("露营", "快充"), "utf-8")
    with pytest.raises(LexiconError, match=r"a\.toml:1: id: '快充' is already the id of .*fast_charging\.toml"):
        themes([tmp_path])
