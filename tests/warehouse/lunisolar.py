"""The Chinese calendar computed from the moon and the sun (Meeus, Astronomical Algorithms, ch. 25 and 49)."""

from datetime import date, timedelta
from itertools import pairwise
from math import floor, radians, sin

_DELTA_T = 72 / 86_400  # terrestrial time less universal time, about, in days
_EPOCH = 1_721_424.5  # Julian day of proleptic day 0
_PLANETS = (
    (299.77, 0.107408, 325), (251.88, 0.016321, 165), (251.83, 26.651886, 164), (349.42, 36.412478, 126),
    (84.66, 18.206239, 110), (141.74, 53.303771, 62), (207.14, 2.453732, 60), (154.84, 7.306860, 56),
    (34.52, 27.261239, 47), (207.19, 0.121824, 42), (291.34, 1.844379, 40), (161.72, 24.198154, 37),
    (239.56, 25.513099, 35), (331.55, 3.592518, 23),
)  # fmt: skip
# Coefficient, power of E, multiples of M, M', F
_TERMS = (
    (-0.40720, 0, 0, 1, 0), (0.17241, 1, 1, 0, 0), (0.01608, 0, 0, 2, 0), (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0), (-0.00514, 1, 1, 1, 0), (0.00208, 2, 2, 0, 0), (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2), (0.00056, 1, 1, 2, 0), (-0.00042, 0, 0, 3, 0), (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2), (-0.00024, 1, -1, 2, 0), (-0.00007, 0, 2, 1, 0),
)  # fmt: skip


def new_moon(k: int) -> float:
    """Julian day (UT) of the k-th new moon after that of 6 January 2000."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    m = radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t)
    mm = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    f = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    more = sum(c * e**power * sin(a * m + b * mm + d * f) for c, power, a, b, d in _TERMS) - 0.00017 * sin(node)
    more += sum(c * 1e-6 * sin(radians(start + step * k)) for start, step, c in _PLANETS)
    return 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t + more - _DELTA_T


def sun(day: float) -> float:
    """Apparent longitude of the sun at a Julian day (UT), degrees."""
    t = (day + _DELTA_T - 2451545) / 36525
    m = radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    node = radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre - 0.00569 - 0.00478 * sin(node)) % 360


def in_beijing(day: float) -> date:
    return date.fromordinal(floor(day + 8 / 24 - _EPOCH))


def midnight(day: date) -> float:
    """Julian day (UT) at which a Beijing day begins."""
    return day.toordinal() + _EPOCH - 8 / 24


def months() -> dict[tuple[int, int], date]:
    """First day of each month that is no leap month, by (year of its new year, number), 2019 to 2036."""
    starts = [in_beijing(new_moon(k)) for k in range(235, 465)]
    terms = [int(sun(midnight(day)) // 30) for day in starts]
    # a month can hold two of the sun's terms, as the one of the solstice of 2033 does
    solstice = [i for i in range(len(starts) - 1) if terms[i] < 9 <= terms[i + 1]]
    found: dict[tuple[int, int], date] = {}
    for first, after in pairwise(solstice):
        number, leap = 11, after - first == 13
        for i in range(first, after):
            if i > first and leap and terms[i] == terms[i + 1]:
                leap = False
                continue
            year = starts[first].year + (number < 11)
            found[year, number] = starts[i]
            number = number % 12 + 1
    return found


def feasts(year: int) -> dict[str, date]:
    """Days of the feasts of a year."""
    start = months()
    days = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15)}
    found = {name: start[year, month] + timedelta(days=day - 1) for name, (month, day) in days.items()}
    april = [date(year, 4, day) for day in range(3, 7)]
    (found["清明"],) = [d for d in april if sun(midnight(d)) < 15 <= sun(midnight(d) + 1)]
    return found
