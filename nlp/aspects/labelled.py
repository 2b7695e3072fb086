"""The two hand-labelled sets that aspects are trained and measured on, mapped to this project's aspects.

bdci2018_car_aspect: sentences of car owners with one or more of ten aspects and a polarity each (-1, 0, 1).
absa_chinese_5domains: a term marked in a sentence with its polarity, in five domains. The files are not part of the
project; `python -m nlp.aspects.train` and `fengxiang evaluate aspects` are told where they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from contract.errors import FengxiangError
from nlp import lexicons
from nlp.aspects.counting import NAMES, numbers
from nlp.aspects.evidence import gather, mentions_of
from nlp.aspects.vocabulary import vocabulary
from nlp.cues import batch_of
from nlp.normalise import normalised
from nlp.sentiment.sets import key_of, split

BDCI, ABSA, ASKED = "bdci2018_car_aspect", "absa_chinese_5domains", "hot_zhihu"
# Aspects of the car set -> ours. Its 舒适性 holds noise and climate, its 内饰 seats and how the inside is made.
CAR_ASPECTS = {
    "动力": ("动力",),
    "油耗": ("油耗",),
    "操控": ("操控",),
    "内饰": ("内饰",),
    "外观": ("外观", "颜色"),
    "空间": ("空间",),
    "配置": ("配置",),
    "安全性": ("安全",),
    "舒适性": ("舒适", "噪音"),
    "价格": ("价格", "促销"),
}
_LABELS = {"Negative": 0, "Neutral": 1, "Positive": 2}


@dataclass
class Labelled:
    """Places in texts with the polarity that people gave them. Several places may stand for one judgement."""

    name: str
    texts: list[str]
    places: list[tuple[int, int, int, str | None]] = field(default_factory=list)
    judgement: list[int] = field(default_factory=list)  # of each place: which judgement it belongs to
    label: list[int] = field(default_factory=list)  # of each judgement: 0 negative 1 neutral 2 positive
    group: list[str] = field(default_factory=list)  # of each judgement: its aspect or domain
    unseen: list[bool] = field(default_factory=list)  # of each judgement: kept for measuring
    found: list[bool] = field(default_factory=list)  # of each judgement: did our words find it


def held_out(text: str) -> bool:
    """Whether a normalised text is kept for measuring: those that the sentiment model has not read either."""
    return bool(split([key_of(text)])[0])


def car_sentences(folder: Path) -> tuple[Labelled, dict[str, set[int]], dict[str, set[int]]]:
    """The car set; and for each of its aspects the texts that people and that our words see it in."""
    rows = _normalised(_rows(folder, BDCI), "text")
    texts = sorted({row["text"] for row in rows})
    number = {text: i for i, text in enumerate(texts)}
    gold = {(number[row["text"]], row["aspect"]): int(row["label"]) + 1 for row in rows}
    places = _our_places(texts)
    told = Labelled(BDCI, texts)
    for (post, aspect), label in sorted(gold.items()):
        mine = [place for ours in CAR_ASPECTS[aspect] for place in places.get((post, ours), [])]
        told.found.append(bool(mine))
        for place in mine or [(post, 0, len(texts[post]), CAR_ASPECTS[aspect][0])]:
            told.places.append(place)
            told.judgement.append(len(told.label))
        told.label.append(label)
        told.group.append(aspect)
        told.unseen.append(held_out(texts[post]))
    seen = {aspect: {post for post, of in gold if of == aspect} for aspect in CAR_ASPECTS}
    ours = {aspect: {p for p, of in places if of in names} for aspect, names in CAR_ASPECTS.items()}
    return told, seen, ours


def marked_terms(folder: Path) -> Labelled:
    """The set of marked terms. Its own split is left aside: the sentiment model has read four fifths of its texts."""
    rows = _normalised(_rows(folder, ABSA), "text", "aspect_term")
    texts = sorted({row["text"] for row in rows})
    number = {text: i for i, text in enumerate(texts)}
    places = _our_places(texts)
    inside: dict[int, list[tuple[int, int, int, str | None]]] = {}
    for found in places.values():
        for place in found:
            inside.setdefault(place[0], []).append(place)
    told = Labelled(ABSA, texts)
    for row in rows:
        text, term = row["text"], row["aspect_term"]
        post, start = number[text], max(text.find(term), 0)
        end = start + len(term) if term in text else len(text)
        over = [p for p in inside.get(post, []) if p[1] < end and p[2] > start]
        within = [p for p in over if p[1] >= start and p[2] <= end]
        aspect = max(within, key=lambda p: (p[2] - p[1], p[1]))[3] if within else None
        told.places.append((post, start, end, aspect))
        told.judgement.append(len(told.label))
        told.label.append(_LABELS[row["sentiment"]])
        told.group.append(row["domain"])
        told.unseen.append(held_out(texts[post]))
        told.found.append(bool(over))
    return told


def questions(folder: Path, most: int = 6000) -> Labelled:
    """Aspects that titles of questions ask after (多少钱, 好用吗): named without an opinion, hence neutral.

    Not judged by hand: only questions that end in 吗, or whose clause holds no word of opinion, are taken.
    """
    rows = _rows(folder, ASKED)
    titles = sorted(set(normalised([row["text"].partition("\n")[0] for row in rows])))
    texts = [title for title in titles if title.endswith(("？", "?")) and not held_out(title)]
    known = vocabulary(tuple(lexicons.aspects()))
    evidence = gather(batch_of(texts), known)
    mentions = mentions_of(evidence)
    counts = numbers(evidence, mentions, known)
    post = evidence.batch.text_of(mentions.start)
    asks = np.array([text.rstrip("？?").endswith(("吗", "么")) for text in texts])[post]
    silent = counts[:, NAMES.index("silent clause")] == 1
    begin = evidence.batch.begin[post]
    told = Labelled(ASKED, texts)
    for i in np.flatnonzero(asks | silent)[:: max(1, int((asks | silent).sum()) // most)].tolist():
        place = (int(post[i]), int(mentions.start[i] - begin[i]), int(mentions.end[i] - begin[i]))
        told.places.append((*place, known.aspects[mentions.aspect[i]]))
        told.judgement.append(len(told.label))
        told.label.append(1)
        told.group.append(ASKED)
        told.unseen.append(False)
        told.found.append(True)
    return told


def _our_places(texts: Sequence[str]) -> dict[tuple[int, str], list[tuple[int, int, int, str | None]]]:
    """Where our words see an aspect: (text, aspect) -> places."""
    known = vocabulary(tuple(lexicons.aspects()))
    evidence = gather(batch_of(texts), known)
    hits = evidence.known
    post = evidence.batch.text_of(hits.start)
    begin = evidence.batch.begin[post]
    clause = evidence.clause[hits.start]
    _, first = np.unique(np.stack([post, clause, hits.word], axis=1), axis=0, return_index=True)
    places: dict[tuple[int, str], list[tuple[int, int, int, str | None]]] = {}
    for i in np.sort(first).tolist():
        name = known.aspects[hits.word[i]]
        place = (int(post[i]), int(hits.start[i] - begin[i]), int(hits.end[i] - begin[i]), name)
        places.setdefault((int(post[i]), name), []).append(place)
    return places


def _normalised(rows: list[dict[str, str]], *names: str) -> list[dict[str, str]]:
    """The rows with these columns normalised."""
    columns = {name: normalised([row[name] for row in rows]) for name in names}
    return [{**row, **{name: columns[name][i] for name in names}} for i, row in enumerate(rows)]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise FengxiangError(f"{path}: no such file; name the folder it is in by --labelled or --posts")
    rows: list[dict[str, str]] = pq.read_table(path).to_pylist()
    return rows
