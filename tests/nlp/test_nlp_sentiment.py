import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import sentiment
from nlp.normalise import normalise
from nlp.segment import words

REVIEWS = [
    "这个酒店很干净，服务也好，下次还来",
    "房间又小又脏，隔音差，非常失望",
    "书的内容一般，包装还可以",
    "手机用了两天就坏了，客服不理人，垃圾",
    "龘龘靐靐",
    "",
]
COMPARE = """
import sys, json, warnings
warnings.simplefilter("ignore")
from snownlp import sentiment, normal, seg
texts = json.loads(sys.stdin.read())
tokens = [normal.filter_stop(seg.seg(text)) for text in texts]
json.dump([[t, sentiment.classify(x)] for t, x in zip(tokens, texts)], sys.stdout)
"""


def test_bayes_equals_snownlp_on_its_own_tokens() -> None:
    texts = [text for text in REVIEWS if text] + ["好" * 3000, "差" * 3000]
    done = subprocess.run(
        [sys.executable, "-c", COMPARE], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    answers = json.loads(done.stdout)
    assert len(answers) == len(texts)
    for tokens, theirs in answers:
        assert sentiment.bayes_positive(tokens) == pytest.approx(theirs, abs=1e-9)
    assert max(theirs for _, theirs in answers) > 0.9
    assert min(theirs for _, theirs in answers) < 0.1


def test_snownlp_is_not_imported() -> None:
    script = "import sys, nlp.sentiment as s; s.score(['好']); sys.exit('snownlp' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("太垃圾了，差评，再也不买了", "negative"),
        ("手机发热严重，烫手，很失望，准备退货", "negative"),
        ("过热自动关机，担心会不会爆炸", "negative"),
        ("房间又小又脏，隔音差", "negative"),
        ("好用，喜欢，五星好评", "positive"),
        ("非常满意，强烈推荐，性价比很高", "positive"),
        ("快充真香[哈哈]", "positive"),
        ("😀😀", "positive"),
        ("气死😡", "negative"),
        ("姐妹们快避雷这家店", "negative"),
        ("智商税", "negative"),
        ("种草", "positive"),
        ("一点都不贵", "positive"),
        ("不是很好用", "negative"),
        ("今天天气晴", "neutral"),
        ("屏幕6.1寸", "neutral"),
    ],
)
def test_obvious_posts(text: str, mood: str) -> None:
    label = ("negative", "neutral", "positive")[sentiment.score([text])[0].argmax()]
    assert label == mood


def test_shape_and_empty_texts() -> None:
    assert sentiment.score([]).shape == (0, 3)
    rows = sentiment.score([None, "", "好", "龘" * 5000, "垃圾" * 5000])
    assert rows.shape == (5, 3)
    assert rows.dtype == np.float64
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    np.testing.assert_array_equal(rows[0], rows[1])
    assert rows[0].argmax() == 1
    assert rows[0, 0] == rows[0, 2]


def test_much_evidence_is_sure_but_never_certain() -> None:
    rows = sentiment.score(["垃圾", "垃圾，差评，退货", "垃圾，差评，退货。" * 200])
    assert (rows[:, 0] > 0.6).all()
    assert (rows < 1).all()
    assert (rows > 0).all()


def test_words_given_or_cut_here_are_the_same() -> None:
    np.testing.assert_array_equal(
        sentiment.score(REVIEWS), sentiment.score(REVIEWS, words([normalise(text) for text in REVIEWS]))
    )


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec=None)))))
def test_any_texts_give_probabilities(texts: list[str | None]) -> None:
    rows = sentiment.score(texts)
    assert rows.shape == (len(texts), 3)
    assert np.isfinite(rows).all()
    assert ((rows >= 0) & (rows <= 1)).all()
