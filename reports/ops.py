"""Mails for those who run the chain: a stage failed. They go to other people than what is found."""

import hashlib
from datetime import datetime

from contract.clock import SHANGHAI
from reports.mail import Mail
from reports.mail_page import mail_page
from reports.quoting import clean
from reports.wording import wording

KIND = "ops"
_LONGEST = 2000  # characters of a fault


def render_failure(stage: str, fault: str, as_of: datetime, language: str) -> Mail:
    """That `stage` failed with this fault. The same fault of a stage is told once a day (Asia/Shanghai)."""
    words, at = wording(language), as_of.astimezone(SHANGHAI)
    lines = [clean(line) for line in fault[:_LONGEST].splitlines()] or [""]
    subject = words("ops.subject", stage=stage, fault=lines[0])
    lead = words("ops.lead", stage=stage, instant=f"{at:%Y-%m-%d %H:%M}")
    told = [lead, "", *lines, "", words("ops.way_out"), words("ops.footer")]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]
    html = mail_page(
        "mail_ops.html",
        page={"language": language},
        words=words,
        is_over=False,
        subject=subject,
        lead=lead,
        lines=lines,
    )
    return Mail(
        KIND,
        f"{stage}-{at:%Y-%m-%d}-{digest}",
        subject,
        "\n".join(told) + "\n",
        html,
        brief="\n".join([lead, *lines[:4]]),
    )
