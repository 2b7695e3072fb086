"""What raises an alert: a file a rule in `rules/`, and what the settings change of it.

A rule names the metric that it watches (a module of `metrics/`) and its thresholds. Sizes are in the metric's own unit:
points of a share (0.04 are four points), or times the usual for people who are counted.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from contract.errors import SettingsError
from contract.findings import AlertMetric, Severity

FOLDER = Path(__file__).parent / "rules"
COUNTED = frozenset({AlertMetric.COMPLAINT_AUTHORS, AlertMetric.NEW_PHRASE})  # people a day; the others are shares
_FIXED = ("name", "metric", "subjects", "audience", "title_zh", "title_en")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `subjects`: what it looks at one by one; `audience`: who is told."""

    name: str
    metric: AlertMetric
    subjects: Literal["theme", "theme_aspect", "platform"]
    title_zh: str
    title_en: str
    change: float  # the lower end of the change must exceed it
    authors: int  # distinct authors of three days that are needed
    posts: int  # organic posts of three days that are needed
    quiet_days: int  # days for which the same turn is not told again
    worse: float  # growth over what was told that escalates
    warning: float  # lower end from which on it is a warning
    critical: float
    calm_days: int = 3  # days back to normal that mean recovered
    platform_change: float = 0.0  # the same for one platform of several by itself, where it is more
    hourly_authors: int = 0  # distinct authors of 24 hours from which on it is looked at every hour; 0: never
    audience: Literal["brand", "ops"] = "brand"
    enabled: bool = True

    def __post_init__(self) -> None:
        if wrong := [name for name in thresholds() if float(getattr(self, name)) < 0]:
            raise SettingsError(f"[alerts.{self.name}] {wrong[0]}: {getattr(self, wrong[0])} is less than 0")
        if not self.warning <= self.critical:
            raise SettingsError(
                f"[alerts.{self.name}] needs warning <= critical, found {self.warning} and {self.critical}"
            )
        if self.calm_days < 1 or self.quiet_days < 1:
            raise SettingsError(f"[alerts.{self.name}] needs calm_days and quiet_days of 1 or more")

    @property
    def counted(self) -> bool:
        """Whether the metric is people a day; else it is a share."""
        return self.metric in COUNTED

    def severity(self, low: float) -> Severity:
        """How loud a change is whose lower end is `low`."""
        return (
            Severity.CRITICAL if low >= self.critical else Severity.WARNING if low >= self.warning else Severity.NOTICE
        )

    def escalates_from(self, told: float) -> float:
        """The value above which an alert that was told at `told` escalates."""
        return told + self.worse * (max(told, 1.0) if self.counted else 1.0)

    def changed(self, **thresholds: Any) -> "Rule":
        """The rule with other thresholds; SettingsError for one that it does not have."""
        if unknown := sorted(set(thresholds) - set(_settable())):
            raise SettingsError(f"[alerts.{self.name}] {unknown[0]} is not known; known are {' '.join(_settable())}")
        return replace(self, **{name: _typed(self, name, value) for name, value in thresholds.items()})


def thresholds() -> tuple[str, ...]:
    """Names of the numbers that the settings may change."""
    return tuple(name for name in _settable() if name != "enabled")


def _settable() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Rule) if field.name not in _FIXED)


def _typed(rule: Rule, name: str, value: Any) -> Any:
    kind = type(getattr(rule, name))
    told = _plain(value)
    if isinstance(told, bool) != (kind is bool) or not isinstance(told, int | float) or kind(told) != told:
        raise SettingsError(f"[alerts.{rule.name}] {name}: {value!r} is not {_KINDS[kind]}")
    return kind(told)


def _plain(value: Any) -> Any:
    """A number or truth that came as text: the environment has nothing else."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


_KINDS = {bool: "true or false", int: "a whole number", float: "a number"}


@cache
def rules() -> Mapping[str, Rule]:
    """The rules that ship, by name. SettingsError names file and fault."""
    return {rule.name: rule for rule in map(_read, sorted(FOLDER.glob("*.toml")))}


def chosen(changes: Mapping[str, Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules that are on, with what the settings change of each; SettingsError for a rule that is not there."""
    if unknown := sorted(set(changes) - set(rules())):
        raise SettingsError(f"[alerts.{unknown[0]}]: there is no such rule; there are {' '.join(rules())}")
    made = (rule.changed(**changes.get(name, {})) for name, rule in rules().items())
    return tuple(rule for rule in made if rule.enabled)


def _read(path: Path) -> Rule:
    told = tomllib.loads(path.read_text("utf-8"))
    title = told.pop("title", {})
    told |= {"name": path.stem, "title_zh": title.get("zh", ""), "title_en": title.get("en", "")}
    names = [field.name for field in fields(Rule)]
    if wrong := sorted(set(told) - set(names)):
        raise SettingsError(f"{path.name}: {wrong[0]} is not known; known are {' '.join(names)}")
    if told.get("metric") not in list(AlertMetric):
        raise SettingsError(
            f"{path.name}: metric {told.get('metric')!r} is not known; known are {' '.join(AlertMetric)}"
        )
    try:
        return Rule(**(told | {"metric": AlertMetric(told["metric"])}))
    except TypeError as error:
        raise SettingsError(f"{path.name}: {error}") from error
