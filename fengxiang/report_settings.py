"""What stands in the weekly report, how it looks, where it lies and what the mail carries: `[report]`."""

import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from fengxiang.settings_part import Part

Kind = Literal["html", "xlsx", "pdf"]


class Report(Part):
    """The weekly report (docs/weekly-mail.md); its name at the head is `brand`."""

    themes: tuple[str, ...] = Field((), description="themes it speaks of; empty: those of [watch], else all")
    without: tuple[str, ...] = Field((), description="names of sections that are left out")
    colour: str = Field("", description="of the brand, #rrggbb: accent of page and mail, shifted until it can be read")
    logo: Path | None = Field(None, description="a PNG of at most 200 KB")
    url: str = Field("", max_length=200, description="public address of the archive (home/reports/site); empty: none")
    attach: tuple[Kind, ...] = Field(("html",), description="files that go with the mail: html xlsx pdf")
    site: bool = Field(True, description="write the archive")
    pdf: bool = Field(False, description="write a PDF; needs Chromium or Chrome")
    xlsx: bool = Field(True, description="write the tables")
    as_json: bool = Field(True, alias="json", description="write all of it for programs")
    browser: str = Field("", description="Chromium or Chrome, for the PDF; empty: found on PATH")

    @field_validator("logo", mode="before")
    @classmethod
    def _none_is_none(cls, logo: object) -> object:
        return logo or None

    @field_validator("themes")
    @classmethod
    def _no_blanks(cls, themes: tuple[str, ...]) -> tuple[str, ...]:
        if any(not theme.strip() for theme in themes):
            raise ValueError("an empty text stands among them")
        return tuple(dict.fromkeys(themes))

    @field_validator("without")
    @classmethod
    def _known_sections(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        from reports.section_names import ALWAYS, section_names

        known = [name for name in section_names() if name not in ALWAYS]
        if kept := [name for name in names if name in ALWAYS]:
            raise ValueError(
                f"{' '.join(kept)} cannot be left out (the report would mislead); what can: {' '.join(known)}"
            )
        if wrong := [name for name in names if name not in known]:
            raise ValueError(f"there is no section {' '.join(wrong)}; what can be left out: {' '.join(known)}")
        return tuple(dict.fromkeys(names))

    @field_validator("colour")
    @classmethod
    def _a_colour(cls, colour: str) -> str:
        if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            raise ValueError("write # and six digits, like #0b5f6b")
        return colour.lower()

    @field_validator("url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            whole = False
        if url and not whole:
            raise ValueError("an address begins with https:// or http:// and names a host")
        if "@" in url or "?" in url or "#" in url or re.search(r"[^\x21-\x7e]|[<>\"'\\]", url):
            raise ValueError("an address is a host and perhaps a path in ASCII, without names, blanks, ? or #")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _what_is_attached_is_written(self) -> Self:
        for kind in ("xlsx", "pdf"):
            if kind in self.attach and not getattr(self, kind):
                raise ValueError(f"attach names {kind}, but {kind} = false: it would never be there")
        if len(set(self.attach)) < len(self.attach):
            raise ValueError("attach names one kind twice")
        return self
