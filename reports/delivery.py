"""Delivering mails once: by a mail server, a chat's webhook or into the outbox, with the ledger around each step."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from contract.errors import MailError
from reports import ledger as states
from reports.chats import sending
from reports.chats.sending import ChatServer
from reports.ledger import open_ledger
from reports.mail import MailServer, address, message
from reports.outbox import file_name, put
from reports.parcels import OUTBOX_SENDER, Delivery, Parcel, Round
from reports.smtp import HungUp, Unavailable, hand_over, session

log = logging.getLogger(__name__)

PAUSES = (1.0, 4.0, 15.0)  # seconds before the second, third and fourth try


def deliver(
    parcels: Sequence[Parcel],
    server: MailServer | None,
    outbox: Path,
    ledger: Path,
    now: datetime,
    sleep: Callable[[float], None],
    clock: Callable[[], datetime] | None = None,
) -> Delivery:
    """Tell each recipient each mail once.

    Without a server mails are written to `outbox`. A server or chat that is down is tried again after `PAUSES`; then
    what is left waits for the next run (mails lie in the outbox meanwhile), and the result's `faults` say why. A
    recipient who is refused is reported and not asked again. One way that fails, or is set wrongly, does not hold up
    the others. `now` dates messages and ledger, `clock` (default: `now`) signs messages to chats; `sleep` waits.
    MailError for an address that is none.
    """
    by_mail = [parcel for parcel in parcels if parcel.chat is None]
    for parcel in by_mail:
        address(parcel.recipient, "mail.recipients")
    if server is not None:
        address(server.sender, "mail.sender")
    with open_ledger(ledger) as book:
        round_ = Round(book, outbox, now, sleep, server, clock or (lambda: now))
        due = [parcel for parcel in parcels if round_.is_due(parcel)]
        for way in (_by_mail, _by_chat):
            way(round_, due)
    return round_.result


def _by_mail(round_: Round, due: Sequence[Parcel]) -> None:
    mails, server = [parcel for parcel in due if parcel.chat is None], round_.server
    if server is None:
        _write_all(round_, mails)
    elif mails:
        _in_tries(round_, mails, partial(_over_one_session, round_, server), f"stay in {round_.outbox}")


def _by_chat(round_: Round, due: Sequence[Parcel]) -> None:
    chats: dict[str, tuple[ChatServer, list[Parcel]]] = {}
    for parcel in due:
        if parcel.chat is not None:
            chats.setdefault(parcel.recipient, (parcel.chat, []))[1].append(parcel)
    for chat, waiting in chats.values():
        _in_tries(round_, waiting, partial(_to_chat, round_, chat), "wait")


def _write_all(round_: Round, mails: Sequence[Parcel]) -> None:
    for parcel in mails:
        built = message(parcel.mail, OUTBOX_SENDER, parcel.recipient, round_.now)
        path = put(round_.outbox, parcel.mail, parcel.recipient, built)
        round_.record(parcel, states.WRITTEN, path.name)
        round_.result.written.append(path)


def _in_tries(
    round_: Round, due: list[Parcel], send: Callable[[list[Parcel]], tuple[list[Parcel], str]], where: str
) -> None:
    """Try all, then what is left after each pause."""
    waiting, told = list(due), ""
    for pause in (0.0, *PAUSES):
        if pause:
            log.warning("mail: %s; trying again in %g s", told, pause)
            round_.sleep(pause)
        try:
            waiting, told = send(waiting)
        except MailError as fault:
            round_.keep(waiting, "wrong setting")
            round_.result.faults.append(str(fault))
            return
        if not waiting:
            return
    round_.keep(waiting, told)
    round_.result.faults.append(f"{told}; {len(waiting)} mail(s) {where}, the next run tries again")


def _over_one_session(round_: Round, server: MailServer, waiting: list[Parcel]) -> tuple[list[Parcel], str]:
    """One connection; returns what could not be sent now, and why."""
    later: list[Parcel] = []
    told = ""
    try:
        with session(server) as connection:
            for place, parcel in enumerate(waiting):
                built = message(parcel.mail, server.sender, parcel.recipient, round_.now)
                try:
                    why = round_.hand(parcel, partial(hand_over, connection, server, built))
                except HungUp as error:
                    return later + waiting[place + 1 :], str(error)
                if why:
                    later.append(parcel)
                    told = why
                else:
                    (round_.outbox / file_name(parcel.mail, parcel.recipient)).unlink(missing_ok=True)
    except Unavailable as error:  # no session at all: nothing of this round was tried
        return list(waiting), str(error)
    return later, told


def _to_chat(round_: Round, chat: ChatServer, waiting: list[Parcel]) -> tuple[list[Parcel], str]:
    """Message after message, in order; returns what could not be sent now, and why."""
    for place, parcel in enumerate(waiting):
        try:
            why = round_.hand(parcel, partial(sending.hand_over, chat, parcel.mail, round_.clock()))
        except HungUp as error:
            return waiting[place + 1 :], str(error)
        if why:
            return waiting[place:], why
    return [], ""
