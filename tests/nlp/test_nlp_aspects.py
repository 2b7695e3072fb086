from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.errors import FengxiangError, LexiconError
from nlp import aspects, lexicons, sentiment
from nlp.aspects import labelled, measure, weights
from nlp.lexicons import Aspect
from nlp.normalise import normalise

BUILT_IN = aspects.built_in()
NEEDED = {
    *("价格", "质量", "续航", "充电", "屏幕", "拍照", "性能", "安全", "成分", "味道", "外观", "尺寸", "舒适"),
    *("体验", "包装", "物流", "服务", "售后", "动力", "油耗", "操控", "内饰", "空间", "配置"),
}
MARKS = {"+": "positive", "-": "negative", "=": "neutral"}
SETS = Path(__file__).parents[2].parent / "shared" / "data" / "labelled"


def told(text: str) -> dict[str, str]:
    return {mention.aspect: mention.polarity for mention in aspects.find([normalise(text)])[0]}


def test_the_built_in_aspects() -> None:
    assert {aspect.id for aspect in BUILT_IN} >= NEEDED
    assert all(aspect.en.isascii() and aspect.zh for aspect in BUILT_IN)


@pytest.mark.parametrize("aspect", BUILT_IN, ids=lambda aspect: aspect.en)
def test_an_aspect_reads_its_examples_and_not_its_counterexamples(aspect: Aspect) -> None:
    assert len(aspect.examples) >= 2
    assert aspect.counterexamples
    for example in aspect.examples:
        mark, text = example.split(" ", 1)
        mentions = [m for m in aspects.find([normalise(text)])[0] if m.aspect == aspect.id]
        assert mentions, example
        assert mark == "=" or MARKS[mark] in {m.polarity for m in mentions}, (example, mentions)
    for text in aspect.counterexamples:
        assert aspect.id not in told(text), text


@pytest.mark.parametrize(
    ("text", "aspect", "polarity"),
    [
        ("价格高", "价格", "negative"), ("续航长", "续航", "positive"), ("油耗低", "油耗", "positive"),
        ("噪音大", "噪音", "negative"), ("空间大", "空间", "positive"), ("空间不大", "空间", "negative"),
        ("续航不长", "续航", "negative"), ("一点都不贵", "价格", "positive"), ("质量不好", "质量", "negative"),
        ("屏幕很大很清晰，但是续航太短", "续航", "negative"), ("屏幕很大很清晰，但是续航太短", "屏幕", "positive"),
    ],
)  # fmt: skip
def test_what_an_adjective_says_depends_on_the_aspect(text: str, aspect: str, polarity: str) -> None:
    assert told(text)[aspect] == polarity


def test_a_mention_tells_where_it_stands() -> None:
    text = "屏幕很清晰。价格有点高，屏幕也大"
    (mentions,) = aspects.find([text])
    assert [(m.aspect, text[m.start : m.end]) for m in mentions] == [
        ("屏幕", "屏幕"),
        ("价格", "价格"),
        ("屏幕", "屏幕"),
    ]
    for m in mentions:
        assert m.negative + m.neutral + m.positive == pytest.approx(1)
        assert m.probability == max(m.negative, m.neutral, m.positive)


def test_given_scores_change_nothing() -> None:
    texts = ["屏幕很清晰，价格有点高", "", "味道好", "  快递慢  态度差"]
    assert aspects.find(texts, None, sentiment.score(texts, ())) == aspects.find(texts)


def test_posts_do_not_look_at_their_neighbours() -> None:
    texts = ["屏幕很清晰", "不好", "价格高", "", "太差了", "续航长，很好", "充电"]
    together, alone = aspects.find(texts), [aspects.find([text])[0] for text in texts]
    for here, there in zip(together, alone, strict=True):
        assert [m[:2] + m[3:5] for m in here] == [m[:2] + m[3:5] for m in there]
        assert np.allclose([m[5:] for m in here], [m[5:] for m in there])
    assert aspects.find([]) == []


def test_aspects_are_those_given(tmp_path: Path) -> None:
    camping = Aspect("营地", "营地", "campsite", ("营地",), bad=("偏",), never=("营地车",))
    (mentions,) = aspects.find(["营地太偏，价格高，营地车"], [camping])
    assert [(m.aspect, m.polarity) for m in mentions] == [("营地", "negative")]
    assert aspects.find(["价格高"], []) == [[]]
    (tmp_path / "aspects").mkdir()
    path = tmp_path / "aspects" / "camp.toml"
    path.write_text('id = "营地"\nzh = "营地"\nen = "campsite"\nwords = ["营地"]\nnice = ["大"]\n', "utf-8")
    with pytest.raises(LexiconError, match=r"camp\.toml:5: nice: unknown key; an aspect has id, zh, en, words"):
        lexicons.aspects([tmp_path])
    path.write_text('id = "营地"\nzh = "营地"\nen = "campsite"\nwords = ["营地"]\n', "utf-8")
    assert "营地" in {aspect.id for aspect in lexicons.aspects([tmp_path])}
    assert [aspect.id for aspect in lexicons.aspects([tmp_path], built_in=False)] == ["营地"]
    path.write_text('# camps\nid = "营地/帐篷"\nzh = "营地"\nen = "campsite"\nwords = ["营地"]\n', "utf-8")
    with pytest.raises(LexiconError, match=r"camp\.toml:2: id: '营地/帐篷' holds a /.*write it without"):
        lexicons.aspects([tmp_path])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(st.sampled_from("不没价格贵屏幕很大，。但是 \n\0好差😀a\ud800"), max_size=30), max_size=6))
def test_any_text_has_a_defined_result(texts: list[str]) -> None:
    for text, mentions in zip(texts, aspects.find(texts), strict=True):
        for m in mentions:
            assert 0 <= m.start < m.end <= len(text)
            assert 0 <= m.probability <= 1


def test_long_hostile_text_is_read() -> None:
    for text in ("屏幕" * 100_000, "不" * 200_000, "好，" * 100_000):
        assert len(aspects.find([text[:200_000]], None, np.full((1, 3), 1 / 3))) == 1


def test_the_weights_are_small_and_fit_the_features() -> None:
    assert weights.FILE.stat().st_size < 200_000
    with np.load(weights.FILE) as stored:
        assert stored["counts"].shape == (len(weights.FEATURES) + 1, 2)
        assert stored["cells"].shape == (weights.CELLS, 2)


def test_sets_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(FengxiangError, match=r"no such file; name the folder it is in by --labelled"):
        measure.measure(tmp_path)


def test_quality_on_unseen_text_holds() -> None:
    if not SETS.exists():
        pytest.skip("the labelled sets are not beside this repository")
    lines = {line.part: line.figures for line in measure.measure(SETS)}
    assert lines["finding, cars: macro"]["F1"] >= 0.75
    assert lines["terms covered: all"]["covered"] >= 0.76
    assert lines["polarity of 3, cars: all"]["macro-F1"] >= 0.55
    assert lines["polarity of 2, terms: all"]["macro-F1"] >= 0.88


def test_copies_of_a_text_are_kept_or_learned_together() -> None:
    kept = [labelled.held_out(f"第{i}句话") for i in range(2000)]
    assert 0.15 < np.mean(kept) < 0.25
    assert kept == [labelled.held_out(f"第{i}句话") for i in range(2000)]
