"""Alerts as they stand now: the table's last row of each, under what people have done since detection last looked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from contract.clock import day_of
from contract.errors import FengxiangError
from contract.findings import OVER, AlertStatus, Severity
from fengxiang import alert_actions, showing
from fengxiang import home as place
from fengxiang.alert_actions import Action

Row = dict[str, Any]
SHORTEST_ID = 8  # characters of an id that are shown, if they tell alerts apart
STEPS = "SELECT * FROM alert ORDER BY alert_id, step"
_TOLD = (AlertStatus.OPEN, AlertStatus.ESCALATED)  # rows whose numbers people were told
_LOUDEST = list(Severity)[::-1]


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert: its rows by step, what people did about it, and the id by which it can be named."""

    rows: tuple[Row, ...]
    acts: tuple[Action, ...] = ()
    short: str = ""
    _act: Action | None = field(init=False)

    def __post_init__(self) -> None:
        fresh = [a for a in self.acts if a.step >= self.row["step"]]  # what came after the last row
        object.__setattr__(self, "_act", fresh[-1] if fresh and self.row["status"] not in OVER else None)

    @property
    def alert_id(self) -> str:
        """Its id."""
        return str(self.row["alert_id"])

    @property
    def row(self) -> Row:
        """The last row of the table."""
        return self.rows[-1]

    @property
    def told(self) -> Row:
        """The row whose numbers say what is wrong: how it opened, or how it got worse."""
        return next((row for row in reversed(self.rows) if row["status"] in _TOLD), self.row)

    @property
    def status(self) -> str:
        """The state now."""
        return str(self._act.status if self._act else self.row["status"])

    @property
    def actor(self) -> str:
        """Who put it into this state, if a person did and said who."""
        return str(self._act.actor if self._act else self.row["actor"] or "")

    @property
    def since(self) -> date:
        """Asia/Shanghai day since which it has been in this state."""
        return day_of(self._act.at) if self._act else self.row["dt"]

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status in OVER

    def last_day(self, through: date | None) -> date:
        """The last day that it speaks of: of its end, or the last that was judged."""
        last: date = self.row["dt"]
        return last if self.over or not through else through

    def act(self, action: str, at: datetime, actor: str, note: str, via: str) -> Action:
        """What a person does about it now."""
        return Action(at, self.alert_id, action, self.row["step"], actor, note, via)


def standing(home: Path, warehouse: Path) -> list[Standing]:
    """All alerts of the published warehouse: open ones first, of these the loudest, and what nobody has in hand."""
    acts = alert_actions.read(place.alert_actions(home))
    rows: dict[str, list[Row]] = {}
    for row in showing.asked(warehouse, STEPS, {}):
        rows.setdefault(row["alert_id"], []).append(row)
    short = _short(list(rows))
    found = [
        Standing(tuple(own), tuple(a for a in acts if a.alert_id == name), short[name]) for name, own in rows.items()
    ]
    return sorted(found, key=_place)


def _place(alert: Standing) -> tuple[object, ...]:
    loud = _LOUDEST.index(alert.told["severity"]) if not alert.over else 0
    row, in_hand = alert.told, alert.status not in _TOLD
    return (
        alert.over,
        loud,
        in_hand,
        -alert.since.toordinal(),
        row["theme"],
        row["aspect"],
        row["scope"],
        alert.alert_id,
    )


def _short(ids: Sequence[str]) -> dict[str, str]:
    """The shortest beginnings that tell the ids apart, of one length."""
    length = SHORTEST_ID
    while len({name[:length] for name in ids}) < len(set(ids)):
        length += 1
    return {name: name[:length] for name in ids}


def named(alerts: Sequence[Standing], prefix: str) -> Standing:
    """The alert whose id begins so; FengxiangError if none does, or several do."""
    found = [a for a in alerts if prefix and a.alert_id.startswith(prefix.strip().lower())]
    exact = [a for a in found if a.alert_id == prefix.strip().lower()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        ids = ", ".join(f"{a.alert_id} ({a.row['theme'] or a.row['scope']}, {a.status})" for a in found)
        raise FengxiangError(f"{prefix} is the beginning of {len(found)} alerts: {ids}. Write more of the id")
    raise FengxiangError(f"there is no alert {prefix!r}; `fengxiang alerts --all` lists those of the last weeks")


def judged_through(warehouse: Path) -> date | None:
    """The last day that alerts were looked for, as the published file tells it."""
    from warehouse.copying import told_by

    about = told_by(warehouse)
    return about.through if about else None
