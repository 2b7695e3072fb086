"""`fengxiang trends`: a week's trends on a terminal, a few lines each, or whole as JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract.clock import Week
from fengxiang.console import harmless, out
from fengxiang.showing import HELD, asked, held_back, lines

MEMBERS_SHOWN = 3  # of a topic, behind its name
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# One entry a topic, told by the subject that gives its name; what is of no topic stands for itself.
TRENDS = """
WITH latest AS (
    SELECT *, max(score) OVER (PARTITION BY subject_kind, subject) AS highest
    FROM trend WHERE dt BETWEEN $first AND $last AND part_of IS NULL AND scope = 'all'
    QUALIFY row_number() OVER (PARTITION BY subject_kind, subject ORDER BY dt DESC) = 1
), merged AS (
    SELECT topic_id, arg_max(merged_into, dt) AS into_id FROM topic_daily WHERE dt BETWEEN $first AND $last
    GROUP BY topic_id HAVING max(dt) FILTER (members = 0) > coalesce(max(dt) FILTER (members > 0), '0001-01-01')
), told AS (
    SELECT l.*, coalesce(g.into_id, m.topic_id) AS topic_id, m.rank, g.into_id IS NOT NULL AS was_merged,
        d.name AS topic, d.name_kind AS topic_kind, d.rise_week, d.first_day,
        d.authors AS topic_authors
    FROM latest l LEFT JOIN topic_member m USING (dt, scope, subject_kind, subject)
    LEFT JOIN topic_daily d USING (dt, scope, topic_id) LEFT JOIN merged g ON g.topic_id = m.topic_id
), made_of AS (
    SELECT dt, topic_id, list(subject ORDER BY rank) AS members, list(subject_kind ORDER BY rank) AS member_kinds
    FROM topic_member WHERE dt BETWEEN $first AND $last AND scope = 'all' GROUP BY ALL
)
SELECT told.* EXCLUDE (part_of, highest, rank, was_merged), members, member_kinds
FROM told LEFT JOIN made_of USING (dt, topic_id)
QUALIFY row_number() OVER (PARTITION BY coalesce(topic_id, concat_ws(' ', subject_kind, subject))
    ORDER BY was_merged, dt DESC, rank) = 1
ORDER BY verdict = 'organic' DESC,
    max(highest) OVER (PARTITION BY coalesce(topic_id, concat_ws(' ', subject_kind, subject))) DESC, subject
LIMIT $limit
"""
LEVEL = """
SELECT rising_from, budget, flags, judged_weeks FROM alert_level WHERE scope = 'all' AND dt <= $last
ORDER BY dt DESC LIMIT 1
"""
NAMES = "SELECT 'theme' AS kind, theme AS id, zh, en FROM theme UNION ALL SELECT 'aspect', aspect, zh, en FROM aspect"
Row = dict[str, Any]
Called = Callable[[str, str], str]  # by kind and subject, what people call it


def trends(warehouse: Path, week: Week, limit: int, as_json: bool, language: str = "zh") -> None:
    """A week's trends in words, themes and aspects by their names in a language (zh or en), or as JSON."""
    window = {"first": week.window.first, "last": week.window.last}
    rows = asked(warehouse, TRENDS, {**window, "limit": limit})
    held = asked(warehouse, HELD, window)
    if as_json:
        print(json.dumps({"week": str(week), "trends": rows, "held_back": held}, ensure_ascii=False, default=str))
        return
    lines(held_back(held))
    if not rows:
        out.print(f"no trends in {week}. Either nothing rose, or there is too little history: `fengxiang doctor` tells")
        return
    called = _called(warehouse, language)
    out.print(f"Trends of {week}", style="bold")
    for r in rows:
        out.print(harmless(_heading(r, called)), style="bold", markup=False, end="")
        lines([f"  {_class(r)}", *(f"  {line}" for line in (_beginning(r), _people(r), _outlook(r)) if line)])
    lines(["", _rate(asked(warehouse, LEVEL, {"last": week.window.last}))])
    lines(["Intervals: times usual and began 90 %, next days 80 %. Next days count each day's authors, added up."])


