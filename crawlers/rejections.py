"""Rejected entries and pages: kept whole with the reason, but without the people in them.

A rejected entry has no pseudonym yet, so ids and names of accounts are replaced wherever a feed is known to put them,
before the entry is written.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from crawlers.pseudonym import pseudonym

REMOVED = "removed"
_DEEPEST = 60  # levels; no feed nests deeper, and a hostile one must not exhaust the stack
_PEOPLE = re.compile(
    r"user|user_?info|authors?|author_?info|reply_to_author|creator|owner|comment_user|target_user|at_users|members?"
    r"|publisher|staff|upper|official(?:_verify)?|managingeditor|contributors?",
    re.IGNORECASE,
)
_IDS = re.compile(
    r"(?:author_?|root|m|reply_to_)?(?:user_?id|uid)(?:_?str)?|author_?(?:id|mid)|sec_uid|sec_user_id|creator_?id|owner_id"
    r"|(?:user_)?unique_id|short_(?:user_)?id|user_unique_id|creator_hash|(?:up|fan)_id|(?:源)?用户id",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"screen_?name|nick_?name|user_?nick_?name|user_?name|author_?name|url_?token|avatar\w*|profile_\w+|verified_reason"
    r"|red_?id|red_official_\w*name|cover_image_phone|user_?link|home_?url|actionlog|ext|(?:源)?用户昵称|昵称|用户名"
    r"|用户主页url|头像url|user_signature|sign|(?:up|fan)_(?:name|sign|avatar)"
    r"|uname|usign|upic|face|reply_to_username|owner_(?:nickname|handle)|custom_verify|enterprise_verify_reason"
    r"|page_title|url_title|content1",  # 某人的微博视频
    re.IGNORECASE,
)
_ACCOUNT_IDS = frozenset(("id", "idstr", "_id", "uid", "hash_id"))
_ACCOUNTS = {"bilibili": frozenset(("mid", "mid_str"))}  # elsewhere mid is the number of a post
_WHOLE = frozenset(("music", "at_name_to_mid", "at_name_to_mid_str"))  # names of people as keys, or within titles
_ACCOUNT_TEXT = frozenset(
    (
        "name",
        "domain",
        "weihao",
        "description",
        "headline",
        "signature",
        "sign",
        "desc",
        "url",
        "image",
        "images",
        "imageb",
        "location",
    )
)
_PROFILE = re.compile(  # addresses of profiles, in markup
    r"(/(?:u|n|people|user/profile|profile)/|weibo\.(?:com|cn)/(?=[0-9]))[^/\s\"'\\?<>&]+"
)
_MASKS = (
    re.compile(
        r'("(?:screen_?name|nick_?name|u?name|user_?name|author_?name|url_?token|avatar\w*|profile_\w+|verified_reason)"\s*:\s*")'
        r'[^"]*',
        re.IGNORECASE,
    ),
    re.compile(r'("(?:author_?|root)?(?:user_?id|uid|author_?id|sec_uid)(?:str)?"\s*:\s*"?)[\w-]+', re.IGNORECASE),
    re.compile(
        r'("(?:user\w*|author\w*|creator|owner)"\s*:\s*\{\s*"(?:id|idstr|name)"\s*:\s*"?)[^",}\s]+', re.IGNORECASE
    ),
    re.compile(r"(<(?:author|dc:creator|name|managingEditor)\b[^<>]*>)[^<]*"),
    _PROFILE,
)


@dataclass(frozen=True, slots=True)
class Rejection:
    """What could not become a post. `raw` is the entry as JSON text or the page's body, people removed."""

    platform: str
    query: str
    url: str
    reason: str
    kind: str  # entry or page
    raw: str

    def to_line(self, run: str) -> str:
        """One line of JSON."""
        told = {name: getattr(self, name) for name in ("platform", "query", "url", "reason", "kind", "raw")}
        line = json.dumps({"run": run, **told}, ensure_ascii=False, separators=(",", ":"))
        return line.encode("utf-8", "backslashreplace").decode()


def scrubbed(entry: Any, platform: str, salt: str) -> str:
    """An entry as JSON text with the ids of people as pseudonyms and their names removed."""
    return _PROFILE.sub(rf"\1{REMOVED}", _dumps(_scrub(entry, platform, salt, False, 0)))


def masked(text: str) -> str:
    """Text that cannot be parsed, with whatever looks like an account masked."""
    for pattern in _MASKS:
        text = pattern.sub(rf"\1{REMOVED}", text)
    return text


def _dumps(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if text.isascii() or not re.search("[\ud800-\udfff]", text) else json.dumps(value, default=str)


def _scrub(value: Any, platform: str, salt: str, in_account: bool, depth: int) -> Any:
    if depth > _DEEPEST and isinstance(value, dict | list):
        return "nested too deeply"
    if isinstance(value, list):
        bare = in_account and any(isinstance(v, str | int) for v in value)  # names or ids where accounts were expected
        return [REMOVED if bare else _scrub(v, platform, salt, in_account, depth + 1) for v in value]
    if isinstance(value, dict):
        return {k: _scrub_named(str(k), v, platform, salt, in_account, depth + 1) for k, v in value.items()}
    return "a huge number" if isinstance(value, int) and value.bit_length() > 4096 else value


def _scrub_named(name: str, value: Any, platform: str, salt: str, in_account: bool, depth: int) -> Any:
    told = value not in (None, "", [], {}) and not isinstance(value, bool)
    if told and isinstance(value, str | int) and _is_id(name, platform, in_account):
        return (
            pseudonym(platform, str(value)[:200], salt)
            if not isinstance(value, int) or abs(value) < 10**200
            else REMOVED
        )
    if told and (name in _WHOLE or _NAMES.fullmatch(name) or (in_account and name in _ACCOUNT_TEXT)):
        return REMOVED
    if told and isinstance(value, str) and _PEOPLE.fullmatch(name):
        return REMOVED
    return _scrub(value, platform, salt, bool(_PEOPLE.fullmatch(name)), depth)


def _is_id(name: str, platform: str, in_account: bool) -> bool:
    named = _IDS.fullmatch(name) or name in _ACCOUNTS.get(platform, ())
    return bool(named) or (in_account and name in _ACCOUNT_IDS)
