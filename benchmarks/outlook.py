"""Outlooks on real streams: how often the 80 % interval holds what came, beside two naive ways, in later years.

python -m benchmarks.outlook [--posts FOLDER] [--streams hot_weibo,hot_zhihu] [--split 2022-01-01] [--most N] [--fit]

Words of titles are counted by day (each title once a day); looked at are word days that rise: the score's watch
level, ten authors, half more than the baseline. Weights are fitted on days before the split (`--fit` writes them),
everything is judged on days after it. Mean interval score (Gneiting and Raftery 2007): width plus ten times what lies
outside; less is better. `last week repeated` gets its interval from the quantiles of its errors before the split;
`seasonal naive` (the same weekdays a year before) from those of its errors after it, which favours it: before the split
there is no year before.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nlp.normalise import readings
from nlp.segment import words
from warehouse import outlook as ours
from warehouse import rising
from warehouse.courses import DAYS, Course
from warehouse.detect_settings import DetectSettings
from warehouse.series import Ints
from warehouse.stretches import GAP, PAST, PRIOR, Floats, windows

POSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts"
WEIGHTS = Path(ours.__file__).with_name("outlook_weights.json")
YEAR = 364
LEAST = 20  # posts in all, of a word that is looked at


@dataclass(frozen=True, slots=True)
class Stream:
    """(words, days) counts and (days,) posts of a stream that begins on `first`."""

    counts: Floats
    exposure: Floats
    first: date


@dataclass(frozen=True, slots=True)
class Cases:
    """Word days that rise: their courses, whether they are before the split, what came, what was a year before."""

    course: Course
    early: np.ndarray
    came: dict[int, Floats]
    year_ago: dict[int, Floats]


def stream(path: Path, most: int | None) -> Stream:
    """The words of a stream's titles by day."""
    table = pq.read_table(path, columns=["published_at", "text"]).sort_by("published_at")
    table = table.slice(0, most) if most else table
    day = table["published_at"].cast(pa.timestamp("s")).cast(pa.int64()).to_numpy() // 86_400
    texts = readings([None] * len(table), table["text"].to_pylist()).texts
    titles = pc.dictionary_encode(pa.array(texts)).indices.to_numpy()
    kept = np.sort(np.unique(titles * 1_000_000 + day, return_index=True)[1])
    cut, first = words([texts[i] for i in kept]), day[kept].min()
    days = day[kept] - first
    told = pc.dictionary_encode(pa.array([word for title in cut for word in title]))
    title = np.repeat(np.arange(len(cut)), [len(w) for w in cut])
    pair = np.unique(told.indices.to_numpy().astype(np.int64) * 100_000_000 + title)
    word, title = pair // 100_000_000, pair % 100_000_000
    usable = np.array([len(w) > 1 and not w.isdigit() for w in told.dictionary.to_pylist()])
    often = np.flatnonzero((np.bincount(word, minlength=len(usable)) >= LEAST) & usable)
    row = np.full(len(usable), -1)
    row[often] = np.arange(len(often))
    here = row[word] >= 0
    counts = np.zeros((len(often), days.max() + 1))
    np.add.at(counts, (row[word[here]], days[title[here]]), 1)
    return Stream(counts, np.bincount(days).astype(float), date(1970, 1, 1) + timedelta(days=int(first)))


def cases(told: Stream, split: date) -> Cases:
    """The rises of a stream; none with a day without posts in its past or its future."""
    settings = DetectSettings()
    seen = told.exposure[None, :]
    counted, now, past = (
        windows(told.counts, 0, rising.WINDOW),
        windows(seen, 0, rising.WINDOW),
        windows(seen, 0, PAST, GAP),
    )
    expected = (windows(told.counts, 0, PAST, GAP) + PRIOR) / np.where(past > 0, past, np.inf) * now
    scores = np.zeros(counted.shape)
    loud = np.flatnonzero((counted >= settings.min_authors).any(axis=1))  # of the rest no day can be a rise
    scores[loud] = rising.score(told.counts[loud], told.exposure)
    rises = (scores >= settings.watch) & (counted >= settings.min_authors)
    row, day = np.nonzero(rises & (counted >= settings.min_ratio * expected))
    days, far = told.counts.shape[1], max(ours.HORIZONS)
    holes = np.cumsum(np.pad(told.exposure == 0, (1, 0)))
    inside = (day >= DAYS) & (day < days - far)
    row, day = row[inside], day[inside]
    whole = holes[day + far + 1] == holes[day - DAYS + 1]
    row, day = row[whole], day[whole]
    at = day[:, None] + np.arange(1 - DAYS, 1)
    course = Course(told.counts[row[:, None], at], told.exposure[at])
    came = {h: _over(told, row, day, h) for h in ours.HORIZONS}
    ago = np.maximum(day - YEAR, 0)
    then = {h: np.where(day >= YEAR + 7, _over(told, row, ago, h, day), np.nan) for h in ours.HORIZONS}
    return Cases(course, day < (split - told.first).days - far, came, then)


def _over(told: Stream, row: Ints, day: Ints, days: int, now: Ints | None = None) -> Floats:
    """Counts of the days after each day; with `now` as if that day's week were as exposed."""
    at = day[:, None] + np.arange(1, days + 1)
    found = told.counts[row[:, None], at].sum(axis=1)
    if now is None:
        return found
    week = told.exposure[now[:, None] - np.arange(7)].sum(axis=1) * days / 7
    return found * week / np.maximum(told.exposure[at].sum(axis=1), 1)


