"""The signed link by which a mail's reader acknowledges an alert without an account: made here, and read back here.

A link says which alert, what may be done about it, in which language, and until when; the signature covers all of it,
under a key of its own purpose, so that nothing else that is ever signed can be taken for a link.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from contract.errors import FengxiangError, SettingsError
from fengxiang.alert_actions import ACKNOWLEDGE
from fengxiang.home import link_key_of
from fengxiang.settings import Settings

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

LASTS = timedelta(days=30)
LONGEST = 400  # characters of a token; more is looked at no further
_PURPOSE = "fengxiang.alerts.link.1"


class Forged(FengxiangError):
    """The link was not made here, or was changed."""


class Expired(FengxiangError):
    """The link was made here, too long ago."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link allows: one act on one alert; `language` is that of the mail it stood in."""

    alert_id: str
    action: str
    language: str
    until: datetime


def acknowledge_url(settings: Settings, alert_id: str, as_of: datetime | None = None, language: str = "") -> str:
    """The address that acknowledges an alert, good for 30 days from `as_of` (default: now); empty without [server] url.

    The same alert, instant and language give the same address. SettingsError if the extra `server` is not installed.
    """
    if not settings.server.url:
        return ""
    until = (as_of or datetime.now(UTC)) + LASTS
    told = [alert_id, ACKNOWLEDGE, language or settings.language, int(until.timestamp())]
    return f"{settings.server.url}/alerts/{_signer(settings).dumps(told)}"


def read(settings: Settings, token: str, now: datetime) -> Link:
    """What a token allows; Forged or Expired if it allows nothing (any more)."""
    from itsdangerous import BadData

    if len(token) > LONGEST:
        raise Forged("too long")
    try:
        alert_id, action, language, until = _signer(settings).loads(token)
        link = Link(str(alert_id), str(action), str(language), datetime.fromtimestamp(until, UTC))
    except (BadData, ValueError, TypeError, OverflowError):
        raise Forged("not signed here") from None
    if link.action != ACKNOWLEDGE:
        raise Forged("another act")
    if now > link.until:
        raise Expired("too old")
    return link


def _signer(settings: Settings) -> "URLSafeSerializer":
    try:
        from itsdangerous import URLSafeSerializer
    except ImportError:
        raise SettingsError(
            "[server] url: links need the extra `server`. Install it (pip install 'fengxiang[server]'), or empty url"
        ) from None
    how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(link_key_of(settings), salt=_PURPOSE, signer_kwargs=how)
