"""Since when subjects have been rising, remembered from day to day and from run to run."""

from datetime import date

import duckdb

QUIET_DAYS = 14  # a subject that was below the watch level for so long begins a new rise


class Onsets:
    """Since when each subject has been rising: the first flagged day after a fortnight below the watch level."""

    def __init__(self, con: duckdb.DuckDBPyConnection, first: date) -> None:
        rows = con.execute(
            "SELECT scope, subject_kind, subject, max(dt), arg_max(since, dt) FROM trend "
            "WHERE dt >= $first::DATE - $quiet::INTEGER AND dt < $first GROUP BY ALL",
            {"first": first, "quiet": QUIET_DAYS},
        ).fetchall()
        self._known: dict[tuple[str, str, str], tuple[date, date]] = {
            (s, k, x): (last, since) for s, k, x, last, since in rows
        }

    def seen(self, scope: str, kind: str, subject: str, day: date) -> date:
        """Note a flag, and return since when this rise has lasted."""
        since = self.since(scope, kind, subject, day) or day
        self._known[scope, kind, subject] = (day, since)
        return since

    def since(self, scope: str, kind: str, subject: str, day: date) -> date | None:
        """Since when it has been rising, if it was flagged in the fortnight up to that day."""
        last, since = self._known.get((scope, kind, subject), (date.min, date.min))
        return since if (day - last).days <= QUIET_DAYS else None
