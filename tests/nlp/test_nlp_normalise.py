import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.post import MAX_TEXT
from nlp.normalise import normalise, reading


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, ""),
        ("", ""),
        ("  \n\t ", ""),
        ("ＩＰＨＯＮＥ１６　ｐｒｏ", "IPHONE16 pro"),
        ("好，真好！（是的）", "好，真好！（是的）"),
        ("充到５０％＋", "充到50%+"),
        ("ｷﾀ｡", "キタ。"),
        ("長續航的極簡主義", "长续航的极简主义"),
        ("皇后在後面", "皇后在后面"),
        ("看https://t.cn/A6xyz?x=1&y=2这里", "看 这里"),
        ("见www.example.com/a，好", "见 ，好"),
        ("t.cn/R3ZBCvS 好", "好"),
        ("@张三_01 你好", "你好"),
        ("写信 a@b.example 给我", "写信 a@b.example 给我"),
        ("回复@李四:同意", "同意"),
        ("回复 @李四：同意", "同意"),
        ("太好了//@王五:原来的话//@赵六:更早的话", "太好了"),
        ("太好了／／＠王五:原来的话", "太好了"),
        ("//@王五:别人说的话", ""),
        ("转发微博", ""),
        ("轉發微博", ""),
        ("转发微博的人真多", "转发微博的人真多"),
        ("#素颜挑战#我来了", "素颜挑战 我来了"),
        ("#护肤[话题]# #防晒[话题]#", "护肤 防晒"),
        ("今天 #ootd 出门", "今天 ootd 出门"),
        ("学C#语言", "学C#语言"),
        ("笑死[允悲][doge]", "笑死[允悲][doge]"),
        ("［哈哈］", "[哈哈]"),
        ("长\u200b续\u200d航\ufeff", "长续航"),
        ("abc\u202edef\u202c\u2066x\u2069", "abcdefx"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("好\ud800的", "好的"),
        ("\ud83d\ude00好", "\U0001f600好"),
        ("好\ue627的", "好的"),
        ("Z\u0301\u0316\u0301algo", "Zalgo"),
        ("⽤⼼", "用心"),
        ("𝐇𝐞𝐥𝐥𝐨 🄰", "Hello A"),
        ("第一行 \r\n\r\n  第二行", "第一行\n第二行"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_normalise(written: str | None, read: str) -> None:
    assert normalise(written) == read


def test_title_comes_first_and_is_read_once() -> None:
    assert reading("标题", "正文") == "标题\n正文"
    assert reading("标题", None) == "标题"
    assert reading(None, "正文") == "正文"
    assert reading("今天真好", "今天真好，出门了") == "今天真好，出门了"
    assert reading(None, None) == ""


@pytest.mark.parametrize(
    "unit", ["长", "a", "@", "#", "/", "//@", "http://", " ", "\n ", "[话题]", "回复 ", "\u0301", "１"]
)
def test_a_megabyte_is_cut_and_takes_no_time(unit: str) -> None:
    started = time.process_time()
    assert len(normalise(unit * (1_000_000 // len(unit)))) <= MAX_TEXT
    assert time.process_time() - started < 1.5


@given(st.text(st.characters(codec=None)))
def test_what_was_read_is_printable_and_encodable(text: str) -> None:
    read = normalise(text)
    read.encode("utf-8")
    assert read == read.strip()
    assert not set(read) & set("\u200b\u202e\u2028\ufeff\x00\r\t")


def test_reading_again_changes_nothing_more() -> None:
    read = normalise("ＮＥＷ #長續航# [哈哈] 好！ 见https://t.cn/x @某人 //@别人:话")
    assert normalise(read) == read == "NEW 长续航 [哈哈] 好！ 见"
