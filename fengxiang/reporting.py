"""Report and mail: what the stages `report` and `notify` hand to the reports room."""

import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from contract.clock import Week
from contract.errors import MailError
from fengxiang import home as place
from fengxiang import showing, telling
from fengxiang.settings import Settings
from reports import delivery, ops, weekly
from reports.archive import write_site
from reports.edition import Edition
from reports.ledger import open_ledger
from reports.mail import MailServer
from reports.parcels import Delivery, Parcel


def render(settings: Settings, week: Week, as_of: datetime) -> weekly.Report:
    """The week's report from the published warehouse, in the language of the settings."""
    warehouse = place.published(settings.home)
    return weekly.render(warehouse, week, settings.language, as_of, edition_of(settings))


def edition_of(settings: Settings) -> Edition:
    """Whose report it is and what stands in it."""
    return Edition(settings.brand)


def write(settings: Settings, week: Week, as_of: datetime) -> Path:
    """Write the week's report, then the archive around it; returns the report's HTML file."""
    report = render(settings, week, as_of)
    file = weekly.write(report, settings.home)
    warehouse, edition = place.published(settings.home), edition_of(settings)
    write_site(warehouse, settings.home, week, settings.language, as_of, edition, report.inside)
    return file


def server_of(settings: Settings) -> MailServer | None:
    """The mail server of the settings; None where none is set, or nobody has an address."""
    mail = settings.mail
    if not mail.host or not (mail.recipients or mail.ops or any(one.to for one in settings.subscribers)):
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


def notify(settings: Settings, week: Week | None, as_of: datetime) -> list[str]:
    """Tell subscribers the week's report (None: no report) and what changed of alerts, each once.

    Returns a line for each thing that became of a mail; MailError if some could not be delivered, after the others.
    """
    desk = telling.Desk(settings, as_of)
    with open_ledger(place.ledger(settings.home)) as book:
        parcels = list(telling.parcels(desk, week, book))
    result = _deliver(settings, parcels, as_of)
    held = showing.held_back(weekly.held_back(place.published(settings.home), week)) if week else []
    return [*held, *_became(result)]


def tell_ops(settings: Settings, stage: str, fault: str, as_of: datetime) -> list[str]:
    """Tell those who run the chain that a stage failed: once a stage, day and fault."""
    people = [one for one in telling.subscribers(settings) if one.ops]
    chats = telling.chats(settings)
    parcels = [
        Parcel(ops.render_failure(stage, fault, as_of, one.language), one.recipient, chats.get(one.chat))
        for one in people
    ]
    return _became(_deliver(settings, parcels, as_of)) if parcels else []


def _deliver(settings: Settings, parcels: list[Parcel], as_of: datetime) -> Delivery:
    ledger = place.ledger(settings.home)
    result = delivery.deliver(
        parcels, server_of(settings), ledger.parent, ledger, as_of, time.sleep, partial(datetime.now, UTC)
    )
    if result.faults:
        out = [f"{len(result.sent)} mail(s) went out all the same"] if result.sent else []
        raise MailError("\n".join([*result.faults, *out]))
    return result


def _became(result: Delivery) -> list[str]:
    return [
        *(f"mailed: {kind} {key}" for kind, key, _ in result.sent),
        *(f"may have arrived twice: {kind} {key}" for kind, key, _ in result.repeated),
        *(f"mail written to {file}" for file in result.written),
        *(f"refused: {kind} {key}: {why}" for (kind, key, _), why in result.refused.items()),
        *([f"{len(result.already)} mails were out already"] if result.already else []),
    ]
