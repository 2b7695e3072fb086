"""What is on its way to whom, and the ledger's lines around each step of handing it over."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from reports import ledger as states
from reports.chats.sending import ChatServer
from reports.ledger import Key, Ledger
from reports.mail import Mail, MailServer, message, recipient_hash
from reports.outbox import put
from reports.smtp import HungUp, Refused, Unavailable

log = logging.getLogger(__name__)

OUTBOX_SENDER = "Fengxiang <fengxiang@localhost>"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail for one recipient: an address, or the name of a chat. `covers` are the alerts' changes that it tells."""

    mail: Mail
    recipient: str
    chat: ChatServer | None = None
    covers: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Under which the ledger knows it."""
        to = f"chat {self.recipient}" if self.chat else self.recipient
        return (self.mail.kind, self.mail.key, recipient_hash(to))


@dataclass(slots=True)
class Delivery:
    """What became of each mail: (kind, key, recipient hash) lists, and files in the outbox."""

    sent: list[Key] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    already: list[Key] = field(default_factory=list)
    repeated: list[Key] = field(default_factory=list)  # may have reached the recipient before a crash
    refused: dict[Key, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)  # why what is left could not be delivered, a sentence each way


@dataclass(slots=True)
class Round:
    """What the steps of one delivery share."""

    book: Ledger
    outbox: Path
    now: datetime
    sleep: Callable[[float], None]
    server: MailServer | None
    clock: Callable[[], datetime]  # of signatures, which a platform compares with its own
    result: Delivery = field(default_factory=Delivery)

    def is_due(self, parcel: Parcel) -> bool:
        """Whether it was not told yet; what was is noted."""
        if self.book.is_done(parcel.key):
            self.result.already.append(parcel.key)
            return False
        return True

    def record(self, parcel: Parcel, state: str, detail: str = "") -> None:
        """A line in the ledger."""
        self.book.record(parcel.key, state, self.now, detail, parcel.covers)

    def begin(self, parcel: Parcel) -> None:
        """Before it is handed over: from here on a crash may hide whether it went out."""
        repeat = self.book.state(parcel.key) == states.SENDING or self.book.doubts(parcel.key) > 0
        if repeat:
            log.warning("mail %s %s to %s: an earlier run stopped while sending it; this may be a repeat", *parcel.key)
            self.result.repeated.append(parcel.key)
        self.record(parcel, states.SENDING, "may be a repeat: an earlier run stopped while sending" if repeat else "")

    def hand(self, parcel: Parcel, over: Callable[[], None]) -> str:
        """Hand one over; returns why it must wait, or nothing.

        HungUp is recorded and raised again: what may have been taken is not tried again in this run.
        """
        self.begin(parcel)
        try:
            over()
        except Refused as refusal:
            self.record(parcel, states.REFUSED, str(refusal))
            self.result.refused[parcel.key] = str(refusal)
            log.warning("mail: recipient %s is refused: %s", parcel.key[2], refusal)
        except HungUp as error:
            self.record(parcel, states.DOUBTED, f"{error}; it may have been taken, so the next run may repeat it")
            log.warning("mail %s %s to %s: %s; it may have been taken, the next run may repeat it", *parcel.key, error)
            self._lay_out(parcel)
            self.result.faults.append(f"{error}; one mail may have been taken, the next run sends it once more")
            raise
        except Unavailable as error:
            self.record(parcel, states.FAILED, str(error))
            return str(error)
        else:
            self.record(parcel, states.SENT)
            self.result.sent.append(parcel.key)
        return ""

    def keep(self, waiting: Sequence[Parcel], why: str) -> None:
        """Leave for the next run what did not go out."""
        for parcel in waiting:
            if self.book.state(parcel.key) in states.DONE:
                continue  # went out before the failure
            self._lay_out(parcel)
            self.record(parcel, states.FAILED, why)

    def _lay_out(self, parcel: Parcel) -> None:
        """A mail that waits lies in the outbox as a file meanwhile."""
        if parcel.chat is None:
            sender = self.server.sender if self.server else OUTBOX_SENDER
            built = message(parcel.mail, sender, parcel.recipient, self.now)
            self.result.written.append(put(self.outbox, parcel.mail, parcel.recipient, built))
