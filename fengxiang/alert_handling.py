"""Acknowledging and closing, for the terminal and for the mail's link: what may be done when, and what it means."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contract.errors import FengxiangError
from contract.findings import AlertStatus
from fengxiang import alert_actions
from fengxiang import home as place
from fengxiang.alert_actions import ACKNOWLEDGE, CLI, STATUS
from fengxiang.alert_states import Standing

_MEANS = {
    AlertStatus.ACKNOWLEDGED: "No reminder of it comes any more. That it gets much worse is still told, and its end.",
    AlertStatus.CLOSED: "No more is told of it. If it stays bad, its rule may open a new one after its quiet days.",
}


@dataclass(frozen=True, slots=True)
class Handled:
    """An alert after somebody acted: its state, who put it there, and whether this act did."""

    alert: Standing
    status: AlertStatus
    actor: str
    new: bool


class AlreadyOver(FengxiangError):
    """The alert has ended by itself or was closed: there is nothing to acknowledge."""


def handle(
    home: Path, alert: Standing, action: str, at: datetime, actor: str = "", note: str = "", via: str = CLI
) -> Handled:
    """Do it, once: an alert that is in that state already stays as it is. AlreadyOver if it has ended."""
    status = STATUS[action]
    if alert.status == status:
        return Handled(alert, status, alert.actor, False)
    if alert.over:
        verb = "acknowledge" if action == ACKNOWLEDGE else "close"
        ended = "was closed" if alert.status == AlertStatus.CLOSED else alert.status
        raise AlreadyOver(f"alert {alert.short} {ended} {alert.since}: there is nothing to {verb}")
    new = alert_actions.record(place.alert_actions(home), alert.act(action, at, actor, note, via))
    return Handled(alert, status, actor if new else alert.actor, new)


def told(handled: Handled, warehouse: Path, language: str) -> list[str]:
    """What happened and what it means."""
    from fengxiang.alert_words import names_of

    title = names_of(warehouse, language).title(handled.alert.row)
    by = f" by {handled.actor}" if handled.actor else ""
    if not handled.new:
        return [
            f"{handled.status} already{by} {handled.alert.since}: {title} ({handled.alert.short}). Nothing changed."
        ]
    return [f"{handled.status}{by}: {title} ({handled.alert.short})", f"  {_MEANS[handled.status]}"]
