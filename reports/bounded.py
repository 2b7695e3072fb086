"""The published warehouse for people who click: a question that takes too long is stopped, and says so.

The report may take its time; a page may not, and one heavy question must not hold up the others.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Timer
from time import monotonic

import duckdb

from contract.errors import ReportError
from reports.published import Published, Row


class TooSlow(ReportError):
    """The answer was not there in time."""


class Refused(ReportError):
    """The warehouse says what is wrong with what was asked: a search that it cannot read."""


class Bounded(Published):
    """A connection whose questions together take at most `seconds`; TooSlow when they are over."""

    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__(path)
        self._until = monotonic() + seconds

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """As Published.rows; TooSlow when time is over, Refused where a macro complains of its parameters."""
        left = self._until - monotonic()
        if left <= 0:
            raise TooSlow("no time is left")
        timer = Timer(left, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            return super().rows(sql, parameters)
        except ReportError as fault:
            raise _told(fault) from fault.__cause__
        finally:
            timer.cancel()


def _told(fault: ReportError) -> ReportError:
    cause = fault.__cause__
    if isinstance(cause, duckdb.InterruptException):
        return TooSlow("it took too long")
    text = str(cause)
    return Refused(text.partition("search: ")[2].partition("\n")[0]) if "Error: search: " in text else fault
