"""Trends that everybody remembers: on which day each detector would have flagged them, and how long before the peak.

cases.csv names the word, the stream, and the days to look at: from a day on which the word was still quiet to one
after its peak. What was flagged when is measured, not written down.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contract.progress import OnProgress, Progress
from fengxiang.trend_trials.backgrounds import FILES, Backgrounds, Stream, titles
from fengxiang.trend_trials.detectors import Detector
from fengxiang.trend_trials.measuring import threshold_for
from fengxiang.trend_trials.planting import Counts, Floats
from fengxiang.trend_trials.worlds import CALIBRATED, SUBJECTS, WARM

BUDGET = 3.0  # false flags a week over 600 subjects
_PAST_LEAST = 42  # days before those that the threshold comes from
_LEAST_RATE = 0.15  # posts a day of the subjects that the threshold comes from


@dataclass(frozen=True, slots=True)
class Case:
    """A word that rose in a stream between two days."""

    word: str
    stream: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Told:
    """The day of the peak (of the mean of seven days about it), the day each detector flagged it, or why not judged."""

    case: Case
    peak: date | None = None
    flagged: dict[str, date | None] = field(default_factory=dict)
    why_not: str = ""

    def lead(self, detector: str) -> int | None:
        """Days from flag to peak; negative if it was flagged after it, None if never."""
        day = self.flagged.get(detector)
        return (self.peak - day).days if self.peak and day else None


def known_cases() -> list[Case]:
    """The cases of cases.csv."""
    text = (files("fengxiang.trend_trials") / "cases.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return [Case(r["word"], r["stream"], date.fromisoformat(r["from"]), date.fromisoformat(r["to"])) for r in rows]


def run(backgrounds: Backgrounds, detectors: dict[str, Detector], on_progress: OnProgress) -> list[Told]:
    """Every case; those whose stream is not there, or begins too late, say so."""
    cases, told = sorted(known_cases(), key=lambda c: list(FILES).index(c.stream)), list[Told]()
    for name, group in groupby(cases, lambda c: c.stream):
        for done in _of_stream(backgrounds, name, list(group), detectors):
            told.append(done)
            on_progress(Progress(len(told), len(cases), "cases", f"{done.case.word} {name}"))
    return told


def _of_stream(
    backgrounds: Backgrounds, name: str, cases: Sequence[Case], detectors: dict[str, Detector]
) -> Iterator[Told]:
    if backgrounds.folder is None or name not in backgrounds.streams:
        yield from (Told(case, why_not=f"the stream {name} is not here") for case in cases)
        return
    stream = backgrounds.streams[name]
    counts = said(backgrounds.folder / f"{FILES[name]}.parquet", name, [case.word for case in cases])
    for case, row in zip(cases, counts, strict=True):
        yield judge(case, row, stream, detectors)


def said(file: Path, platform: str, words: Sequence[str]) -> Counts:
    """Int (words, days): titles a day in which each word stands, in whatever case and however it is cut."""
    found = titles(file, platform)
    lines = pa.array(found.texts, pa.large_string())
    hits = [np.asarray(pc.match_substring(lines, word, ignore_case=True)) for word in words]
    return np.stack([np.bincount(found.days[hit], minlength=found.length) for hit in hits])


def judge(case: Case, row: Counts, stream: Stream, detectors: dict[str, Detector]) -> Told:
    """Score the word among 600 others of its stream; thresholds are those of the others in the 70 days before."""
    first = (case.first - stream.first).days
    last = (min(case.last, stream.last) - stream.first).days
    if first < CALIBRATED + _PAST_LEAST or last <= first:
        return Told(case, why_not=f"{stream.name} has {stream.first} to {stream.last}: too little before {case.first}")
    if not row[first : last + 1].any():
        return Told(case, why_not=f"{stream.name} never says it from {case.first} to {case.last}")
    since = max(0, first - CALIBRATED - WARM)
    counts = np.vstack([_others(case, stream, since, last + 1), row[since : last + 1]])
    exposure = stream.exposure[since : last + 1]
    flagged = {
        name: _first_flag(np.nan_to_num(np.asarray(detector(counts, exposure), np.float64)), first - since)
        for name, detector in detectors.items()
    }
    days = {name: None if day is None else case.first + timedelta(days=day) for name, day in flagged.items()}
    return Told(case, case.first + timedelta(days=_peak(row[: last + 1], first)), days)


def _first_flag(scores: Floats, begin: int) -> int | None:
    """Days from `begin` to the first flag of the last series, at the threshold of all others before `begin`."""
    others = scores[:-1, begin - CALIBRATED : begin]
    threshold = threshold_for(others, BUDGET * CALIBRATED / 7 * len(others) / SUBJECTS)
    over = np.flatnonzero(scores[-1, begin:] >= threshold)
    return int(over[0]) if len(over) else None


def _others(case: Case, stream: Stream, since: int, end: int) -> Counts:
    """Other words of these days, drawn the same way every time."""
    window = stream.counts[:, since:end]
    free = np.array([case.word.lower() not in word.lower() for word in stream.words])
    spoken = np.flatnonzero((window.mean(1) >= _LEAST_RATE) & free)
    chosen = np.random.default_rng(0).permutation(spoken)[:SUBJECTS]
    return np.asarray(window[chosen], np.int64)


def _peak(row: Counts, first: int) -> int:
    """Days from `first` to the middle of the seven days with most posts."""
    week = np.convolve(row, np.ones(7), "same")
    return int(np.argmax(week[first:]))