def fitted(parts: list[Cases]) -> dict[str, object]:
    """Weights of both horizons from the early cases; every stream counts the same."""
    told = np.concatenate([ours.features(p.course)[p.early] for p in parts])
    weight = np.concatenate([np.full(p.early.sum(), 1 / max(p.early.sum(), 1)) for p in parts])
    weight /= weight.mean()
    ranges = {name: _ends(told[:, i]) for i, name in enumerate(ours.FEATURES)}
    told = np.column_stack([np.clip(told[:, i], *ranges[name]) for i, name in enumerate(ours.FEATURES)])
    horizons, sizes = {}, []
    for days in ours.HORIZONS:
        usual = np.concatenate([ours.level(p.course, days)[p.early] for p in parts])
        came = np.log(np.concatenate([p.came[days][p.early] for p in parts]) + 0.5)
        mean = _least_squares(np.column_stack([np.ones(len(told)), told]), came - usual, weight)
        middle = usual + np.column_stack([np.ones(len(told)), told]) @ mean
        sizes.append(middle)
        terms = ours.spread_terms(told, np.exp(middle))
        spread = _log_variance(terms, came - middle, weight)
        tails = _quantiles((came - middle) / np.exp(terms @ spread / 2), weight, (ours.TAIL, 0.5, 1 - ours.TAIL))
        horizons[str(days)] = {
            "mean": _named(ours.FEATURES, mean), "spread": _named(ours.SPREAD, spread),
            **{name: round(q, 4) for name, q in zip(("low", "middle", "high"), tails, strict=True)},
        }  # fmt: skip
    ranges["size"] = _ends(np.concatenate(sizes))
    return {"horizons": horizons, "ranges": ranges}


def _ends(values: Floats) -> list[float]:
    return [round(float(q), 3) for q in np.quantile(values, [0.01, 0.99])]


def _named(names: tuple[str, ...], values: Floats) -> dict[str, float]:
    return {name: round(float(v), 4) for name, v in zip(("constant", *names), values, strict=True)}


def _least_squares(terms: Floats, wanted: Floats, weight: Floats) -> Floats:
    heavy = terms * weight[:, None]
    return np.asarray(np.linalg.solve(heavy.T @ terms + 1e-3 * np.eye(terms.shape[1]), heavy.T @ wanted))


def _log_variance(terms: Floats, error: Floats, weight: Floats) -> Floats:
    """Maximum likelihood of a normal whose log variance is linear, by Newton steps."""
    found = np.zeros(terms.shape[1])
    for _ in range(50):
        beyond = weight * error**2 / np.exp(terms @ found)
        curve = (terms * (beyond / 2)[:, None]).T @ terms + 1e-3 * np.eye(len(found))
        found = found + np.linalg.solve(curve, terms.T @ ((beyond - weight) / 2))
    return found


def _quantiles(values: Floats, weight: Floats, wanted: tuple[float, ...]) -> list[float]:
    order = np.argsort(values)
    share = np.cumsum(weight[order]) / weight.sum()
    return [float(values[order][np.searchsorted(share, q)]) for q in wanted]


def scored(low: Floats, high: Floats, came: Floats) -> tuple[float, float]:
    """Coverage and mean interval score of 80 % intervals."""
    inside = (low <= came) & (came <= high)
    return float(inside.mean()), float(
        (high - low + 10 * (np.maximum(low - came, 0) + np.maximum(came - high, 0))).mean()
    )


def naive(guess: Floats, came: Floats, tuned: np.ndarray) -> tuple[Floats, Floats]:
    """Intervals around a guess, by the quantiles of the errors (of logs) of the cases that it is tuned on."""
    error = np.log(came[tuned] + 0.5) - np.log(guess[tuned] + 0.5)
    low, high = _quantiles(error, np.ones(len(error)), (0.1, 0.9)) if len(error) else (0.0, 0.0)
    return np.maximum((guess + 0.5) * np.exp(low) - 0.5, 0), (guess + 0.5) * np.exp(high) - 0.5


def _print(name: str, part: Cases) -> None:
    late = ~part.early
    print(f"{name}: {part.early.sum():,} rising word days before the split, {late.sum():,} after it", flush=True)
    found = ours.outlook(part.course)
    for days in ours.HORIZONS:
        came, told = part.came[days], found[days]
        repeated = np.exp(ours.level(part.course, days)) - 0.5
        season = np.where(np.isfinite(part.year_ago[days]), part.year_ago[days], repeated)
        known = late & np.isfinite(part.year_ago[days])
        ways = {
            "ours": (told.low, told.high, told.middle),
            "last week repeated": (*naive(repeated, came, part.early), repeated),
            "seasonal naive": (*naive(season, came, known), season),
        }
        for way, (low, high, guess) in ways.items():
            coverage, score = scored(low[late], high[late], came[late])
            off = abs(guess - came)[late].mean()
            print(f"  {days:2} days  {way:18s} coverage {coverage:.3f}  interval score {score:6.1f}  off by {off:5.1f}")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--posts", type=Path, default=POSTS)
    ask.add_argument("--streams", default="hot_weibo,hot_zhihu")
    ask.add_argument("--split", type=date.fromisoformat, default=date(2022, 1, 1))
    ask.add_argument("--most", type=int)
    ask.add_argument("--fit", action="store_true")
    told = ask.parse_args()
    if not told.posts.is_dir():
        sys.exit(f"{told.posts}: no such folder; name the one with the real streams by --posts")
    names = told.streams.split(",")
    parts = [cases(stream(told.posts / f"{name}.parquet", told.most), told.split) for name in names]
    if told.fit:
        WEIGHTS.write_text(json.dumps(fitted(parts), indent=1) + "\n", "utf-8")
        ours.shipped.cache_clear()
    for name, part in zip(names, parts, strict=True):
        _print(name, part)


if __name__ == "__main__":
    main()
