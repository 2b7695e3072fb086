import pytest

from nlp import intents
from nlp.lexicons import Intent
from nlp.normalise import normalise

BUILT_IN = intents.built_in()


def test_the_built_in_intents() -> None:
    assert {intent.id for intent in BUILT_IN} == {
        "complaint", "purchase", "question", "recommendation", "warning_off", "wish",
    }  # fmt: skip


@pytest.mark.parametrize("intent", BUILT_IN, ids=lambda intent: intent.id)
def test_an_intent_finds_its_examples_and_not_its_counterexamples(intent: Intent) -> None:
    assert len(intent.examples) >= 3
    assert len(intent.counterexamples) >= 3
    found = intents.find([normalise(text) for text in intent.examples + intent.counterexamples])
    wrong = [text for text, ids in zip(intent.examples, found, strict=False) if intent.id not in ids]
    wrong += [
        t for t, ids in zip(intent.counterexamples, found[len(intent.examples) :], strict=True) if intent.id in ids
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("求推荐一款千元耳机", ["question"]),
        ("强烈推荐这款耳机", ["recommendation"]),
        ("千万别买，用了一周就坏了", ["complaint", "warning_off"]),
        ("难道这不是常识吗？", []),
        ("今天天气真好", []),
        ("", []),
    ],
)
def test_intents_are_told_apart(text: str, expected: list[str]) -> None:
    assert intents.find([text]) == [expected]


def test_intents_are_those_given() -> None:
    rent = Intent("rent", "租", "rent", ("求租",), ("求租金",))
    assert intents.find(["求租一套房", "求租金行情", "求推荐"], [rent]) == [["rent"], [], []]
    assert intents.find([], [rent]) == []
