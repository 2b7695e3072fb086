"""Report and mail: what the stages `report` and `notify` hand to the reports room."""

import time
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from fengxiang import home as place
from fengxiang import showing
from fengxiang.settings import Settings
from reports import alerts, delivery, weekly
from reports.mail import Mail, MailServer


def render(settings: Settings, week: Week, as_of: datetime) -> weekly.Report:
    """The week's report from the published warehouse, in the language of the settings."""
    warehouse = place.published(settings.home)
    return weekly.render(warehouse, week, settings.language, as_of, brand=settings.brand)


def write(settings: Settings, week: Week, as_of: datetime) -> Path:
    """Write the week's report; returns the HTML file."""
    return weekly.write(render(settings, week, as_of), settings.home)


def server_of(settings: Settings) -> MailServer | None:
    """The mail server of the settings; None where none is set."""
    mail = settings.mail
    if not mail.host or not mail.recipients:
        return None
    return MailServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password.get_secret_value(),
        sender=mail.sender,
        timeout=mail.timeout,
    )


def notify(settings: Settings, week: Week, as_of: datetime) -> list[str]:
    """Mail the week's report and the alerts of its days, each once; a line for each thing that became of a mail."""
    mails = [render(settings, week, as_of).mail, *_alert_mails(settings, week, as_of)]
    result = delivery.deliver(
        mails,
        server_of(settings),
        settings.mail.recipients or (settings.mail.sender,),
        place.ledger(settings.home).parent,
        place.ledger(settings.home),
        as_of,
        time.sleep,
    )
    return [
        *showing.held_back(weekly.held_back(place.published(settings.home), week)),
        *(f"mailed: {kind} {key}" for kind, key, _ in result.sent),
        *(f"mail written to {file}" for file in result.written),
        *(f"refused: {kind} {key}: {why}" for (kind, key, _), why in result.refused.items()),
        *([f"{len(result.already)} mails were out already"] if result.already else []),
    ]


def _alert_mails(settings: Settings, week: Week, as_of: datetime) -> list[Mail]:
    warehouse = place.published(settings.home)
    pending = alerts.pending(warehouse, week.window)
    watched = settings.watch.themes
    return [
        alerts.render_alert(warehouse, alert, settings.language, as_of, brand=settings.brand)
        for alert in pending
        if not watched or alert.row["theme"] in watched
    ]
