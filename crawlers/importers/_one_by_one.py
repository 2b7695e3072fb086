"""Rows one by one: every value read as the feeds' values are, a wrong one rejecting its row with the reason."""

import json
import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contract.post import CLOCK_SKEW, COUNTS, MEDIA, Post
from crawlers.pseudonym import pseudonym
from crawlers.reading import Rejected, Seen, count, instant, plain, post, shown, words

_WEB = re.compile(r"https?://\S{1,2000}")
ROUNDED = r"[0-9](?:\.[0-9]*)?E\+[0-9]{1,3}"  # 4.75895E+15
EXACT = 2**53  # above it, floating point numbers have lost digits
_ROUNDED = re.compile(ROUNDED)
_PLATFORM = re.compile(r"[a-z][a-z0-9_]*")
_TRUTHS = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}


@dataclass(frozen=True, slots=True)
class Importing:
    """The circumstances of an import."""

    run: str
    as_of: datetime
    salt: str
    keep_names: bool = False
    file: str = ""  # the file's name without its ending: some tools tell the account there


def post_of(told: dict[str, Any], importing: Importing) -> Post:
    """One row in Post's column names as a Post; Rejected with the reason."""
    row = {name: value for name, value in told.items() if not (isinstance(value, float) and math.isnan(value))}
    platform, post_id = _identity(row)
    read = Seen(importing.as_of, salt=importing.salt)
    published = instant(row, read, "published_at")
    if published is None:
        raise Rejected("published_at is missing")
    observed = instant(row, read, "observed_at") or published
    if max(published, observed) > importing.as_of + CLOCK_SKEW:
        raise Rejected(f"lies in the future: {max(published, observed):%Y-%m-%dT%H:%MZ}")
    return post(
        Seen(observed, words(row, "query")),
        post_id=post_id,
        platform=platform,
        kind=words(row, "kind") or "post",
        parent_id=_parent(row, platform),
        **_author(row, platform, importing),
        published_at=published,
        title=words(row, "title"),
        text=words(row, "text"),
        hashtags=list_of(row.get("hashtags"), "hashtags"),
        url=words(row, "url", through=lambda u: u.strip() if _WEB.fullmatch(u.strip()) else ""),
        region=words(row, "region"),
        media=_media(row),
        is_ad=truth_of(row.get("is_ad"), "is_ad"),
        **{name: count(row, name) for name in COUNTS},
    )


def platform_of(row: dict[str, Any] | None) -> str:
    """The platform under whose name a rejected row is kept; "unknown" if it tells none."""
    row = row or {}
    told = (plain(row.get("platform")) or plain(row.get("post_id")).partition(":")[0]).strip().lower()
    return told if len(told) <= 40 and _PLATFORM.fullmatch(told) else "unknown"


def _identity(row: dict[str, Any]) -> tuple[str, str]:
    """Platform and post_id; an id without a prefix gets the platform's, an id with one may stand for the platform."""
    native = _id(row, "post_id")
    if not native:
        raise Rejected("post_id is missing")
    prefix, colon, _ = native.partition(":")
    prefixed = bool(colon) and bool(_PLATFORM.fullmatch(prefix))
    platform = (words(row, "platform") or (prefix if prefixed else "")).lower()
    if not _PLATFORM.fullmatch(platform):
        raise Rejected("platform is missing" if not platform else f"platform is not a word: {shown(platform)}")
    return platform, native if prefixed else f"{platform}:{native}"


def _parent(row: dict[str, Any], platform: str) -> str | None:
    native = _id(row, "parent_id")
    if not native or (_PLATFORM.fullmatch(native.partition(":")[0]) and ":" in native):
        return native
    return f"{platform}:{native}"


def _id(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:  # pandas' way with gaps in a column
        return str(int(value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    told = words(row, name)
    if told and _ROUNDED.fullmatch(told):
        raise Rejected(f"{name} was rounded by a spreadsheet, its last digits are lost: {shown(told)}")
    return told


def _author(row: dict[str, Any], platform: str, importing: Importing) -> dict[str, Any]:
    native, verified = _id(row, "author_id"), words(row, "author_verified")
    named = importing.keep_names and verified in ("person", "organisation")
    return {
        "author_id": pseudonym(platform, native, importing.salt) if native else None,
        "author_name": words(row, "author_name") if named else None,
        "author_verified": verified,
        "author_followers": count(row, "author_followers"),
    }


def list_of(value: Any, name: str) -> list[str] | None:
    """A list of texts, each once: a list, a JSON list in a text, or texts between commas."""
    if isinstance(value, str):
        value = _from_text(value.strip(), name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Rejected(f"{name} is not a list of texts: {shown(value)}")
    cleaned = (words({name: v}, name) for v in value)
    return list(dict.fromkeys(tag for tag in ((v or "").strip("# ") for v in cleaned) if tag))


def _from_text(text: str, name: str) -> Any:
    if not text.startswith("["):
        return re.split(r"[,\uff0c]", text) if text else None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Rejected(f"{name} is neither a JSON list nor texts between commas: {shown(text)}") from None


def _media(row: dict[str, Any]) -> list[str] | None:
    media = list_of(row.get("media"), "media")
    if media and not set(media) <= set(MEDIA):
        raise Rejected(f"media is not of {' '.join(MEDIA)}: {shown(','.join(media))}")
    return media


def truth_of(value: Any, name: str) -> bool | None:
    """True or false, as such or in words; None if it is not told."""
    if value is None or isinstance(value, bool):
        return value
    truth = _TRUTHS.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if truth is None and value != "":
        raise Rejected(f"{name} is neither true nor false: {shown(value)}")
    return truth
