"""Airflow's SMTP connection in place of `[mail]`, where there is one: one place for an installation's mail.

The connection is the one that Airflow itself mails by (`[email] email_conn_id`, usually `smtp_default`). What it tells
is read as Airflow's own SMTP hook reads it: implicit TLS unless `disable_ssl`, then STARTTLS unless `disable_tls`.
"""

from typing import TYPE_CHECKING, Any

from airflow.sdk import Connection
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowRuntimeError

from contract.errors import SettingsError

if TYPE_CHECKING:
    from fengxiang.settings import Settings


def connection_id() -> str:
    """The connection that Airflow mails by."""
    return str(conf.get("email", "email_conn_id", fallback="smtp_default"))


def connection() -> Connection | None:
    """It, or None if nobody made one."""
    try:
        found: Connection = Connection.get(connection_id())
    except (AirflowNotFoundException, AirflowRuntimeError):
        return None
    return found


def with_airflows_mail(settings: "Settings") -> "Settings":
    """The settings with Airflow's mail server in place of theirs; as they are if Airflow has none."""
    found = connection()
    if found is None or not found.host:
        return settings
    extra: dict[str, Any] = found.extra_dejson
    if extra.get("auth_type", "basic") != "basic":
        raise SettingsError(
            f"the connection {connection_id()} logs in by {extra['auth_type']}; reports are mailed with user and "
            "password: give the connection those, or delete it and set [mail]"
        )
    changes: dict[str, Any] = {
        "host": found.host,
        "port": found.port or _PORTS[_security(extra)],
        "security": _security(extra),
        "user": found.login or "",
        "password": found.password or "",
        "timeout": float(extra.get("timeout", settings.mail.timeout)),
        "sender": extra.get("from_email") or settings.mail.sender,
    }
    told = settings.mail.model_dump() | changes
    return settings.model_copy(update={"mail": type(settings.mail).model_validate(told)})


_PORTS = {"tls": 465, "starttls": 587, "none": 25}


def _security(extra: dict[str, Any]) -> str:
    if not _is_set(extra, "disable_ssl"):
        return "tls"
    return "none" if _is_set(extra, "disable_tls") else "starttls"


def _is_set(extra: dict[str, Any], name: str) -> bool:
    return str(extra.get(name, False)).lower() in ("true", "1", "yes")
