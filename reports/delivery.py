"""Delivering mails once: through a server or into the outbox, with the ledger before and after each step."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

from contract.errors import MailError
from reports import ledger as states
from reports.ledger import Key, Ledger, open_ledger
from reports.mail import Mail, MailServer, address, message, recipient_hash
from reports.outbox import file_name, put
from reports.smtp import HungUp, Refused, Unavailable, hand_over, session

log = logging.getLogger(__name__)

OUTBOX_SENDER = "Fengxiang <fengxiang@localhost>"
PAUSES = (1.0, 4.0, 15.0)  # seconds before the second, third and fourth try


@dataclass(slots=True)
class Delivery:
    """What became of each mail: (kind, key, recipient hash) lists, and files in the outbox."""

    sent: list[Key] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    already: list[Key] = field(default_factory=list)
    repeated: list[Key] = field(default_factory=list)  # may have reached the recipient before a crash
    refused: dict[Key, str] = field(default_factory=dict)


def deliver(
    mails: Sequence[Mail],
    server: MailServer | None,
    recipients: Sequence[str],
    outbox: Path,
    ledger: Path,
    now: datetime,
    sleep: Callable[[float], None],
) -> Delivery:
    """Tell each recipient each mail once.

    Without a server the messages are written to `outbox`. A server that is down is tried again after `PAUSES`; then
    what is left goes to the outbox, the next run tries it again, and MailError says so. A recipient who is refused is
    reported in the result and not asked again. `now` dates messages and ledger; `sleep` waits.
    """
    if not recipients:
        raise MailError("mail.recipients is empty; name at least one address")
    people = {recipient_hash(address(one, "mail.recipients").addr_spec): one for one in recipients}
    if server is not None:
        address(server.sender, "mail.sender")
    result = Delivery()
    with open_ledger(ledger) as book:
        due = [(mail, one) for mail in mails for one in people.values() if _is_due(mail, one, book, result)]
        if server is None:
            _write_all(due, outbox, book, now, result)
        elif due:
            _send_all(due, server, outbox, book, now, sleep, result)
    return result


def _key(mail: Mail, recipient: str) -> Key:
    return (mail.kind, mail.key, recipient_hash(recipient))


def _is_due(mail: Mail, recipient: str, book: Ledger, result: Delivery) -> bool:
    key = _key(mail, recipient)
    if book.state(key) in states.DONE:
        result.already.append(key)
        return False
    return True


def _write_all(due: Sequence[tuple[Mail, str]], outbox: Path, book: Ledger, now: datetime, result: Delivery) -> None:
    for mail, recipient in due:
        path = put(outbox, mail, recipient, message(mail, OUTBOX_SENDER, recipient, now))
        book.record(_key(mail, recipient), states.WRITTEN, now, path.name)
        result.written.append(path)


def _send_all(
    due: list[tuple[Mail, str]],
    server: MailServer,
    outbox: Path,
    book: Ledger,
    now: datetime,
    sleep: Callable[[float], None],
    result: Delivery,
) -> None:
    waiting, told = list(due), ""
    for pause in (0.0, *PAUSES):
        if pause:
            log.warning("mail: %s; trying again in %g s", told, pause)
            sleep(pause)
        try:
            waiting, told = _send_round(waiting, server, outbox, book, now, result)
        except MailError:
            _keep(waiting, server, outbox, book, now, result, "wrong setting")
            raise
        if not waiting:
            return
    _keep(waiting, server, outbox, book, now, result, told)
    raise MailError(f"{told}; {len(waiting)} mail(s) stay in {outbox}, the next run tries again")


def _send_round(
    waiting: list[tuple[Mail, str]], server: MailServer, outbox: Path, book: Ledger, now: datetime, result: Delivery
) -> tuple[list[tuple[Mail, str]], str]:
    """One connection; returns what could not be sent now, and why."""
    later: list[tuple[Mail, str]] = []
    told = ""
    try:
        with session(server) as connection:
            for place, (mail, recipient) in enumerate(waiting):
                built = message(mail, server.sender, recipient, now)
                _begin(_key(mail, recipient), book, now, result)
                try:
                    _send_one(connection, server, mail, recipient, built, book, now, result)
                    (outbox / file_name(mail, recipient)).unlink(missing_ok=True)
                except HungUp as error:
                    _unsure(_key(mail, recipient), str(error), book, now, result)
                    return later + waiting[place:], str(error)
                except Unavailable as error:
                    book.record(_key(mail, recipient), states.FAILED, now, str(error))
                    later.append((mail, recipient))
                    told = str(error)
    except Unavailable as error:  # no session at all: nothing of this round was tried
        return list(waiting), str(error)
    return later, told


def _send_one(
    connection: SMTP,
    server: MailServer,
    mail: Mail,
    recipient: str,
    built: EmailMessage,
    book: Ledger,
    now: datetime,
    result: Delivery,
) -> None:
    key = _key(mail, recipient)
    try:
        hand_over(connection, server, built)
    except Refused as refusal:
        book.record(key, states.REFUSED, now, str(refusal))
        result.refused[key] = str(refusal)
        log.warning("mail: recipient %s is refused: %s", key[2], refusal)
    else:
        book.record(key, states.SENT, now)
        result.sent.append(key)


def _unsure(key: Key, told: str, book: Ledger, now: datetime, result: Delivery) -> None:
    result.repeated.append(key)
    book.record(key, states.FAILED, now, f"{told}; it may have been taken, so the next try may repeat it")
    log.warning("mail %s %s to %s: %s; it may have been taken, the next try may repeat it", *key, told)


def _begin(key: Key, book: Ledger, now: datetime, result: Delivery) -> None:
    if book.state(key) == states.SENDING:
        log.warning("mail %s %s to %s: an earlier run stopped while sending it; this may be a repeat", *key)
        result.repeated.append(key)
    repeat = key in result.repeated
    book.record(key, states.SENDING, now, "may be a repeat: an earlier run stopped while sending" if repeat else "")


def _keep(
    waiting: Sequence[tuple[Mail, str]],
    server: MailServer,
    outbox: Path,
    book: Ledger,
    now: datetime,
    result: Delivery,
    why: str,
) -> None:
    for mail, recipient in waiting:
        if book.state(_key(mail, recipient)) in states.DONE:
            continue  # went out before the failure
        result.written.append(put(outbox, mail, recipient, message(mail, server.sender, recipient, now)))
        book.record(_key(mail, recipient), states.FAILED, now, why)
