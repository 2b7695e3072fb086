"""Slack, and what speaks like it (Mattermost, Rocket.Chat): an incoming webhook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.chats.wire import Fault, Request

LIMIT = 30_000  # bytes; 40,000 characters are taken
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}  # what Slack's markup is made of


def request(text: str, secret: str, now: datetime) -> Request:
    """A plain text: no markup is read in it, no link is opened for a preview."""
    told = {"text": text.translate(_ESCAPES), "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
    return Request(told)


def fault(answer: Mapping[str, Any]) -> Fault | None:
    """Slack tells by the HTTP status alone."""
    return None
