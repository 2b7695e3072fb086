"""`fengxiang alerts`: what is open, and what ended of late, on a terminal or as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fengxiang import alert_evidence as evidence
from fengxiang.alert_states import Standing, judged_through, standing
from fengxiang.alert_words import Names, behind, change, names_of, state
from fengxiang.console import harmless, out
from fengxiang.showing import lines

RECENT = timedelta(days=28)  # how long an alert that is over is listed
_ENDED = {"recovered": "recovered", "closed": "was closed"}
_STYLES = {"critical": "bold red", "warning": "bold yellow", "notice": "bold"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts to list: of a theme, of the time since a day, also those that are over."""

    theme: str = ""
    since: date | None = None
    ended: bool = False

    def shows(self, alert: Standing, through: date | None) -> bool:
        """Whether an alert is listed; what is over is listed for RECENT, or since the day that was asked for."""
        changed = max(alert.since, alert.row["dt"])
        if self.theme not in ("", alert.row["theme"]):
            return False
        if alert.over:
            return self.ended and changed >= (self.since or (through or changed) - RECENT)
        return self.since is None or changed >= self.since


def alerts(home: Path, warehouse: Path, language: str, wanted: Wanted, as_json: bool) -> None:
    """Open alerts, and with `wanted.ended` those that ended of late."""
    known, through = standing(home, warehouse), judged_through(warehouse)
    names = names_of(warehouse, language)
    shown = [a for a in known if wanted.shows(a, through)]
    if as_json:
        told = [_told(a, names) | {"series": _series(warehouse, a, through)} for a in shown]
        _print({"through": through, "alerts": told})
        return
    for alert in shown:
        _entry(warehouse, alert, names, through)
    _closing(known, shown, through, wanted)


def _entry(warehouse: Path, alert: Standing, names: Names, through: date | None) -> None:
    row = alert.told
    style = "dim" if alert.over else _STYLES.get(row["severity"], "bold")
    out.print(harmless(f"{alert.short}  {row['severity']:<8}  {names.title(row)}"), style=style, markup=False)
    lines([f"  {change(row)} {behind(row)}", f"  {state(alert)}"])
    values = _series(warehouse, alert, through)
    if not alert.over and any(v is not None for v in values):
        last = alert.last_day(through)
        lines([f"  {evidence.curve(values)}  {last - timedelta(days=evidence.DAYS - 1)} to {last}"])


def _series(warehouse: Path, alert: Standing, through: date | None) -> list[float | None]:
    return evidence.series(warehouse, alert.told, alert.last_day(through))


def _closing(known: Sequence[Standing], shown: Sequence[Standing], through: date | None, wanted: Wanted) -> None:
    """What else there is, so that an empty list is not taken for a broken one."""
    judged = f"Judged through {through}" if through else "No day was judged yet: there is too little history"
    known = [a for a in known if wanted.theme in ("", a.row["theme"])]
    if not any(not a.over for a in shown):
        lines([f"{_none_open(known, wanted)} {judged}."])
        return
    ended = sum(a.over for a in known) - sum(a.over for a in shown)
    more = f"; {ended} more are over: --all, --since DAY" if ended else ""
    lines(["", f"{judged}{more}. One of them: fengxiang alerts show {shown[0].short}"])


def _none_open(known: Sequence[Standing], wanted: Wanted) -> str:
    among = f" about {wanted.theme}" if wanted.theme else ""
    if any(not a.over for a in known):
        return f"No open alert{among} changed since {wanted.since}."
    last = max(known, key=lambda a: a.since, default=None)
    before = f"The last one ({last.short}) {_ENDED[last.status]} {last.since}." if last else "There never was one."
    return f"No alert{among} is open. {before}"


def _told(alert: Standing, names: Names) -> dict[str, Any]:
    """An alert as JSON tells it: the row that says what is wrong, and how it stands now."""
    now = {"short": alert.short, "status": alert.status, "actor": alert.actor, "since": alert.since, "over": alert.over}
    return {**alert.told, **now, "dt": alert.row["dt"], "told_dt": alert.told["dt"], "title": names.title(alert.row)}


def _print(told: dict[str, Any]) -> None:
    print(json.dumps(told, ensure_ascii=False, default=str))
