"""How much a subject's posts look like a coordinated flood, 0 to 1, and which signs say so.

A logistic model over few signs, each 0 where nothing is unusual and larger the more it looks arranged. Copies or
minutes alone are no proof: a headline is copied by thousands, news comes in one hour. Weights are fitted by
`python -m benchmarks.floods --fit` on floods put into real streams, against the real spikes of those streams.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Weights = Mapping[bool, tuple[Floats, float]]

SUSPECTED = 0.8  # a score from here on is called a suspected flood: see benchmarks/README.md for what that costs
SIGNS = ("few_authors", "near_duplicates", "same_words", "same_minutes", "new_accounts", "low_response", "advertising")
_TOLD = 0.5  # a sign that adds so much to the log odds is told as a reason
_COPIED = 0.69  # half are copies: from here on one speaks of near-duplicates rather than of the same words
_PAIRS = 30.0  # two posts on one event have a thirtieth of their neighbouring words in common, give or take
_MOST = 3.0  # of a sign's strength: beyond that it says no more
_KNOWN = 0.5  # share of posts whose author, or response, must be known to speak of it


@dataclass(frozen=True, slots=True)
class Flood:
    """Score, 0 to 1, and the signs that raise it, strongest first."""

    score: float
    reasons: tuple[str, ...]


def strengths(signs: pa.Table) -> Floats:
    """(n, len(SIGNS)) strengths from a table of `flood_signs.signs`; 0 is nothing unusual, or not known."""
    told = {name: _floats(signs, name) for name in signs.schema.names}
    with np.errstate(all="ignore"):
        return np.clip(np.nan_to_num(np.column_stack(_columns(told))), 0.0, _MOST)


def _columns(told: dict[str, Floats]) -> tuple[Floats, ...]:
    known, responded = told["known"] >= _KNOWN, told["responded"] >= _KNOWN
    few = np.log(told["independent"] / told["effective"])
    fresh = (told["newcomers"] - told["usual_newcomers"]) / np.maximum(1 - told["usual_newcomers"], 0.1)
    return (
        np.where(known, few, 0),
        -np.log(1 - np.clip(told["copies"] - told["usual_copies"], 0.0, 0.98)),  # half copies .7, nine tenths 2.3
        np.log1p(_PAIRS * told["shared_pairs"]),
        told["clumped"],
        np.where(known, fresh, 0),
        np.where(responded, -told["standing"], 0),
        told["ads"],
    )


def _floats(signs: pa.Table, name: str) -> Floats:
    return np.asarray(signs[name].cast(pa.float64()).to_numpy(), np.float64)


def authors_known(signs: pa.Table) -> Bools:
    """(n,) whether enough authors are known to speak of them."""
    return np.asarray(_floats(signs, "known") >= _KNOWN)


def logistic(parts: Floats, known: Bools, model: Weights) -> Floats:
    """(n,) scores of (n, len(SIGNS)) strengths, by the weights for known or for unknown authors."""
    adds = sum(np.where(known == told, parts @ weight + constant, 0.0) for told, (weight, constant) in model.items())
    return np.asarray(1 / (1 + np.exp(-adds)))


@cache
def weights() -> Weights:
    """By whether authors are known: weights of the signs, and the constant. Without authors less can be sure."""
    told = json.loads((files("warehouse") / "flood_weights.json").read_text("utf-8"))
    names = {True: "authors_known", False: "authors_unknown"}
    return {
        known: (np.array([told[name][sign] for sign in SIGNS]), float(told[name]["constant"]))
        for known, name in names.items()
    }


def floods(signs: pa.Table) -> Mapping[int, Flood]:
    """For each flag the worse of its week and its busiest day; none where too few posts say anything."""
    parts, known, model = strengths(signs), authors_known(signs), weights()
    scores = logistic(parts, known, model)
    found: dict[int, Flood] = {}
    for i, flag in enumerate(signs["flag"].to_pylist()):
        if flag not in found or scores[i] > found[flag].score:
            found[flag] = Flood(float(scores[i]), _reasons(parts[i] * model[bool(known[i])][0], parts[i]))
    return found


def _reasons(adds: Floats, strength: Floats) -> tuple[str, ...]:
    """Signs that raise the score. What copies say is not told twice, as near-duplicates and as the same words."""
    told = dict(zip(SIGNS, adds.tolist(), strict=True))
    alike = told.pop("near_duplicates") + told.pop("same_words")
    told["near_duplicates" if strength[SIGNS.index("near_duplicates")] >= _COPIED else "same_words"] = alike
    return tuple(sign for sign in sorted(told, key=lambda sign: (-told[sign], sign)) if told[sign] >= _TOLD)