def _rate(levels: list[Row]) -> str:
    """The alert budget and what became of it."""
    if not levels:
        return ""
    told = levels[0]
    asked_for = f"Rising from a score of {told['rising_from']:.1f} on (a budget of {told['budget']:g} new flags a week)"
    if told["judged_weeks"] < 1:
        return f"{asked_for}; too little past to tell how many there were."
    rate = told["flags"] / told["judged_weeks"]
    return f"{asked_for}; in the {told['judged_weeks']:.0f} weeks before there were {rate:.1f} a week."


def _called(warehouse: Path, language: str) -> Called:
    from reports.subjects import called

    names: dict[str, dict[str, str]] = {"theme": {}, "aspect": {}}
    for row in asked(warehouse, NAMES, {}):
        names[row["kind"]][row["id"]] = row[language]

    def name(kind: str, subject: str) -> str:
        """The kind is told behind the name: a hashtag needs no signs here."""
        return called(kind, subject, names["theme"], names["aspect"], language) if kind in names else subject

    return name


def _heading(r: Row, called: Called) -> str:
    week = f", {_rise_week(r['rise_week'])}" if r["rise_week"] else ""
    return f"{_named(r, called)} [{r['topic_kind'] or r['subject_kind']}]{week}"


def _named(r: Row, called: Called) -> str:
    """A topic's name with its other subjects in brackets."""
    if not r["topic"]:
        return called(r["subject_kind"], r["subject"])
    members = dict(zip(r["members"] or [], r["member_kinds"] or [], strict=True))  # of one name, one
    others = [called(kind, subject) for subject, kind in members.items() if subject != r["topic"]]
    name = called(r["topic_kind"], r["topic"])
    more = f" and {len(others) - MEMBERS_SHOWN} more" if len(others) > MEMBERS_SHOWN else ""
    return f"{name} ({', '.join(others[:MEMBERS_SHOWN])}{more})" if others else name


def _rise_week(number: int) -> str:
    return f"{_ORDINALS[number - 1]} week" if number <= len(_ORDINALS) else f"week {number}"


def _class(r: Row) -> str:
    event = f" ({r['event']})" if r["event"] else ""
    usual = f"; {r['ratio']:.1f} times usual ({r['ratio_low']:.1f}-{r['ratio_high']:.1f})" if r["ratio"] else ""
    return f"{r['verdict']}{event}, {r['phase']}{usual}, {r['topic_authors'] or r['authors']:,} authors"


def _beginning(r: Row) -> str:
    """The day with its interval; where no beginning can be told, since when it is flagged; and where first."""
    told = f"began {r['began']} ({r['began_low']:%m-%d} to {r['began_high']:%m-%d})" if r["began"] else ""
    told = told or f"flagged since {r['since']}"
    ahead = f", {r['lead_days']} days ahead" if r["lead_days"] else ""
    return f"{told}; first on {r['first_platform']}{ahead}" if r["first_platform"] else told


def _people(r: Row) -> str:
    """Who drives it, and how people feel."""
    told = []
    if r["kol_share"] is not None:
        told.append(f"response: KOL {r['kol_share']:.0%}, KOC {r['koc_share']:.0%}")
    if r["negative_share"] is not None:
        change = f" ({r['negative_change'] * 100:+.0f} points)" if r["negative_change"] is not None else ""
        told.append(f"mood: negative {r['negative_share']:.0%}{change}, positive {r['positive_share']:.0%}")
    if r["aspects"]:
        counts = zip(r["aspects"], r["aspects_positive"], r["aspects_negative"], strict=True)
        told.append("aspects: " + ", ".join(f"{aspect} +{well} -{ill}" for aspect, well, ill in counts))
    return "; ".join(told)


def _outlook(r: Row) -> str:
    if r["outlook_7"] is None:
        return ""
    week, fortnight = (
        f"{r[f'outlook_{n}']:,.0f} ({r[f'outlook_{n}_low']:,.0f}-{r[f'outlook_{n}_high']:,.0f})" for n in (7, 14)
    )
    return f"next 7 days {week}, 14 days {fortnight}; last 7: {r['author_days']:,.0f}"
