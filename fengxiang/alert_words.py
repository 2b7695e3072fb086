"""What an alert is called and what it says, in the words of the terminal; names of themes and platforms by language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract.findings import ALL_PLATFORMS, AlertMetric, SubjectKind
from fengxiang.alert_states import Standing
from fengxiang.showing import asked

Row = Mapping[str, Any]
NAMES = """
SELECT 'theme' AS kind, theme AS id, zh, en FROM theme UNION ALL SELECT 'aspect', aspect, zh, en FROM aspect
UNION ALL SELECT 'platform', platform, zh, en FROM platform
"""


@dataclass(frozen=True, slots=True)
class Names:
    """What people call themes, aspects and platforms in a language (zh or en)."""

    themes: Mapping[str, str]
    aspects: Mapping[str, str]
    platforms: Mapping[str, str]
    language: str

    def title(self, row: Row) -> str:
        """`theme · aspect “phrase” on platform`; of a whole platform its name."""
        where, subject = self.platform(row["scope"]), self.subject(row)
        return f"{subject} on {where}" if subject else where[:1].upper() + where[1:]

    def subject(self, row: Row) -> str:
        """`theme · aspect “phrase”`; empty where it is about a whole platform."""
        kind, subject = SubjectKind.THEME, row["theme"]
        if row["aspect"]:
            kind, subject = SubjectKind.ASPECT, f"{row['theme']}/{row['aspect']}"
        phrase = f" “{self._clean(row['detail'])}”" if row["detail"] else ""
        return f"{self._called(kind, subject)}{phrase}" if subject else ""

    def platform(self, platform: str) -> str:
        """A platform's name."""
        return "all platforms" if platform == ALL_PLATFORMS else self.platforms.get(platform, self._clean(platform))

    def aspect(self, aspect: str) -> str:
        """An aspect's name."""
        return self.aspects.get(aspect, self._clean(aspect))

    def _called(self, kind: str, subject: str) -> str:
        from reports.subjects import called

        return called(kind, subject, self.themes, self.aspects, self.language)

    def _clean(self, text: str) -> str:
        from reports.quoting import quote

        return quote(text, 60)


def names_of(warehouse: Path, language: str) -> Names:
    """The names that the published warehouse knows."""
    from reports.quoting import clean

    told: dict[str, dict[str, str]] = {"theme": {}, "aspect": {}, "platform": {}}
    for row in asked(warehouse, NAMES, {}):
        told[row["kind"]][row["id"]] = clean(row[language] or row["id"])
    return Names(told["theme"], told["aspect"], told["platform"], language)


def change(row: Row) -> str:
    """From what to what, by how much, and by how much at least."""
    return _CHANGES[row["metric"]](row)


def _shares(row: Row) -> str:
    low = f", at least {row['change_low'] * 100:+.0f}" if row["change_low"] is not None else ""
    return f"negative {row['baseline']:.0%} -> {row['value']:.0%} ({row['change'] * 100:+.0f} points{low})"


def _people(row: Row) -> str:
    low = f", at least {row['change_low']:+.0f}" if row["change_low"] is not None else ""
    word = "said by" if row["metric"] == AlertMetric.NEW_PHRASE else "complaints by"
    return f"{word} {row['baseline']:.0f} -> {row['value']:.0f} people a day ({row['change']:+.0f}{low})"


def _missing(row: Row) -> str:
    return f"{row['value']:.0%} of the usual posts missing"


_CHANGES: dict[str, Callable[[Row], str]] = {
    AlertMetric.NEGATIVE_SHARE: _shares,
    AlertMetric.COMPLAINT_AUTHORS: _people,
    AlertMetric.NEW_PHRASE: _people,
    AlertMetric.SILENCE: _missing,
}


def behind(row: Row) -> str:
    """Which days the change speaks of, and the people and posts of the last three."""
    days = f"the {row['days']} days" if (row["days"] or 1) > 1 else "the day"
    counts = [f"{row[name]:,} {unit}" for name, unit in (("authors", "people"), ("posts", "posts")) if row[name]]
    return f"in {days} to {row['dt']}" + (f"; {', '.join(counts)} in three days" if counts else "")


def state(alert: Standing) -> str:
    """The state, who put the alert into it, and since when."""
    by = f" by {alert.actor}" if alert.actor else ""
    if alert.status == "open":
        return f"open since {alert.row['opened']}"
    return f"{alert.status}{by} {alert.since}, opened {alert.row['opened']}"
