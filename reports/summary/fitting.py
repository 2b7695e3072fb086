"""Whether a number of an answer is a given fact: same quantity, same unit, said of the same thing in the same way."""

from reports.summary import calendar, units
from reports.summary.claims import Claim
from reports.summary.evidence import Fact
from reports.summary.quantity import Quantity, same_value

_BOUNDS = {"": "", "<": "<", "≤": "<", ">": ">", "≥": ">", "~": "?"}
_MEASURED = frozenset({"share", "points"})
_ASIDE = frozenset({"forecast", "of people"})
_STEP_OF_RAW = 1000  # a bare 0.5412 or 3.4217 is a raw value: a share, a ratio or a change


def fits(told: Claim, fact: Fact) -> bool:
    """Whether the report says that."""
    return (
        _same_number(told, fact.claim)
        and _same_way(told, fact.claim)
        and _same_labels(told, fact.claim)
        and _same_span(told, fact.claim)
        and _same_subject(told, fact.claim)
        and _same_platform(told, fact)
    )


def _same_number(told: Claim, fact: Claim) -> bool:
    a, f = told.number, _as(told, fact)
    if a.kind == "month" and f.kind == "day":
        return a.value == f.value // 100
    if f.kind != a.kind or _BOUNDS[a.bound] != _BOUNDS[f.bound] or a.bound == "~" or told.grew:
        return False
    if a.kind == "token":
        return a.token == f.token
    if a.kind in calendar.KINDS or a.kind == "ordinal":
        return a.value == f.value
    return same_value(a, f) and (a.kind != "count" or units.agree(a.units, f.units))


def _as(told: Claim, fact: Claim) -> Quantity:
    """The fact's number as one of the told kind, where the report leaves that open: raw values, intervals."""
    a, f = told.number, fact.number
    bare = f.kind == "count" and f.sign is None
    raw = bare and f.step * _STEP_OF_RAW <= 1 and not f.units
    raw = raw and (a.kind == "times" or (a.kind in _MEASURED and abs(f.value) <= 1))
    end = bare and "interval" in told.labels & fact.labels and a.kind in ("times", "points", "share")
    if raw or (end and a.kind == "times"):
        return Quantity(f.start, f.end, a.kind, f.value, f.step)
    if end:
        return Quantity(f.start, f.end, a.kind, f.value / 100, f.step / 100)
    return f


def _same_way(told: Claim, fact: Claim) -> bool:
    if told.number.kind in calendar.KINDS:
        return True
    if told.change != fact.change:
        return fact.number.kind == "count" and told.number.kind == "points"  # a raw change
    if told.change:
        return told.sign == fact.sign if told.number.kind != "points" else told.sign in (None, fact.sign)
    if "before" in (told.role, fact.role) and told.role != fact.role:
        return False
    if told.number.kind == "times" and fact.number.kind == "count":  # a raw ratio
        return told.course == (1 if fact.number.value > 1 else -1)
    return told.course is None or told.course == fact.course


def _same_labels(told: Claim, fact: Claim) -> bool:
    """What a share is of, what a day is to its topic, and whether it is the end of an interval."""
    a, f = told.number, fact.number
    if a.kind == "count" and a.units & units.TIME:
        return True
    if a.kind not in calendar.KINDS and any(
        (one in told.labels) != (one in fact.labels) for one in ("interval", "missing", "of people")
    ):
        return False
    if "forecast" in told.labels and "forecast" not in fact.labels and "visits" not in f.units:
        return False
    days = frozenset({"since", "peak", "until"})
    if a.kind in ("day", "week", "month", "weekday"):
        mine, its = told.labels & days, fact.labels & days
        return bool(mine & its) if mine else not its - {"since"}
    mine, its = told.labels - days - _ASIDE, fact.labels - days - _ASIDE
    if a.kind in _MEASURED and (mine or its):
        return bool(mine & its)
    if a.kind != "count":
        return True
    return mine <= its and ("peak" in told.labels) == ("peak" in fact.labels)


def _same_span(told: Claim, fact: Claim) -> bool:
    """A count of the last 7 days is none of the next 14: the days that stand before it are the fact's."""
    if told.number.kind != "count" or told.number.units & units.TIME or told.span is None:
        return True
    its = fact.span
    return its is not None and (told.span.value, told.span.units) == (its.value, its.units)


def _same_subject(told: Claim, fact: Claim) -> bool:
    free = bool(fact.number.units & units.COUNTED)
    if not told.subjects:
        return not fact.subjects or free or bool(fact.number.units & units.TIME)
    if not fact.subjects:
        return free or fact.number.kind in calendar.KINDS or bool(fact.number.units & units.TIME)
    return told.subjects <= fact.subjects or free


def _same_platform(told: Claim, fact: Fact) -> bool:
    its = fact.claim.platforms
    if told.platforms == its or fact.claim.number.kind in calendar.KINDS:
        return True
    if fact.claim.number.units & (units.COUNTED | units.TIME) and not its:
        return True
    return not its and told.platforms == fact.around
