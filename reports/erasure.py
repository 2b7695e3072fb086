"""Erases in what people were shown: reports, mails that wait or were written to the outbox, and plain text files.

A report is not made again: it stays what people were told that week, and only the quote gives way to a note. What was
sent is out of reach.
"""

import base64
import re
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html import escape, unescape
from io import BytesIO
from pathlib import Path

from contract.needles import Needles
from reports.atomic import write_whole
from reports.quoting import clean
from reports.wording import wording

PDF = "application/pdf"
_PACKED = (PDF, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_TAG = re.compile(r"<[^<>]*>")
_LANGUAGE = re.compile(r'<html lang="(zh|en)')
_HREF = re.compile(r'href="([^"]*)"')
_LINK = re.compile(r'(?: · )?<a href="([^"]*)"[^>]*>[^<]*</a>')
_QUOTES = (  # of the page, of the mail of an alert, and of such mails as they were: (quote, the rest of its block)
    re.compile(r"(?P<open><li><blockquote><p>)(?P<quote>.*?)(?P<rest></p></blockquote>.*?</li>)", re.S),
    re.compile(r"(?P<open><td class=\"quote\"[^>]*>)(?P<quote>.*?)(?P<rest><br><span .*?</td>)", re.S),
    re.compile(r"(?P<open><div style=\"border-left:3px[^\"]*\">)(?P<quote>.*?)(?P<rest><br><span .*?</div>)", re.S),
)
_SHORTEST = 4  # characters of a quote that may be a piece of a text; shorter ones must be all of it


def erase_page(path: Path, needles: Needles, carry_out: bool) -> int:
    """An HTML report: returns 1 if it showed or linked an erased post, else 0."""
    return _rewritten(path, _page(path.read_text("utf-8", "replace"), needles), carry_out)


def erase_text(path: Path, needles: Needles, carry_out: bool) -> int:
    """A plain text file: returns 1 if it told anything, else 0."""
    return _rewritten(path, needles.blanked(path.read_text("utf-8", "replace")), carry_out)


def erase_mail(path: Path, needles: Needles, carry_out: bool) -> int:
    """A mail, whatever its parts are packed in: returns 1 if a part told anything, else 0."""
    mail = message_from_bytes(path.read_bytes(), policy=SMTP)
    subject = str(mail["Subject"] or "")
    changed = [_in_part(part, needles, carry_out) for part in mail.walk() if not part.is_multipart()]
    if needles.tells(subject):
        del mail["Subject"]
        mail["Subject"] = needles.blanked(subject)
        changed.append(True)
    if any(changed) and carry_out:
        write_whole(path, mail.as_bytes())
    return int(any(changed))


def _rewritten(path: Path, after: str, carry_out: bool) -> int:
    before = path.read_text("utf-8", "replace")
    if after != before and carry_out:
        write_whole(path, after.encode("utf-8"))
    return int(after != before)


def _in_part(part: EmailMessage, needles: Needles, carry_out: bool) -> bool:
    """Blank one part of a mail in place; whether it told anything."""
    payload = part.get_payload(decode=True)
    if part.get_content_type() in _PACKED:
        return isinstance(payload, bytes) and _packed_part(part, payload, needles, carry_out)
    before = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    kind = part.get_content_type()
    after = _page(before, needles) if kind == "text/html" else _plain(before, needles)
    if after == before:
        return False
    part.set_payload(base64.encodebytes(after.encode("utf-8")).decode("ascii"))
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    part.set_param("charset", "utf-8")
    return True


def _packed_part(part: EmailMessage, payload: bytes, needles: Needles, carry_out: bool) -> bool:
    """A workbook that tells anything, or a PDF, which cannot be asked, gives way to a note; whether it did."""
    told = any(needles.tells(text) for text in _texts_of(payload))
    if not (carry_out if part.get_content_type() == PDF else told):
        return False
    name = part.get_filename()
    part.clear_content()
    part.set_content(wording("en")("page.erased"), disposition="attachment", filename=f"{name}.txt")
    return True


def _texts_of(workbook: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(workbook)) as packed:
            yield from (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    except (zipfile.BadZipFile, zlib.error, OSError):
        yield workbook.decode("utf-8", "replace")


def _page(page: str, needles: Needles) -> str:
    language = _LANGUAGE.search(page)
    note = escape(wording(language[1] if language else "en")("page.erased"))
    shown = _Shown(needles)
    for pattern in _QUOTES:
        page = pattern.sub(lambda block: _block(block, shown, note), page)
    page = _LINK.sub(lambda link: "" if unescape(link[1]) in needles.urls else link[0], page)
    return needles.blanked(page)


def _block(block: re.Match[str], shown: "_Shown", note: str) -> str:
    links = {unescape(link) for link in _HREF.findall(block["rest"])}
    if not links & shown.needles.urls and not shown.is_theirs(unescape(_TAG.sub("", block["quote"]))):
        return block[0]
    return f"{block['open']}{note}{_LINK.sub('', block['rest'])}"


def _plain(text: str, needles: Needles) -> str:
    """The text part of a mail: its quotes stand on lines of their own, after a >."""
    shown, lines = _Shown(needles), text.split("\n")
    told = ["> …" if line.startswith("> ") and shown.is_theirs(line[2:]) else line for line in lines]
    return needles.blanked("\n".join(told))


class _Shown:
    """The erased texts as a page shows them: cleaned, and here without blanks, since cutting moves those."""

    def __init__(self, needles: Needles) -> None:
        self.needles = needles
        self._whole = {_bare(text) for text in needles.texts | needles.shown} - {""}

    def is_theirs(self, quote: str) -> bool:
        """Whether a quote is one of them or a piece of one."""
        said = _bare(quote)
        return said in self._whole or (len(said) >= _SHORTEST and any(said in whole for whole in self._whole))


def _bare(text: str) -> str:
    return "".join(clean(text).strip("… ").split())
