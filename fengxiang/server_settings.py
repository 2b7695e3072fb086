"""The servers that mail goes out by and that answers to its links come back to: `[mail]` and `[server]`."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import EmailStr, Field, SecretStr, field_validator

from fengxiang.settings_part import Part


class Mail(Part):
    """Where the weekly report and the alerts go. Without a host, mail is written to the outbox."""

    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: EmailStr = "fengxiang@localhost.localdomain"
    recipients: tuple[EmailStr, ...] = ()
    ops: tuple[EmailStr, ...] = Field((), description="who is told what goes wrong with the chain")
    timeout: float = Field(30, gt=0, le=600)


class Server(Part):
    """Where `fengxiang alerts serve` can be reached, so that a mail's reader can acknowledge by a link."""

    url: str = Field("", max_length=200, description="public address: https, or http on this machine; empty: no links")
    secret: SecretStr = Field(SecretStr(""), description="signs links; made and kept under home if empty")

    @field_validator("url")
    @classmethod
    def _safe_address(cls, url: str) -> str:
        parts = urlsplit(url)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if url and (not parts.hostname or (parts.scheme != "https" and not (local and parts.scheme == "http"))):
            raise ValueError("an address begins with https:// (http:// only on this machine)")
        if parts.username or parts.query or parts.fragment or re.search(r"[\s\x00-\x1f<>\"]", url):
            raise ValueError("an address is a host and perhaps a path, without names, blanks, ? or #")
        return url.rstrip("/")
