import logging
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.lexicons import themes
from nlp.parts import user_words
from nlp.segment import UserWord, cut, fast, reference, words
from nlp.segment.reference import MAX_BLOCK

TEXTS = [
    "我来到北京清华大学，他来到了网易杭研大厦",
    "小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
    "充电器是65W的，iPhone16 Pro也能用，只要99.9元",
    "哈哈哈哈哈哈笑死我了",
    "极简主义与长续航、早C晚A和多巴胺穿搭",
    "Hello world 你好 C++ 100% a_b-c",
    "😀😀 好，真好！！",
]
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "posts"
SAMPLE = SHARED / "reposts_weibo.parquet"


@pytest.fixture(scope="module")
def stock() -> jieba.Tokenizer:
    """jieba as anyone would use it, its cache kept out of the shared temporary folder."""
    tokenizer = jieba.Tokenizer()
    with jieba.get_module_res(jieba.DEFAULT_DICT_NAME) as file:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(file)
    tokenizer.initialized = True
    return tokenizer


def without_blanks(tokens: list[str]) -> list[str]:
    return [token for token in tokens if not token.isspace()]


def test_words_are_jiebas_own(stock: jieba.Tokenizer) -> None:
    assert words(TEXTS) == [without_blanks(stock.lcut(text)) for text in TEXTS]


def test_words_are_jiebas_own_on_real_posts(stock: jieba.Tokenizer) -> None:
    if not SAMPLE.exists():
        pytest.skip("the real sample streams are not beside this repository")
    import pyarrow.parquet as pq

    texts = pq.read_table(SAMPLE, columns=["text"])["text"].slice(200_000, 1500).to_pylist()
    texts = [text for text in texts if "[" not in text]
    assert words(texts) == [without_blanks(stock.lcut(text)) for text in texts]


def test_user_words_are_jiebas_own_too(stock: jieba.Tokenizer) -> None:
    mine = words(TEXTS, [UserWord("长续航", 100, "n"), UserWord("早C晚A", 50)])
    for word, frequency in (("长续航", 100), ("早C晚A", 50)):
        stock.add_word(word, frequency, "n")
    assert mine == [without_blanks(stock.lcut(text)) for text in TEXTS]
    assert "长续航" in mine[4]
    assert "早C晚A" in mine[4]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("这款手机超长续航真不错", "长续航"),
        ("支持65W快充", "快充"),
        ("最近流行极简主义生活", "极简主义"),
        ("#素颜挑战#第三天", "素颜挑战"),
        ("又买零食盲盒了", "零食盲盒"),
    ],
)
def test_theme_words_come_out_whole(text: str, whole: str) -> None:
    assert whole in words([text], user_words(themes()))[0]


def test_user_words_do_not_leak_into_other_calls() -> None:
    before = words(["长续航"])
    words(["长续航"], [UserWord("长续航")])
    assert words(["长续航"]) == before == [["长", "续航"]]
    assert "长续航" not in jieba.dt.FREQ


def test_a_word_that_jieba_keeps_whole_is_left_alone() -> None:
    assert words(TEXTS, [UserWord("清华大学")]) == words(TEXTS)


def test_emoticons_are_one_word() -> None:
    assert words(["笑死[允悲]了[doge]"]) == [["笑", "死", "[允悲]", "了", "[doge]"]]
    assert words(["见[1]和[]"]) == [["见", "[", "1", "]", "和", "[", "]"]]


def test_texts_without_words() -> None:
    assert words([None, "", " \n "]) == [[], [], []]
    assert words([]) == []


def test_both_ways_give_the_same_words() -> None:
    if not SHARED.exists():
        pytest.skip("the real sample streams are not beside this repository")
    import pyarrow.parquet as pq

    for stream in ("reposts_weibo", "hot_weibo", "hot_zhihu"):
        texts = pq.read_table(SHARED / f"{stream}.parquet", columns=["text"])["text"].slice(60_000, 4000).to_pylist()
        for user in ((), invented_user_words(texts)):
            ours, jiebas = words(texts, user), words(texts, user, plain=True)
            unequal = sum(one != other for one, other in zip(ours, jiebas, strict=True))
            assert unequal <= 1, (stream, len(user))


