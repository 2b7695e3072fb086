import logging
import subprocess
import sys
import time
from pathlib import Path

import jieba
import pytest

from nlp.enrich import user_words
from nlp.lexicons import themes
from nlp.segment import MAX_BLOCK, UserWord, words

TEXTS = [
    "我来到北京清华大学，他来到了网易杭研大厦",
    "小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
    "充电器是65W的，iPhone16 Pro也能用，只要99.9元",
    "哈哈哈哈哈哈笑死我了",
    "极简主义与长续航、早C晚A和多巴胺穿搭",
    "Hello world 你好 C++ 100% a_b-c",
    "😀😀 好，真好！！",
]
SAMPLE = Path(__file__).parents[2].parent / "shared" / "data" / "posts" / "reposts_weibo.parquet"


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
