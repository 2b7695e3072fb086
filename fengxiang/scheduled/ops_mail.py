"""Failures and missed deadlines, told to those who run the chain.

First by the chain's own way: once a task, day and fault, in each person's language, by mail or chat. Where that way
is itself what is broken (settings that do not load, a full disk under the ledger) Airflow's SmtpNotifier mails it.
"""

import html
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from airflow.providers.smtp.notifications.smtp import SmtpNotifier
from asgiref.sync import sync_to_async

from fengxiang.scheduled.mail_connection import connection, connection_id, with_airflows_mail

log = logging.getLogger(__name__)

_UNTOLD = "it ended without telling why: killed, or out of memory"


class Trouble(NamedTuple):
    """What went wrong where."""

    where: str
    what: str
    as_of: datetime


class OpsMail(SmtpNotifier):
    """Callback of a task that failed for good, or of a DAG that is late. The addresses stand in the settings."""

    def __init__(self, where: str = "", what: str = "", **kwargs: Any) -> None:
        super().__init__(to=[], from_email="", subject="", html_content="", smtp_conn_id=connection_id(), **kwargs)
        self.where, self.what = where, what

    def notify(self, context: Any) -> None:
        """Tell it; that this fails too is logged, and hides nothing."""
        trouble = _trouble(context, self.where, self.what)
        try:
            told = _by_the_chain(trouble)
        except Exception as fault:
            log.warning("the chain could not tell its people (%s); Airflow tries", fault)
        else:
            log.info("told: %s", "; ".join(told) or "nobody is named for the chain's troubles ([mail] ops)")
            return
        self.to, self.from_email = _addresses()
        if not self.to:
            log.error("nobody could be told that %s failed: %s", trouble.where, trouble.what)
            return
        self.subject = f"Fengxiang: {trouble.where} failed"
        self.html_content = (
            f"<p>{html.escape(trouble.where)}, {trouble.as_of}:</p><pre>{html.escape(trouble.what)}</pre>"
        )
        super().notify(context)


async def deadline_missed(dag: str, minutes: int, context: Any = None) -> None:
    """Callback of a DAG's deadline. It runs in the triggerer: what runs in an executor may not ask for connections."""
    late = OpsMail(dag, f"a run is not done {minutes} minutes after it was due")
    await sync_to_async(late.notify)(context or {})


def _by_the_chain(trouble: Trouble) -> list[str]:
    from fengxiang import stages
    from fengxiang.settings import load

    return stages.tell_ops(with_airflows_mail(load()), trouble.where, trouble.what, trouble.as_of)


def _trouble(context: Mapping[str, Any], where: str, what: str) -> Trouble:
    run, task = context.get("dag_run"), context.get("ti")
    # a deadline's context holds plain JSON, a task's holds objects
    after = getattr(run, "run_after", None) or (run or {}).get("run_after") if run else None
    at = datetime.fromisoformat(after) if isinstance(after, str) else after
    if task is not None and not where:
        number = getattr(task, "map_index", -1)
        where = f"{task.dag_id}.{task.task_id}" + (f" [{number}]" if number is not None and number >= 0 else "")
    told = what or str(context.get("exception") or "") or _UNTOLD
    return Trouble(where or "a task", told, at or datetime.now(UTC))


def _addresses() -> tuple[list[str], str]:
    """Whom Airflow mails, and from whom: those of the settings, else the sender of its connection."""
    found = connection()
    sender = str(found.extra_dejson.get("from_email", "")) if found else ""
    try:
        from fengxiang.settings import load

        mail = load().mail
    except Exception:  # settings that do not load are what there is to tell
        return [sender] if sender else [], sender
    return [str(to) for to in mail.ops], sender or str(mail.sender)
