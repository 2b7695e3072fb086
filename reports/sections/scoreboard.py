"""How the calls of the last reports turned out: the part of the report that says how far the rest can be believed."""

from collections.abc import Mapping
from itertools import groupby

from reports.calls import of_calls, of_reports
from reports.page import Page
from reports.published import Row
from reports.section import Context, Rows
from reports.sql_intervals import wilson
from reports.story import key_of, name_of

TITLE = {"zh": "此前的判断后来如何", "en": "How last weeks' calls turned out"}
ORDER = 69
SHOWN = 12  # calls of a report that are listed

QUERIES = {
    "weeks": of_calls(
        f"""
SELECT r.sunday, any_value(r.week) AS week, bool_or(o.is_recorded) AS is_recorded, count(c.subject) AS calls,
  count(*) FILTER (c.outcome <> 'open') AS known, count(*) FILTER (c.outcome IN ('grew', 'stayed')) AS went_on,
  count(*) FILTER (c.outcome = 'grew') AS grew, count(*) FILTER (c.outcome = 'stayed') AS stayed,
  count(*) FILTER (c.outcome = 'fell') AS fell, count(*) FILTER (c.outcome = 'turned') AS turned,
  count(*) FILTER (c.outcome = 'open') AS open, went_on / nullif(known, 0) AS held,
  {wilson("went_on", "known", "held")},
  count(c.is_inside) AS outlooks, count(*) FILTER (c.is_inside) AS inside, inside / nullif(outlooks, 0) AS kept,
  {wilson("inside", "outlooks", "kept")},
  median(c.lead_to_peak) FILTER (c.is_first) AS lead,
  count(c.lead_to_peak) FILTER (c.is_first) AS peaks
FROM report r JOIN on_record o USING (sunday) LEFT JOIN checked c USING (sunday)
GROUP BY ROLLUP (r.sunday) ORDER BY r.sunday DESC NULLS LAST""",  # noqa: S608 - text of this package
    ),
    "calls": of_calls("""
SELECT sunday, scope, subject_kind, subject, name_kind, name, ratio, author_days, expected, next_week, outcome,
  verdict_later, since, CASE WHEN lead_to_peak IS NOT NULL THEN peak END AS peak, lead_to_peak, outlook_7_low,
  outlook_7_high, is_inside, row_number() OVER each_report AS place, count(*) OVER (PARTITION BY sunday) AS told,
  told - 12 AS hidden
FROM checked WHERE sunday < $last
WINDOW each_report AS (PARTITION BY sunday ORDER BY score DESC, subject)
QUALIFY place <= 12 ORDER BY sunday DESC, place"""),
    "alerts": of_reports(
        """
SELECT r.sunday, count(a.alert_id) AS opened, count(*) FILTER (a.is_escalated) AS escalated,
  count(*) FILTER (a.recovered IS NOT NULL) AS recovered, count(*) FILTER (a.closed IS NOT NULL) AS closed,
  count(*) FILTER (a.alert_id IS NOT NULL AND a.ended IS NULL) AS still_open,
  median(a.ended - a.opened) AS days,
  coalesce(sum(w.withdrawn) FILTER (a.place = 1 OR a.place IS NULL), 0)::BIGINT AS withdrawn
FROM report r LEFT JOIN (
  SELECT *, row_number() OVER (PARTITION BY sunday ORDER BY alert_id) AS place
  FROM course JOIN report ON course.opened BETWEEN report.sunday - 6 AND report.sunday
) a USING (sunday) LEFT JOIN withdrawn w USING (sunday)
GROUP BY ROLLUP (r.sunday) ORDER BY r.sunday DESC NULLS LAST""",
        """
course AS (
  SELECT alert_id, any_value(opened) AS opened, bool_or(status = 'escalated') AS is_escalated,
    min(dt) FILTER (status = 'recovered') AS recovered, min(dt) FILTER (status = 'closed') AS closed,
    least(recovered, closed) AS ended
  FROM alert WHERE dt <= $last AND metric <> 'silence' GROUP BY alert_id
)""",
        """
withdrawn AS (
  -- told as open when the report was written, but nothing of it is known today
  SELECT r.sunday, count(DISTINCT v.alert_id) AS withdrawn
  FROM report r JOIN alert_vintage v ON v.opened BETWEEN r.sunday - 6 AND r.sunday
    AND make_timestamp(epoch_us(v.known_from)) <= r.sunday + INTERVAL 25 HOUR
    AND (v.known_to IS NULL OR make_timestamp(epoch_us(v.known_to)) > r.sunday + INTERVAL 25 HOUR)
  ANTI JOIN alert a ON a.alert_id = v.alert_id
  WHERE v.metric <> 'silence' GROUP BY r.sunday
)""",
    ),
}


