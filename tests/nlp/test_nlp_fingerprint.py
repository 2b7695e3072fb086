import random

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from contract.enriched import FINGERPRINT_SIZE
from nlp.fingerprint import MIN_RUNS, RUN, fingerprints, similarity

LONG = "昨天新买的推车到了，组装只花了十分钟，推起来又轻又稳，宝宝坐上去就笑了"
PINNED = [10308135, 19519083, 32351993]


def runs(text: str) -> set[str]:
    text = "".join(filter(str.isalnum, text.lower()))
    return {text[i : i + RUN] for i in range(len(text) - RUN + 1)}


def test_shape_and_nulls() -> None:
    found = fingerprints(["", LONG, "短", "哈" * 500, "😀" * 50, LONG])
    assert found.type == pa.list_(pa.uint32())
    assert [values is None for values in found.to_pylist()] == [True, False, True, True, True, False]
    assert len(found[1].as_py()) == FINGERPRINT_SIZE
    assert found[1] == found[5]
    assert fingerprints([]).to_pylist() == []
    assert fingerprints(["", "a"]).to_pylist() == [None, None]


def test_the_least_number_of_runs() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"[: MIN_RUNS + RUN - 1]
    enough, too_few = fingerprints([letters, letters[:-1]]).to_pylist()
    assert enough is not None
    assert too_few is None


def test_punctuation_blanks_and_case_do_not_count() -> None:
    one, other = fingerprints([LONG + "OK", LONG.replace("，", " ！\n") + "😀 ok"])
    assert one == other


def test_a_text_has_the_same_fingerprint_in_any_company() -> None:
    alone = fingerprints([LONG])[0]
    assert fingerprints(["前一条" * 9, LONG, "后一条消息" * 9])[1] == alone
    # Pinned: fingerprints written on other days and machines must compare.
    assert alone.as_py()[:3] == PINNED


def test_similarity_estimates_the_share_of_common_runs() -> None:
    dice = random.Random(5)
    alphabet = [chr(cp) for cp in range(0x4E00, 0x5200)]
    errors = []
    for share in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0) * 30:
        one = [dice.choice(alphabet) for _ in range(60)]
        kept = int(share * 60)
        other = one[:kept] + [dice.choice(alphabet) for _ in range(60 - kept)]
        a, b = "".join(one), "".join(other)
        true = len(runs(a) & runs(b)) / len(runs(a) | runs(b))
        errors.append(similarity(*fingerprints([a, b]).to_pylist()) - true)
    assert abs(float(np.mean(errors))) < 0.02
    assert float(np.std(errors)) < 0.09
    assert float(np.max(np.abs(errors))) < 0.35


def test_a_copied_post_with_one_word_changed_stays_alike() -> None:
    one, copy, other = fingerprints(
        [LONG, LONG.replace("十分钟", "五分钟"), "周末去山里露营，夜里星星很多，早上被鸟叫醒，咖啡是手冲的"]
    ).to_pylist()
    assert similarity(one, copy) > 0.6
    assert similarity(one, other) < 0.1


@given(st.lists(st.text(st.characters(codec=None))))
def test_any_texts(texts: list[str]) -> None:
    found = fingerprints(texts)
    found.validate(full=True)
    assert [values is not None for values in found.to_pylist()] == [len(runs(text)) >= MIN_RUNS for text in texts]
