"""`fengxiang trends`: a week's trends on a terminal, a few lines each, or whole as JSON."""

import json
from pathlib import Path
from typing import Any

from contract.clock import Week
from fengxiang.console import harmless, out
from fengxiang.showing import HELD, asked, held_back, lines

TRENDS = """
SELECT subject, subject_kind, scope, verdict, phase, ratio, ratio_low, ratio_high, authors, posts, since, dt,
    first_platform, platforms, reasons, score, flood_score, event, began, began_low, began_high, lead_days,
    kol_share, koc_share, kols, kocs, mood_posts, negative_share, negative_low, negative_high, positive_share,
    positive_low, positive_high, negative_change, negative_change_low, negative_change_high, author_days,
    aspects, aspects_negative, aspects_neutral, aspects_positive,
    outlook_7, outlook_7_low, outlook_7_high, outlook_14, outlook_14_low, outlook_14_high
FROM trend
WHERE dt BETWEEN $first AND $last AND part_of IS NULL AND scope = 'all'
QUALIFY row_number() OVER (PARTITION BY subject_kind, subject ORDER BY dt DESC) = 1
ORDER BY verdict = 'organic' DESC, max(score) OVER (PARTITION BY subject_kind, subject) DESC, subject
LIMIT $limit
"""
Row = dict[str, Any]


def trends(warehouse: Path, week: Week, limit: int, as_json: bool) -> None:
    """A week's trends in words or as JSON."""
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
    out.print(f"Trends of {week}", style="bold")
    for r in rows:
        out.print(harmless(f"{r['subject']} ({r['subject_kind']})"), style="bold", markup=False, end="")
        lines([f"  {_class(r)}", *(f"  {line}" for line in (_beginning(r), _people(r), _outlook(r)) if line)])
    lines(["", "Intervals: times usual and began 90 %, next days 80 %. Next days count each day's authors, added up."])


def _class(r: Row) -> str:
    event = f" ({r['event']})" if r["event"] else ""
    usual = f"; {r['ratio']:.1f} times usual ({r['ratio_low']:.1f}-{r['ratio_high']:.1f})" if r["ratio"] else ""
    return f"{r['verdict']}{event}, {r['phase']}{usual}, {r['authors']:,} authors"


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
