"""What is mailed and to whom, as standard messages: plain text, HTML, attachments; headers that cannot be injected."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, parseaddr
from typing import Literal

from contract.errors import MailError
from reports.quoting import quote

MAX_SUBJECT = 160
Security = Literal["none", "starttls", "tls"]
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f<>\"(),:;\[\]\\]+@[^@\s\x00-\x1f\x7f<>\"(),:;\[\]\\]+")


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server. `security`: tls (from the first byte), starttls, or none (a relay on this machine)."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail; `content_type` like text/html. With a `cid` it is a picture that the HTML shows: `cid:...`."""

    name: str
    content: bytes = field(repr=False)
    content_type: str
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """Something to tell: `kind` and `key` name the event (weekly, 2026-W47), which a recipient is told once.

    `brief` says it in a few lines, for a chat.
    """

    kind: str
    key: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    brief: str = ""


def address(text: str, setting: str) -> Address:
    """`name@host` or `Name <name@host>` as an address; MailError names the setting it came from."""
    found = getaddresses([text])
    name, plain = found[0] if len(found) == 1 else ("", "")
    if not _ADDRESS.fullmatch(plain) or re.search(r"[\r\n\x00]", text):
        raise MailError(f"{setting}: {text!r} is not a mail address; write name@example.com or Name <name@example.com>")
    local, _, domain = plain.rpartition("@")
    try:
        return Address(quote(name, 80), local, domain)
    except (ValueError, HeaderParseError) as error:
        raise MailError(f"{setting}: {text!r} is not a mail address ({error}); write name@example.com") from error


def recipient_hash(recipient: str) -> str:
    """How a recipient is named in the ledger: no address stands in it."""
    plain = parseaddr(recipient)[1].strip().lower()
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()[:20]


def message_id(mail: Mail, recipient: str) -> str:
    """The same event to the same recipient has the same id, so a repeated mail can be told as one."""
    named = "\n".join((mail.kind, mail.key, recipient_hash(recipient)))
    return f"<{hashlib.sha256(named.encode('utf-8')).hexdigest()[:32]}@fengxiang.invalid>"


def message(mail: Mail, sender: str, recipient: str, now: datetime) -> EmailMessage:
    """One message for one recipient (nobody sees the others). `now` is the Date header."""
    built = EmailMessage(policy=SMTP)
    built["Subject"] = quote(mail.subject, MAX_SUBJECT)
    built["From"] = address(sender, "mail.sender")
    built["To"] = address(recipient, "mail.recipients")
    built["Date"] = format_datetime(now)
    built["Message-ID"] = message_id(mail, recipient)
    built["Auto-Submitted"] = "auto-generated"
    built.set_content(mail.text, charset="utf-8", cte="base64")
    built.add_alternative(mail.html, subtype="html", charset="utf-8", cte="base64")
    _add_pictures(built, [attached for attached in mail.attachments if attached.cid])
    for attached in mail.attachments:
        if attached.cid:
            continue
        main, _, sub = attached.content_type.partition("/")
        # Without a charset a mail program would read the page as ASCII
        told = {"charset": "utf-8"} if main == "text" else None
        name = quote(attached.name, 120)
        built.add_attachment(attached.content, maintype=main, subtype=sub, filename=name, params=told)
    _fix_boundaries(built)
    return built


def _add_pictures(built: EmailMessage, pictures: Sequence[Attachment]) -> None:
    """Pictures travel with the HTML part (multipart/related), so that nothing is fetched and no list shows them."""
    page = built.get_body(("html",))
    assert isinstance(page, EmailMessage)  # noqa: S101 - it was put in just before
    for picture in pictures:
        main, _, sub = picture.content_type.partition("/")
        page.add_related(picture.content, main, sub, cid=f"<{picture.cid}>", disposition="inline",
                         filename=quote(picture.name, 120))  # fmt: skip


def _fix_boundaries(built: EmailMessage) -> None:
    """Boundaries from the message id instead of from chance: the same mail has the same bytes."""
    seed = str(built["Message-ID"]).strip("<>").partition("@")[0]
    parts = [part for part in built.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{seed}_{number}")
