"""A mail turned into a sample of itself: marked in its subject and at its head, and never taken for the event."""

import re
from dataclasses import replace

from markupsafe import escape

from reports.mail import Mail
from reports.wording import wording

KIND = "sample"
_BODY = re.compile(r"<body[^>]*>")


def as_sample(mail: Mail, key: str, language: str, *, made_up: bool) -> Mail:
    """The mail as a sample in a language (zh or en); `key` must differ from one to the next, `made_up` says of what."""
    words = wording(language)
    note = words("sample.made_up" if made_up else "sample.of_an_alert")
    banner = (
        '<div style="margin:0;padding:10px 16px;background:#ffe9a8;color:#1c2426;font-size:14px;line-height:1.5;'
        f'font-family:Arial,sans-serif;"><b>{escape(words("sample.mark"))}</b> {escape(note)}</div>'
    )
    return replace(
        mail,
        kind=KIND,
        key=key,
        subject=f"{words('sample.mark')} {mail.subject}",
        text=f"{words('sample.mark')} {note}\n\n{mail.text}",
        html=_BODY.sub(lambda body: body[0] + banner, mail.html, count=1),
        brief=f"{words('sample.mark')} {mail.brief}" if mail.brief else "",
    )
