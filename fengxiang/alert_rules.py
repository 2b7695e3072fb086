"""`fengxiang alerts rules` and `alerts test`: what rings when, and how often it would have with other thresholds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from contract.errors import FengxiangError
from fengxiang.alert_words import Names, change, names_of
from fengxiang.console import out
from fengxiang.showing import lines

Row = dict[str, Any]
NEAR = 7  # days between the openings of what is one alert under both thresholds
_ENDS = ("recovered", "cooled", "closed")


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule, thresholds to try, the days, the themes looked at (none: all), and thresholds that are set already."""

    rule: str
    changes: Mapping[str, float]
    first: date
    last: date
    themes: Sequence[str] = ()
    present: Mapping[str, float] = field(default_factory=dict)

    @property
    def weeks(self) -> float:
        """How long it is."""
        return ((self.last - self.first).days + 1) / 7


def rules() -> Mapping[str, Any]:
    """The alert rules by name, as the warehouse has them."""
    from warehouse.alert_rules import rules as shipped

    return shipped()


def known_rule(name: str) -> Any:
    """A rule; FengxiangError lists those there are."""
    if name not in rules():
        raise FengxiangError(f"there is no alert rule {name!r}; there are {', '.join(sorted(rules()))}")
    return rules()[name]


def changes_of(rule: Any, texts: Sequence[str]) -> dict[str, float]:
    """`change=.08` and so on as thresholds; FengxiangError names what may be set."""
    allowed = thresholds(rule)
    told: dict[str, float] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name.strip() not in allowed:
            raise FengxiangError(
                f"--set {text}: {rule.name} has the thresholds {', '.join(allowed)}; write change=0.08"
            )
        try:
            told[name.strip()] = float(value)
        except ValueError:
            raise FengxiangError(f"--set {text}: {value!r} is not a number") from None
    return told


def thresholds(rule: Any) -> dict[str, float]:
    """The numbers of a rule that can be set."""
    told = {f.name: getattr(rule, f.name) for f in fields(rule)}
    return {k: v for k, v in told.items() if isinstance(v, int | float) and not isinstance(v, bool)}


def listed(changes: Mapping[str, Mapping[str, Any]], language: str, as_json: bool) -> None:
    """All rules with their thresholds as the settings (`changes`) have them, and where these are set."""
    known = {name: rule.changed(**changes.get(name, {})) for name, rule in sorted(rules().items())}
    if as_json:
        told = {name: {f.name: getattr(rule, f.name) for f in fields(rule)} for name, rule in known.items()}
        print(json.dumps({"rules": told}, ensure_ascii=False, default=_plain))
        return
    for name, rule in known.items():
        own, off = thresholds(rule), "" if rule.enabled else ", off"
        title = getattr(rule, f"title_{language}")
        out.print(f"{name}: {title} ({rule.metric}; for {rule.audience}{off})", style="bold", markup=False)
        lines(["  " + "  ".join(f"{threshold} {value:g}" for threshold, value in own.items())])
    lines(["", "Thresholds are set in fengxiang.toml, a table a rule: [alerts.<rule>], change = 0.08.",
           "What that would have done: fengxiang alerts test <rule> --set change=0.08"])  # fmt: skip


def tried(warehouse: Path, trial: Trial, language: str, as_json: bool) -> None:
    """On which days a rule would have fired, how many a week that is, and how many with the present thresholds."""
    now = _rows(warehouse, trial, trial.present)
    then = _rows(warehouse, trial, {**trial.present, **trial.changes}) if trial.changes else now
    if as_json:
        told = {"rule": trial.rule, "changes": dict(trial.changes), "first": trial.first, "last": trial.last}
        counts = {"weeks": trial.weeks, "a_week": len(then) / trial.weeks, "present_a_week": len(now) / trial.weeks}
        cases = {"alerts": [c for case in then for c in case], "present": [c for case in now for c in case]}
        print(json.dumps({**told, **counts, **cases}, ensure_ascii=False, default=str))
        return
    names = names_of(warehouse, language)
    with_these = " ".join(f"{name}={value:g}" for name, value in trial.changes.items()) or "its present thresholds"
    out.print(f"{trial.rule} with {with_these}, {trial.first} to {trial.last}", style="bold", markup=False)
    lines(_fired(case, names) + ("" if not trial.changes or _among(case, now) else " (new)") for case in then)
    lines(f"no longer: {_fired(case, names)}" for case in now if not _among(case, then))
    lines(
        [_rate(len(then), trial) + (f"; with the present thresholds {_rate(len(now), trial)}" if trial.changes else "")]
    )


def _rows(warehouse: Path, trial: Trial, changes: Mapping[str, float]) -> list[list[Row]]:
    """The alerts that a rule would have opened, each with its rows by step, in the order of opening."""
    from warehouse import alert_trial

    cases: dict[str, list[Row]] = {}
    for row in alert_trial.trial(warehouse, trial.rule, changes, trial.first, trial.last):
        if not trial.themes or row["theme"] in trial.themes:
            cases.setdefault(row["alert_id"], []).append(dict(row))
    ordered = [sorted(rows, key=lambda row: int(row["step"])) for rows in cases.values()]
    return sorted(ordered, key=lambda rows: (rows[0]["opened"], rows[0]["theme"], rows[0]["scope"]))


def _among(case: list[Row], others: list[list[Row]]) -> bool:
    """Whether there is an alert about the same, opened at about the same time."""
    row = case[0]
    what = ("scope", "theme", "aspect", "detail")
    alike = (o[0] for o in others if all(o[0][name] == row[name] for name in what))
    return any(abs((o["opened"] - row["opened"]).days) <= NEAR for o in alike)


def _fired(case: list[Row], names: Names) -> str:
    row = case[0]
    worse = "".join(f"; worse {r['dt']}" for r in case if r["status"] == "escalated")
    end = next((f"; {r['status']} {r['dt']}" for r in case if r["status"] in _ENDS), "; not over by then")
    by = f", by {row['authors']:,} people" if row["authors"] else ""
    return f"would have fired on {row['dt']}: {names.title(row)}, {change(row)}{by}{worse}{end}"


def _rate(count: int, trial: Trial) -> str:
    return f"{count / trial.weeks:.1f} a week ({count} in {trial.weeks:.0f} weeks)"


def _plain(value: object) -> object:
    return list(value) if isinstance(value, (tuple, set, frozenset)) else str(value)
