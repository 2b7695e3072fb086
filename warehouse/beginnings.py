"""When each rise began, with an interval; and over all platforms, on which one first and how many days ahead.

Change points (change_points.py) of the courses of the last 60 days. A platform has a beginning of its own where it has
posts enough and the change is plain; the lead is that of the first such platform over the next one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from contract.findings import ALL_PLATFORMS
from warehouse.change_points import Beginnings, change_points
from warehouse.courses import Course

LEAST_COUNT = 15  # authors a day of the 60 days added up, from which on a platform's own beginning is looked for
LEAST_GAIN = 6.0  # log-likelihood over no change, from which on it is plain


def beginnings(
    whole: Course, courses: dict[str, Course], dt: Sequence[date], scope: Sequence[str]
) -> list[dict[str, Any]]:
    """For each flag began, began_low, began_high; and lead_days and first_platform where two platforms tell.

    `whole` are the courses over each flag's scope, `courses` those of each platform.
    """
    found = change_points(whole.counts, whole.exposure)
    rows = [_dates(found, i, day) for i, day in enumerate(dt)]
    everywhere = np.flatnonzero([name == ALL_PLATFORMS for name in scope])
    for i, begun in _by_platform(courses, everywhere).items():
        if len(begun) > 1:
            rows[i] |= {"first_platform": begun[0][1], "lead_days": begun[1][0] - begun[0][0]}
    return rows


def _dates(found: Beginnings, i: int, day: date) -> dict[str, Any]:
    if found.gain[i] <= 0:
        return {}
    ago = {"began": found.at[i], "began_low": found.low[i], "began_high": found.high[i]}
    return {name: day - timedelta(days=int(days)) for name, days in ago.items()}


def _by_platform(courses: dict[str, Course], rows: np.ndarray) -> dict[int, list[tuple[int, str]]]:
    """For each of these flags, the platforms with a plain beginning, first ones first: (days before, negated; name)."""
    begun: dict[int, list[tuple[int, str]]] = {}
    for platform, course in courses.items():
        enough = rows[course.counts[rows].sum(axis=1) >= LEAST_COUNT]
        found = change_points(course.counts[enough], course.exposure[enough])
        for i in np.flatnonzero(found.gain >= LEAST_GAIN):
            begun.setdefault(int(enough[i]), []).append((-int(found.at[i]), platform))
    return {i: sorted(told) for i, told in begun.items()}
