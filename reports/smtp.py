"""Handing one message over by SMTP, and saying in words what went wrong and which setting to look at."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from contract.errors import MailError
from reports.mail import MailServer


class Refused(Exception):
    """The server will not take mail for this recipient: trying again does not help."""


class Unavailable(Exception):
    """Not now: the server is down or busy. Trying again may help."""


class HungUp(Unavailable):
    """The connection broke. If a message was on its way, nobody can know whether it was taken."""


@contextmanager
def session(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted and logged in as the settings say. MailError or Unavailable."""
    with _explained(server):
        connection = _connect(server)
    try:
        with _explained(server):
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
        yield connection
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        connection.close()  # after a failure without a polite goodbye, which could wait for an answer


def hand_over(connection: smtplib.SMTP, server: MailServer, message: EmailMessage) -> None:
    """Send one message to its one recipient. Refused, Unavailable or MailError."""
    try:
        with _explained(server):
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, told = next(iter(error.recipients.values()))
        answer = f"{code} {_text(told)}"
        # 4xx: a full mailbox, greylisting; 5xx: no such recipient.
        raise (Unavailable(answer) if 400 <= code < 500 else Refused(answer)) from error


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout)


@contextmanager
def _explained(server: MailServer) -> Iterator[None]:
    """Turn what smtplib, ssl and the network raise into errors that name the setting and the way out."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused:
        raise
    except ssl.SSLError as error:
        raise MailError(_of_tls(error, server)) from error
    except smtplib.SMTPResponseException as error:
        raise _of_answer(error, server) from error
    except smtplib.SMTPNotSupportedError as error:
        way_out = "set mail.security to tls or none, or leave mail.user empty, as your server needs"
        raise MailError(f"mail.security {server.security}: {_where(server)} says {error}; {way_out}") from error
    except socket.gaierror as error:
        raise Unavailable(f"mail.host {server.host!r} is not found; check its spelling and the network") from error
    except (smtplib.SMTPException, OSError) as error:
        way_out = "check mail.host and mail.port"
        raise HungUp(f"mail server {_where(server)} cannot be reached or hung up ({error}); {way_out}") from error


def _where(server: MailServer) -> str:
    return f"{server.host}:{server.port}"


def _of_tls(error: ssl.SSLError, server: MailServer) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        way_out = "use the name in the certificate as mail.host, or install the authority that signed it"
        return f"mail.host {_where(server)}: its certificate does not verify ({error.verify_message}); {way_out}"
    way_out = "mail.security is tls for port 465, starttls for port 587, none for a relay on this machine"
    return f"mail.security: {_where(server)} does not speak {server.security} ({error.reason}); {way_out}"


def _of_answer(error: smtplib.SMTPResponseException, server: MailServer) -> Exception:
    told = f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        way_out = "check mail.user and the password in the environment (FENGXIANG_MAIL_PASSWORD)"
        return MailError(f"mail.user: {_where(server)} refuses the login ({error.smtp_code}); {way_out}")
    if 400 <= error.smtp_code < 500 or error.smtp_code < 0:
        return Unavailable(f"{_where(server)} does not take mail now ({told})")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return MailError(f"mail.sender {server.sender!r} is refused by {_where(server)} ({told}); use one it allows")
    return Refused(told)


def _text(told: bytes | str) -> str:
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    return " ".join(text.split())[:200]
