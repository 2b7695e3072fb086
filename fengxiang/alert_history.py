"""`fengxiang alerts show`: one alert whole, from opening to now, with what stands behind it and what to do next."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from contract.clock import SHANGHAI
from contract.findings import AlertMetric
from fengxiang import alert_evidence as evidence
from fengxiang.alert_states import Standing, judged_through
from fengxiang.alert_words import Names, behind, change, names_of, state
from fengxiang.console import harmless, out
from fengxiang.showing import asked, lines

Row = dict[str, Any]
VINTAGES = """
SELECT known_from, known_to, * EXCLUDE (known_from, known_to) FROM alert_vintage WHERE alert_id = $alert_id
ORDER BY known_from, dt, step
"""


@dataclass(frozen=True, slots=True)
class Case:
    """An alert and everything that is known of it."""

    alert: Standing
    names: Names
    through: date | None
    vintages: list[Row]
    aspects: list[Row]
    platforms: list[Row]
    posts: list[Row]
    mails: list[Row]
    series: list[float | None]


def case_of(warehouse: Path, ledger: Path, alert: Standing, language: str) -> Case:
    """Everything that is known of an alert."""
    told, through = alert.told, judged_through(warehouse)
    last = alert.last_day(through)
    return Case(
        alert,
        names_of(warehouse, language),
        through,
        asked(warehouse, VINTAGES, {"alert_id": alert.alert_id}),
        evidence.driving(warehouse, told),
        evidence.platforms(warehouse, told),
        evidence.posts(warehouse, told, last),
        evidence.mails(ledger, alert.alert_id),
        evidence.series(warehouse, told, last),
    )


def show(case: Case, as_json: bool) -> None:
    """All of it."""
    if as_json:
        print(json.dumps(_told(case), ensure_ascii=False, default=str))
        return
    alert = case.alert
    out.print(harmless(f"{case.names.title(alert.row)}: {state(alert)}"), style="bold", markup=False)
    lines([f"  {alert.told['severity']}, rule {alert.row['rule']}, id {alert.alert_id}", f"  {_numbers(alert.told)}"])
    lines(_curve(case))
    for heading, told in _parts(case):
        if told:
            out.print(heading, style="bold")
            lines(f"  {line}" for line in told)


def _parts(case: Case) -> Iterator[tuple[str, list[str]]]:
    yield "History (Beijing time)", _steps(case)
    yield "Driven by", [_driver(row, case) for row in case.aspects]
    yield "Platforms, share of negative posts", [_platform(row, case) for row in case.platforms]
    yield "Posts with most reactions", [line for post in case.posts for line in _post(post, case)]
    yield "Mailed", [_mail(mail) for mail in case.mails] or ["nothing of it yet"]
    yield "Reproduce it", [f'fengxiang sql "{line}"' for line in [_query(case)] if line]
    yield "Next", list(_next(case.alert))


def _numbers(row: Row) -> str:
    interval = ""
    if row["change_low"] is not None and row["change_high"] is not None:
        share = row["metric"] in (AlertMetric.NEGATIVE_SHARE, AlertMetric.SILENCE)
        low, high = (row[name] * (100 if share else 1) for name in ("change_low", "change_high"))
        interval = f", interval {low:+.0f} to {high:+.0f},"
    return f"{change(row)}{interval} {behind(row)}"


def _curve(case: Case) -> list[str]:
    if all(v is None for v in case.series):
        return []
    last = case.alert.last_day(case.through)
    return [f"  {evidence.curve(case.series)}  {last - timedelta(days=evidence.DAYS - 1)} to {last}"]


def _steps(case: Case) -> list[str]:
    """Rows and acts in the order of time; of a row since when it was known, and what was told of it before."""
    told: list[tuple[int, datetime, str]] = []
    for row in case.alert.rows:
        by = f" by {row['actor']}" if row["actor"] else ""
        at = datetime.combine(row["dt"], datetime.min.time(), SHANGHAI)
        told.append((row["step"], at, f"{row['dt']}        {row['status']}{by}: {change(row)}; {_known(row, case)}"))
    for act in case.alert.acts:
        by, note = f" by {act.actor}" if act.actor else "", f": “{act.note}”" if act.note else ""
        at = act.at.astimezone(SHANGHAI)
        told.append((act.step, at, f"{at:%Y-%m-%d %H:%M}  {act.status}{by} ({act.via}){note}"))
    return [line for _, _, line in sorted(told, key=lambda entry: entry[:2])]


def _known(row: Row, case: Case) -> str:
    spans = [v for v in case.vintages if (v["dt"], v["status"]) == (row["dt"], row["status"])]
    if not spans:
        return "not recorded when it was known"
    since = f"known from {_instant(spans[0]['known_from'])}"
    if len(spans) == 1:
        return since
    return f"{since}, then as {change(spans[0])}; so since {_instant(spans[-1]['known_from'])}"


def _driver(row: Row, case: Case) -> str:
    usual = row["negative_before"] / 28
    return (
        f"{case.names.aspect(row['aspect'])}: {row['negative']} of {row['posts']} negative, usually {usual:.1f} a day"
    )


def _platform(row: Row, case: Case) -> str:
    before = f"{row['negative_before'] / row['posts_before']:.0%}" if row["posts_before"] else "nothing"
    now = f"{row['negative'] / row['posts']:.0%} of {row['posts']:,}" if row["posts"] else "nothing"
    return f"{case.names.platform(row['platform'])}: {now} (before {before} of {row['posts_before']:,})"


def _post(post: Row, case: Case) -> Iterator[str]:
    """Post text is hostile: cleaned, cut, one line."""
    from reports.quoting import quote, web_address

    title, text = post["title"] or "", post["text"] or ""
    yield f"> {quote(f'{title} · {text}' if title and text and not text.startswith(title) else text or title)}"
    where = [case.names.platform(post["platform"]), str(post["dt"]), f"{post['engagement']:,} reactions"]
    yield f"  {' · '.join([*where, *filter(None, [web_address(post['url'])])])}"


def _mail(mail: Row) -> str:
    counts = [f"{mail[k]} {k}" for k in ("sent", "written", "refused", "waiting") if mail[k]]
    return f"{mail['event'].partition('@')[2]}: {', '.join(counts)} ({_instant(mail['at'])})"


def _query(case: Case) -> str:
    from reports.alerts import proof

    return " ".join(proof(case.alert.row).split()) if case.alert.row["theme"] else ""


def _next(alert: Standing) -> Iterator[str]:
    if not alert.over and alert.status != "acknowledged":
        yield f"fengxiang alerts ack {alert.short}      you have it in hand: no reminder, only if it gets much worse"
    if not alert.over:
        yield f"fengxiang alerts close {alert.short}    nothing more is to be told of it"
    yield f"fengxiang alerts test {alert.row['rule']}    how often this rule would ring with other thresholds"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _told(case: Case) -> dict[str, Any]:
    alert = case.alert
    now = {"alert_id": alert.alert_id, "status": alert.status, "actor": alert.actor, "since": alert.since}
    return {
        **now, "over": alert.over, "title": case.names.title(alert.row), "through": case.through,
        "steps": alert.rows, "acts": [asdict(act) for act in alert.acts], "vintages": case.vintages,
        "aspects": case.aspects, "platforms": case.platforms, "posts": case.posts, "mails": case.mails,
        "series": case.series, "query": _query(case),
    }  # fmt: skip