def build(rows: Rows, page: Page) -> Context:
    """A line a report and their total, the calls of each with their outcome, and the alerts."""
    *weeks, total = rows["weeks"]
    *alerts, all_alerts = rows["alerts"]
    earlier = [row for row in weeks if row["week"] > 0]
    bare = [row for row in earlier if not row["is_recorded"]]
    calls = {sunday: list(found) for sunday, found in groupby(rows["calls"], key=lambda row: row["sunday"])}
    recorded = [row for row in weeks if row["is_recorded"]]
    return {
        "weeks": [_week(row, page) for row in weeks],
        "total": _counts(total, page) if total["known"] else None,
        "is_recorded": any(row["is_recorded"] for row in earlier),
        "bare": _days(bare, page) if bare else None,
        "calls": [_told(row, calls[row["sunday"]], page) for row in recorded if row["sunday"] in calls],
        "alerts": [_alerts(row, page) for row in alerts if row["opened"] or row["withdrawn"]],
        "all_alerts": _alerts(all_alerts, page) if all_alerts["opened"] else None,
    }


def _days(bare: list[Row], page: Page) -> Mapping[str, str]:
    """First and last Sunday that have no vintage."""
    return {"first": page.figures.day(bare[-1]["sunday"]), "last": page.figures.day(bare[0]["sunday"])}


def _week(row: Row, page: Page) -> Context:
    return {
        "sunday": page.figures.day(row["sunday"]),
        "is_newest": row["week"] == 0,
        "is_recorded": row["is_recorded"],
        **_counts(row, page),
    }


def _counts(row: Row, page: Page) -> Context:
    figures = page.figures
    told: Context = {name: figures.count(row[name]) for name in ("calls", "known", "went_on", "fell", "turned", "open")}
    told |= {name: figures.count(row[name]) for name in ("inside", "outlooks", "peaks")}
    told |= {"held": "", "held_interval": "", "kept": "", "kept_interval": ""}
    for name, whole in (("held", "known"), ("kept", "outlooks")):
        if row[whole]:
            told[name] = figures.share(row[name])
            told[f"{name}_interval"] = figures.shares(row[f"{name}_low"], row[f"{name}_high"])
    return told | {"any": row["calls"] > 0, "lead": figures.amount(row["lead"]) if row["peaks"] else ""}


def _told(week: Row, calls: list[Row], page: Page) -> Context:
    hidden = calls[0]["hidden"]
    return {
        "sunday": page.figures.day(week["sunday"]),
        "calls": [_call(row, page) for row in calls],
        "hidden": page.figures.count(hidden) if hidden > 0 else "",
    }


def _call(row: Row, page: Page) -> Context:
    figures, words = page.figures, page.words
    outcome = row["outcome"]
    verdict = words.code("verdict", row["verdict_later"]) if row["verdict_later"] else ""
    return {
        "name": page.subject(*(name_of(row) if row["name"] else key_of(row))),
        "scope": "" if row["scope"] == "all" else page.platform(row["scope"]),
        "ratio": figures.times(row["ratio"]),
        "then": figures.count(row["author_days"]),
        "usual": figures.amount(row["expected"]),
        "next": "" if row["next_week"] is None else figures.count(row["next_week"]),
        "outcome": words(f"outcome_of.{outcome}", verdict=verdict) if verdict else words(f"outcome_of.{outcome}"),
        "tone": {"grew": "better", "stayed": "better", "fell": "worse", "turned": "worse"}.get(outcome, "same"),
        "outlook": _outlook(row, page),
        "peak": words("scoreboard.peak", day=figures.day(row["peak"]), n=figures.count(row["lead_to_peak"]))
        if row["peak"]
        else "",
    }


def _outlook(row: Row, page: Page) -> str:
    if row["is_inside"] is None:
        return ""
    low, high = page.figures.count(row["outlook_7_low"]), page.figures.count(row["outlook_7_high"])
    return page.words("scoreboard.inside" if row["is_inside"] else "scoreboard.outside", low=low, high=high)


def _alerts(row: Row, page: Page) -> Context:
    figures = page.figures
    names = ("opened", "escalated", "recovered", "closed", "still_open", "withdrawn")
    told = {name: figures.count(row[name]) for name in names}
    sunday = figures.day(row["sunday"]) if row["sunday"] else ""
    return {"sunday": sunday, **told, "days": "" if row["days"] is None else figures.amount(row["days"])}
