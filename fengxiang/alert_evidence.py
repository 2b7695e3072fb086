"""What stands behind an alert: its metric day by day, the aspects that drive it, each platform, posts, mails."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from contract.findings import AlertMetric
from fengxiang.showing import asked

Row = dict[str, Any]
DAYS = 21  # of the little curve
_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"

# The metric day by day, as far as counts of whole days tell it.
_OF_THEME = "WHERE dt BETWEEN $first AND $last AND theme = $theme AND $scope IN ('all', platform)"
_OF_PLACE = "WHERE dt BETWEEN $first AND $last AND $scope IN ('all', platform)"
_OF_ASPECT = f"sum(negative) / nullif(sum(posts), 0) AS value FROM aspect_daily {_OF_THEME} AND aspect = $aspect"
SERIES = {
    AlertMetric.NEGATIVE_SHARE: f"sum(negative) / nullif(sum(posts), 0) AS value FROM sentiment_daily {_OF_THEME}",
    AlertMetric.COMPLAINT_AUTHORS: f"sum(authors) AS value FROM intent_daily {_OF_THEME} AND intent = 'complaint'",
    AlertMetric.NEW_PHRASE: f"sum(authors) AS value FROM phrase_daily {_OF_PLACE} AND phrase = $detail",
    AlertMetric.SILENCE: f"sum(posts) AS value FROM volume_daily {_OF_PLACE}",
}

# Days of the alert against the 56 days that its baseline speaks of.
_COUNTED = """
    coalesce(sum(negative) FILTER (dt > $day - $days), 0)::BIGINT AS negative,
    coalesce(sum(posts) FILTER (dt > $day - $days), 0)::BIGINT AS posts,
    coalesce(sum(negative) FILTER (dt <= $day - 10), 0)::BIGINT AS negative_before,
    coalesce(sum(posts) FILTER (dt <= $day - 10), 0)::BIGINT AS posts_before
"""
_WHERE = "WHERE dt BETWEEN $day - 65 AND $day AND theme = $theme AND $scope IN ('all', platform)"
ASPECTS = f"""
SELECT * FROM (SELECT aspect, {_COUNTED} FROM aspect_daily {_WHERE} GROUP BY aspect)
WHERE negative > 0 AND negative * 56 > negative_before * $days
ORDER BY negative - negative_before * $days / 56 DESC, aspect LIMIT 4
"""  # noqa: S608 - words of this file
_EACH = f"SELECT platform, {_COUNTED} FROM {{table}} {_WHERE} {{which}} GROUP BY platform ORDER BY platform"  # noqa: S608

POSTS = """
SELECT post_id, dt, platform, title, text, url,
    coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) AS engagement
FROM post p WHERE dt BETWEEN $first AND $last AND organic AND kind <> 'hot_search'
    AND $scope IN ('all', platform) AND list_contains(themes, $theme) AND {which}
ORDER BY engagement DESC, post_id LIMIT $limit
"""
_WHICH = {
    AlertMetric.NEGATIVE_SHARE: "sentiment = 'negative'",
    AlertMetric.COMPLAINT_AUTHORS: "list_contains(intents, 'complaint')",
    AlertMetric.NEW_PHRASE: "contains(concat_ws(chr(10), title, text), $detail)",
}
_ILL_SPOKEN = """exists(FROM post_aspect a WHERE a.post_id = p.post_id AND a.dt = p.dt AND a.aspect = $aspect
    AND a.polarity = 'negative')"""


def series(warehouse: Path, row: Mapping[str, Any], last: date) -> list[float | None]:
    """The metric of the DAYS days that end on `last`; None where nothing was counted."""
    sql = _OF_ASPECT if row["aspect"] else SERIES[row["metric"]]
    told = _bound(sql, row, first=last - timedelta(days=DAYS - 1), last=last)
    found = {r["dt"]: r["value"] for r in asked(warehouse, f"SELECT dt, {sql} GROUP BY dt", told)}
    return [found.get(last - timedelta(days=back)) for back in range(DAYS - 1, -1, -1)]


def curve(values: Sequence[float | None]) -> str:
    """A line of bars from nothing to the highest value; a dot where nothing is known."""
    highest = max((v for v in values if v is not None), default=0.0)
    return "".join(_GAP if v is None else _BARS[round(v / highest * 7) if highest else 0] for v in values)


def driving(warehouse: Path, row: Mapping[str, Any]) -> list[Row]:
    """Aspects with more bad words than usual on the alert's days: negative posts now and in the 56 days before."""
    if not row["theme"] or row["aspect"]:
        return []
    return asked(warehouse, ASPECTS, _bound(ASPECTS, row, day=row["dt"], days=row["days"]))


def platforms(warehouse: Path, row: Mapping[str, Any]) -> list[Row]:
    """Negative and all posts of each platform on the alert's days and in the 56 days before."""
    if row["metric"] != AlertMetric.NEGATIVE_SHARE:
        return []
    table, which = ("aspect_daily", "AND aspect = $aspect") if row["aspect"] else ("sentiment_daily", "")
    sql = _EACH.format(table=table, which=which)
    return asked(warehouse, sql, _bound(sql, row, day=row["dt"], days=row["days"]))


def posts(warehouse: Path, row: Mapping[str, Any], last: date, limit: int = 5) -> list[Row]:
    """Posts that show it, those with most reactions first."""
    which = _ILL_SPOKEN if row["aspect"] else _WHICH.get(row["metric"], "")
    if not which or not row["theme"]:
        return []
    sql = POSTS.format(which=which)
    first = row["opened"] - timedelta(days=max(row["days"] or 1, 1) - 1)
    return asked(warehouse, sql, _bound(sql, row, first=first, last=last, limit=limit))


def mails(ledger: Path, alert_id: str) -> list[Row]:
    """What was mailed about it, a row for each event: how many people have it, are refused or wait, and since when."""
    from reports.dispatches import history

    last: dict[str, dict[str, Row]] = {}
    for line in history(ledger).to_pylist():
        if line["kind"] == "alert" and alert_id in line["event"]:
            last.setdefault(line["event"], {})[line["recipient"]] = line
    return [_mail(event, list(people.values())) for event, people in last.items()]


def _mail(event: str, lines: list[Row]) -> Row:
    counted = {state: sum(line["state"] == state for line in lines) for state in ("sent", "written", "refused")}
    return {"event": event, **counted, "waiting": len(lines) - sum(counted.values()),
            "at": max(line["told_at"] for line in lines)}  # fmt: skip


def _bound(sql: str, row: Mapping[str, Any], **more: object) -> dict[str, object]:
    """What a query names of an alert and of `more`."""
    told = {**{name: row[name] for name in ("theme", "aspect", "scope", "detail")}, **more}
    return {name: value for name, value in told.items() if f"${name}" in sql}
