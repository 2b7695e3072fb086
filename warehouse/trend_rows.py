"""A flag and what is known of it as a row of `trend`; a flag that nothing can be said of is left out."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from contract.findings import ALL_PLATFORMS
from warehouse import particulars, verdicts
from warehouse.floods import Flood
from warehouse.onsets import Onsets

_ROUND = 4


def rows(
    flags: list[dict[str, Any]],
    known: dict[int, dict[str, Any]],
    flooded: Mapping[int, Flood],
    onsets: Onsets,
    told: particulars.Particulars,
) -> Iterator[dict[str, Any]]:
    """Rows of `trend`, day by day; platforms come before "all" so that it can tell where a rise was first."""
    for f in sorted(flags, key=lambda f: (f["day"], f["scope"] == ALL_PLATFORMS, f["flag"])):
        fact = known.get(f["flag"])
        flood = flooded.get(f["flag"])
        judgement = verdicts.judge(f["test"], fact, expected=f["expected"], new=f["new"], flood=flood) if fact else None
        if fact is None or judgement is None:
            continue
        more = dict(told[f["flag"]])
        judgement = verdicts.of_calendar(judgement, more.pop("recurs", None))
        since = onsets.seen(f["scope"], f["kind"], f["subject"], f["dt"])
        numbers = {n: round(f[n], _ROUND) for n in ("score", "ratio", "ratio_low", "ratio_high", "expected")}
        yield {
            **numbers,
            **{name: f[name] for name in ("flag", "dt", "scope", "subject")},
            "subject_kind": f["kind"],
            "authors": fact["authors"],
            "posts": fact["posts"],
            "growth": f["growth"],
            "verdict": str(judgement.verdict),
            "flood_score": round(flood.score, _ROUND) if flood else None,
            "reasons": list(judgement.reasons),
            "since": since,
            "first_platform": more.pop("first_platform", None) or _first_platform(f, fact["platforms"], onsets),
            "platforms": fact["platforms"],
            "part_of": None,
            **more,
        }


def _first_platform(f: dict[str, Any], platforms: list[str], onsets: Onsets) -> str:
    """The platform where this rise passed the watch level first; the loudest one on a tie, or if none has."""
    begun = {p: onsets.since(p, f["kind"], f["subject"], f["dt"]) for p in platforms}
    return min(platforms, key=lambda p: (begun[p] or date.max, platforms.index(p)))
