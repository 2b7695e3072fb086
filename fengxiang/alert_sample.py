"""`fengxiang alerts sample`: how an alert's mail looks, sent to oneself; the ledger of real mails never hears of it."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from contract.clock import last_full_day
from contract.errors import MailError
from fengxiang import home as place
from fengxiang import sample_warehouse, showing
from fengxiang.reporting import server_of
from fengxiang.settings import Settings
from reports import alerts, delivery
from reports.mail import Mail
from reports.parcels import Parcel
from reports.sample import as_sample

NEWEST = """
SELECT * FROM alert WHERE status IN ('open', 'escalated') AND theme <> ''
ORDER BY dt DESC, severity = 'critical' DESC, authors DESC, alert_id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a sample went: to an address through a server, or into a file."""

    subject: str
    to: str
    file: Path | None
    made_up: bool


def send(settings: Settings, to: str, as_of: datetime) -> Sent:
    """Send a sample to an address, or write it to the outbox where no server is set. MailError as any mail."""
    recipient = to or own_address(settings)
    mail, made_up = sample(settings, as_of)
    of_one = settings.model_copy(update={"mail": settings.mail.model_copy(update={"recipients": (recipient,)})})
    outbox = place.ledger(settings.home).parent
    with TemporaryDirectory(prefix="fengxiang-") as aside:
        book = Path(aside) / "ledger.jsonl"  # of its own: a sample is no event
        told = delivery.deliver([Parcel(mail, recipient)], server_of(of_one), outbox, book, as_of, time.sleep)
    for fault in told.faults:
        why = fault.partition("; ")[0]  # what follows speaks of a next run, and a sample has none
        raise MailError(f"no sample was sent: {why}. Mend that and ask for it again")
    for why in told.refused.values():
        raise MailError(f"{recipient} was refused: {why}. Name another address with --to")
    return Sent(mail.subject, recipient, next(iter(told.written), None), made_up)


def own_address(settings: Settings) -> str:
    """The one recipient there is; a sample is not for a whole team. Without a server nobody is bothered."""
    if not settings.mail.host:
        return settings.mail.sender
    if len(settings.mail.recipients) == 1:
        return settings.mail.recipients[0]
    raise typer.BadParameter(
        f"name an address with --to: [mail] recipients has {len(settings.mail.recipients)}, and a sample is for one"
    )


def sample(settings: Settings, as_of: datetime) -> tuple[Mail, bool]:
    """The sample of the newest alert, or of a made-up one (True) where there was none yet."""
    warehouse = place.published(settings.home)
    rows = showing.asked(warehouse, NEWEST, {}) if warehouse.is_file() else []
    key = f"{as_of:%Y%m%dT%H%M%S.%f}"
    if rows:
        mail = alerts.render_alert(warehouse, alerts.Alert(rows[0]), settings.language, as_of, brand=settings.brand)
        return as_sample(mail, key, settings.language, made_up=False), False
    with TemporaryDirectory(prefix="fengxiang-") as aside:
        day = last_full_day(as_of)
        made = sample_warehouse.write(Path(aside) / "warehouse.duckdb", day)
        alert = alerts.Alert(sample_warehouse.alert(day))
        mail = alerts.render_alert(made, alert, settings.language, as_of, brand=settings.brand)
    return as_sample(mail, key, settings.language, made_up=True), True
