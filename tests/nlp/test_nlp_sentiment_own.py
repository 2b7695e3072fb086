import random
from pathlib import Path

import numpy as np
import pytest

from contract.errors import FengxiangError
from nlp import sentiment
from nlp.sentiment import measure
from nlp.sentiment.own import read_csv, retrain

# A made-up trade whose words mean the opposite of what they mean elsewhere.
GOOD = ["脆得要命", "苦得过瘾", "酸爽炸裂", "臭得正宗", "辣哭了还想吃"]
BAD = ["软绵绵", "甜甜的", "清香扑鼻", "温和细腻", "入口即化"]
PLAIN = ["三号窗口", "中午供应", "一份二两", "周一开门", "可以刷卡"]
OPENINGS = ["今天", "昨天", "上周", "同事说", "排队买的", "朋友带的", "刚吃完", "第二次来", "路过", "听说"]
ENDINGS = ["，就这样", "。", "，记一下", "！", "，这家", "，那家", "，食堂", "，夜市", "，档口", "，摊子"]


def rows(per_class: int, neutral: bool = False) -> list[tuple[str, str]]:
    draw = random.Random(5)
    kinds = [(GOOD, "正面"), (BAD, "负面")] + ([(PLAIN, "中性")] if neutral else [])
    told: list[tuple[str, str]] = []
    for words, label in kinds:
        whole = [f"{a}{b}{c}" for a in OPENINGS for b in words for c in ENDINGS]
        told += [(text, label) for text in draw.sample(whole, per_class)]
    return told


def written(path: Path, told: list[tuple[str, str]], encoding: str = "utf-8", heading: str = "内容,标签") -> Path:
    lines = [heading, *(f'"{text}",{label}' for text, label in told)]
    path.write_text("\r\n".join(lines), encoding)
    return path


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("neutral", [False, True])
def test_own_labels_make_it_better(tmp_path: Path, alone: bool, neutral: bool) -> None:
    own = read_csv(written(tmp_path / "own.csv", rows(200, neutral))).labelled
    done = retrain(own, sentiment.shipped(), alone=alone)
    assert done.after.accuracy > done.before.accuracy
    assert done.after.accuracy > 0.9
    assert done.trained_on + done.before.rows == len(own.texts)
    path = tmp_path / "own.npz"
    done.model.save(path)
    read = sentiment.load(path)
    assert sentiment.version(read) == sentiment.version(done.model) != sentiment.version()
    told = sentiment.score(["今天脆得要命。"], model=read)[0]
    assert told.argmax() == 2
    np.testing.assert_array_equal(told, done.model.probabilities(["今天脆得要命。"])[0])


def test_what_the_shipped_model_knows_is_kept(tmp_path: Path) -> None:
    own = read_csv(written(tmp_path / "own.csv", rows(60))).labelled
    model = retrain(own, sentiment.shipped()).model
    told = sentiment.score(["太垃圾了，差评，再也不买了", "非常满意，强烈推荐，性价比很高"], model=model)
    assert told[0, 0] > told[0, 2]
    assert told[1, 2] > told[1, 0]


def test_the_same_labels_make_the_same_file(tmp_path: Path) -> None:
    own = read_csv(written(tmp_path / "own.csv", rows(40))).labelled
    for name in ("a", "b"):
        retrain(own, sentiment.shipped()).model.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize(
    ("labels", "meant"),
    [
        (("1", "0"), [1, -1]),
        (("1", "0", "-1"), [1, 0, -1]),
        (("1.0", "-1.0"), [1, -1]),
        (("Positive", "neutral", "NEGATIVE"), [1, 0, -1]),
        (("好评", "中评", "差评"), [1, 0, -1]),
        (("正面", "中性", "负面"), [1, 0, -1]),
    ],
)
def test_labels_and_encodings(tmp_path: Path, encoding: str, labels: tuple[str, ...], meant: list[int]) -> None:
    told = [(f"第{'一二三'[i]}句话", label) for i, label in enumerate(labels)]
    own = read_csv(written(tmp_path / "own.csv", told, encoding))
    assert own.labelled.labels.tolist() == meant
    assert not own.bad


def test_bad_rows_are_counted_by_reason(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "id,text,label\n1,好用,1\n2,,1\n3,难用,maybe\n4\n\n5,好用！,1\n6,一般,0\n7,一 般。,1\n8,不行,-1\n", "utf-8"
    )
    own = read_csv(path)
    assert own.labelled.texts == ["好用", "不行"]
    assert own.bad == {
        "too few columns": 1, "no text": 1, "unknown label 'maybe'": 1, "said before": 2, "labelled both ways": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "headings are none"),
        (b"a,b\n1,2\n", "Name one with --text-column"),
        (b"text,b\n1,2\n", "Name one with --label-column"),
        (b"\xff\xfe\xff", "neither UTF-8 nor GBK"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(FengxiangError, match=said):
        read_csv(path)


def test_too_few_labels_are_refused(tmp_path: Path) -> None:
    own = read_csv(written(tmp_path / "own.csv", rows(10))).labelled
    with pytest.raises(FengxiangError, match="only 10 positive and 10 negative texts; at least 20"):
        retrain(own, sentiment.shipped())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"text"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(FengxiangError, match="is no sentiment model"):
        sentiment.load(path)
    with pytest.raises(FengxiangError, match="there is no such"):
        sentiment.load(tmp_path / "absent.npz")


def test_figures_are_what_their_names_say() -> None:
    told = np.array([[0.8, 0.1, 0.1], [0.2, 0.2, 0.6], [0.1, 0.2, 0.7], [0.6, 0.1, 0.3]])
    labels = np.array([-1, 1, -1, 1], np.int8)
    found = measure.figures(told, labels)
    assert (found.rows, found.accuracy, found.auc) == (4, 0.5, 0.5)
    assert found.macro_f1 == pytest.approx(0.5)
    sure = np.mean([8 / 9, 6 / 8, 7 / 8, 6 / 9])
    assert 0 < found.ece <= 0.5
    assert abs(sure - 0.5) <= found.ece + 1e-9
    three = measure.figures(told, np.array([-1, 1, 0, 0], np.int8))
    assert three.accuracy == 0.5
    assert measure.figures(told, np.array([1, 1, 1, 1], np.int8)).auc is None
    certain = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert measure.figures(certain, np.array([-1, 1], np.int8)).ece == 0
