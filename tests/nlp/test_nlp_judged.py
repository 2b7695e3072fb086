"""Posts that were read and judged by hand (tests/judged, without their text): the code of today is right on most.

The rows were drawn from what earlier rules had found; rows that are no longer found say nothing. docs/aspects.md tells
how right each draw was when it was drawn, which is the fairer figure.
"""

import csv
import hashlib
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nlp import advertising, intents
from nlp.normalise import reading

HERE = Path(__file__).parents[1] / "judged"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
LEAST = {"complaint": 0.85, "purchase": 0.85, "recommendation": 0.85, "warning_off": 0.9, "wish": 0.85, "question": 0.8}

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the real streams are not beside this repository")


def judged(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))


@cache
def texts() -> dict[str, str]:
    """Text of each judged row, by the beginning of its digest."""
    wanted = {row["text_sha256"] for name in ("intents.csv", "advertising.csv") for row in judged(name)}
    found = {}
    for stream in sorted({row["stream"] for name in ("intents.csv", "advertising.csv") for row in judged(name)}):
        (path,) = SHARED.glob(f"*/{stream}.parquet")
        for text in set(pq.read_table(path, columns=["text"])["text"].to_pylist()) - {None, ""}:
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            if digest in wanted:
                found[digest] = text
    return found


@pytest.mark.parametrize("intent", LEAST)
def test_an_intent_is_mostly_right(intent: str) -> None:
    rows = [row for row in judged("intents.csv") if row["intent"] == intent and row["text_sha256"] in texts()]
    said = intents.find([reading(None, texts()[row["text_sha256"]]) for row in rows])
    right = [int(row["right"]) for row, ids in zip(rows, said, strict=True) if intent in ids]
    assert len(right) >= 30
    assert sum(right) / len(right) >= LEAST[intent], f"{sum(right)} of {len(right)}"


def test_advertising_is_mostly_right() -> None:
    rows = [row for row in judged("advertising.csv") if row["text_sha256"] in texts()]
    raw = [texts()[row["text_sha256"]] for row in rows]
    scores = advertising.score([reading(None, text) for text in raw], raw)
    right = [int(row["right"]) for row, score in zip(rows, scores, strict=True) if score > 0.5]
    assert len(right) >= 20
    assert sum(right) / len(right) >= 0.75, f"{sum(right)} of {len(right)}"
