"""When each rise began, with an interval; and over all platforms, on which one first and how many days ahead.

Change points (change_points.py) of the courses of the last 60 days. To compare platforms, all are fitted with one shape
of rise, the one that suits them best together, and not further back than a fortnight before the whole rise may have
begun: an older change on one platform is another story. A platform has a beginning of its own where it has posts enough
and the change is plain; the lead is that of the first such platform over the next one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from contract.findings import ALL_PLATFORMS
from warehouse.change_points import Beginnings, Ints, begun_together, change_points
from warehouse.courses import Course

LEAST_COUNT = 30  # authors a day of the 60 days added up, from which on a platform's own beginning is looked for
EARLIER = 14  # days before the whole rise's interval, up to which a platform may have begun
LEAST_GAIN = 10.0  # log-likelihood over no change, from which on it is plain


def beginnings(
    whole: Course, courses: dict[str, Course], dt: Sequence[date], scope: Sequence[str]
) -> list[dict[str, Any]]:
    """For each flag began, began_low, began_high; and lead_days and first_platform where two platforms tell.

    `whole` are the courses over each flag's scope, `courses` those of each platform.
    """
    found = change_points(whole.counts, whole.exposure)
    rows = [_dates(found, i, day) for i, day in enumerate(dt)]
    several = sum((course.counts.sum(axis=1) >= LEAST_COUNT).astype(int) for course in courses.values())
    at = np.flatnonzero(np.array([name == ALL_PLATFORMS for name in scope]) & (several > 1))
    for i, begun in zip(at, _by_platform(courses, at, found.low[at] + EARLIER), strict=True):
        if len(begun) > 1:
            rows[i] |= {"first_platform": begun[0][1], "lead_days": begun[1][0] - begun[0][0]}
    return rows


def _dates(found: Beginnings, i: int, day: date) -> dict[str, Any]:
    if found.gain[i] <= 0:
        return {}
    ago = {"began": found.at[i], "began_low": found.low[i], "began_high": found.high[i]}
    return {name: day - timedelta(days=int(days)) for name, days in ago.items()}


def _by_platform(courses: dict[str, Course], rows: Ints, most_ago: Ints) -> list[list[tuple[int, str]]]:
    """For each of these flags, the platforms with a plain beginning, first ones first: (days ago, negated; name)."""
    if not len(rows):
        return []
    parts = [(course.counts[rows], course.exposure[rows]) for course in courses.values()]
    ago, gain = begun_together(parts, most_ago, LEAST_COUNT)
    return [
        sorted((-int(ago[p, i]), name) for p, name in enumerate(courses) if gain[p, i] >= LEAST_GAIN)
        for i in range(len(rows))
    ]