def invented_user_words(texts: list[str]) -> tuple[UserWord, ...]:
    """500 user words as teams have them: new ones, known ones that are cut, known ones at other frequencies."""
    pairs = sorted(
        {a + b for text in words(texts) for a, b in pairwise(text) if 2 < len(a + b) < 7 and (a + b).isalnum()}
    )
    known = reference.dictionary()[0]
    new = [pair for pair in pairs if not known.get(pair)]
    old = [pair for pair in pairs if known.get(pair)]
    whole = sorted({word for text in words(texts[:500]) for word in text if len(word) > 1 and known.get(word)})
    chosen = [UserWord(word) for word in ["早C晚A", "5G手机", "iPhone15", *new[:: len(new) // 370][:367], *old[:60]]]
    return (*chosen, *(UserWord(word, known[word] * 3) for word in whole[:70]))


SCRAPS = [
    *("哈", "哈哈哈哈", "长续航", "我们", "的", "T_T", "F-35", "0.2s", "C++", "iPhone", "10%", "a.b", " ", "\n", "。"),
    *("[允悲]", "[", "]", "㐀", "\u9fee", "\uf9d0", "𠮷", "\ufffe", "\uffff", "\ud800", "\r\n", "é", "한국", "\x1c"),
    *("５", "-", "😀"),
]


@given(st.lists(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=4), max_size=8).map("".join), max_size=5))
def test_both_ways_agree_on_anything(texts: list[str]) -> None:
    user = (UserWord("长续航"), UserWord("续航我们", 50), UserWord("我们", 1_000_000))
    ours, plain = cut(texts, user), cut(texts, user, plain=True)
    assert ours.lists() == plain.lists()
    assert ours.starts.tolist() == plain.starts.tolist()


def test_without_rjieba_jieba_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = words(TEXTS)
    monkeypatch.setattr(fast, "AVAILABLE", False)
    monkeypatch.delattr(fast, "rjieba")
    assert words(TEXTS) == expected


def test_each_word_stands_where_it_is_said_to_stand() -> None:
    texts = ["", "今天 真好[哈哈]", "  长续航\n哈哈哈哈哈 T_T ", "", "完"]
    found = cut(texts)
    for i, (begin, end) in enumerate(pairwise(found.offsets.tolist())):
        for code, start in zip(found.codes[begin:end], found.starts[begin:end], strict=True):
            word = found.vocabulary[code]
            assert texts[i][start : start + len(word)] == word
    assert found.arrow().to_pylist() == found.lists() == words(texts)
    assert found.lengths().tolist() == [len(word) for text in found.lists() for word in text]


def test_same_text_gives_lists_of_its_own() -> None:
    one, other = words(["今天真好", "今天真好"])
    one.clear()
    assert other == ["今天", "真", "好"]


@pytest.mark.parametrize("unit", ["龘", "哈", "a", "长龘", "1"])
def test_endless_blocks_take_linear_time(unit: str) -> None:
    started = time.process_time()
    (tokens,) = words([unit * (60_000 // len(unit))])
    assert "".join(tokens) == unit * (60_000 // len(unit))
    assert time.process_time() - started < 6


def test_a_block_up_to_the_limit_is_cut_as_jieba_does(stock: jieba.Tokenizer) -> None:
    text = ("今天天气真不错我们去公园散步吧" * 100)[: MAX_BLOCK - 1] + "，完"
    assert words([text]) == [stock.lcut(text)]


def test_nothing_is_logged_or_left_in_the_temporary_folder(tmp_path: Path) -> None:
    script = "from nlp.segment import words; print(words(['今天真好']))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=Path(__file__).parents[2],
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ".", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[['今天', '真', '好']]"
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
    assert logging.getLogger("jieba").level >= logging.ERROR
