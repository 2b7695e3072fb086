"""Where mail goes when no server is configured and waits when one fails: .eml files that any mail program opens."""

import re
from email.message import EmailMessage
from pathlib import Path

from reports.atomic import write_whole
from reports.mail import Mail, recipient_hash

_NOT_PLAIN = re.compile(r"[^\w.-]+", re.ASCII)


def file_name(mail: Mail, recipient: str) -> str:
    """Event and recipient (hashed) as a file name; the same event and recipient have the same one."""
    event = _NOT_PLAIN.sub("_", f"{mail.kind}-{mail.key}").strip("._")[:100]
    return f"{event}-{recipient_hash(recipient)[:10]}.eml"


def put(outbox: Path, mail: Mail, recipient: str, message: EmailMessage) -> Path:
    """Write the message atomically; returns where it lies."""
    return write_whole(outbox / file_name(mail, recipient), message.as_bytes())
