"""What a task has in hand while it works: settings, the run's instant, a log for progress; what a fault means to it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from contract.errors import FengxiangError, SettingsError
from contract.progress import Progress
from fengxiang.scheduled import moment
from fengxiang.scheduled.mail_connection import with_airflows_mail

if TYPE_CHECKING:
    from fengxiang.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 40 * 60.0  # seconds that a task waits for others at work on the home
_LINE_EVERY = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Work:
    """A task at work."""

    context: Any
    settings: "Settings"
    as_of: datetime
    started_at: datetime

    @property
    def params(self) -> dict[str, Any]:
        """What the run's form says."""
        return dict(self.context["params"])


@contextmanager
def at_work(*, dry: bool = False) -> Iterator[Work]:
    """Load settings and mail connection, wait for others at work on the home, and say faults in a sentence.

    A wrong setting fails the task at once: trying again would not mend it. In a dry run only `dry` tasks work.
    """
    from fengxiang import home
    from fengxiang.settings import load

    context = get_current_context()
    if context["params"].get("dry_run") and not dry:
        raise AirflowSkipException("dry run: nothing is read, written or mailed")
    try:
        settings = with_airflows_mail(load())
        with home.waiting(PATIENCE):
            yield Work(context, settings, moment.instant(context), context["ti"].start_date.astimezone(UTC))
    except SettingsError as fault:
        raise AirflowFailException(str(fault)) from None
    except FengxiangError as fault:
        log.error("%s", fault)
        raise


def progress_lines(name: str) -> "_Lines":
    """An `on_progress` that writes a line every ten seconds."""
    return _Lines(name)


class _Lines:
    def __init__(self, name: str) -> None:
        self._name, self._told = name, time.monotonic()

    def __call__(self, step: Progress) -> None:
        if time.monotonic() - self._told >= _LINE_EVERY:
            self._told = time.monotonic()
            of = f" of {step.total}" if step.total else ""
            log.info("%s: %s%s %s %s", self._name, step.done, of, step.unit, step.subject)


__all__ = ["PATIENCE", "Work", "at_work", "progress_lines"]
