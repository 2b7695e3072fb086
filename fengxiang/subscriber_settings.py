"""Who is told: `[[subscribers]]` of the settings, checked as they are read."""

from datetime import time
from typing import Literal, Self, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import EmailStr, Field, field_validator, model_validator

from fengxiang.settings_part import Part

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Loudness = Literal["notice", "warning", "critical"]


class Subscriber(Part):
    """One who is told of alerts and gets the weekly report, by mail or in a chat (docs/notifications.md)."""

    name: str = Field(min_length=1, max_length=60)
    to: EmailStr | Literal[""] = Field("", description="mail address")
    chat: str = Field("", description="or the name of a [chats.<name>]")
    topics: tuple[str, ...] = Field((), description="ids of themes; empty: all that are watched")
    platforms: tuple[str, ...] = Field((), description='platforms, or "all" for what is told of all together')
    severity: Loudness = Field("notice", description="the least that is told")
    language: Literal["", "zh", "en"] = Field("", description="empty: that of the house")
    weekly: bool = Field(True, description="gets the weekly report")
    alerts: Literal["at_once", "daily", "weekly", "none"] = "at_once"
    weekday: Weekday = Field("monday", description="of the weekly digest")
    hour: int = Field(9, ge=0, le=23, description="of digests, in their zone")
    timezone: str = "Asia/Shanghai"
    quiet: str = Field("", description="hours in which alerts wait, like 22:00-08:00")
    quiet_except: Literal["", "warning", "critical"] = Field("", description="what is told even then, from here on")
    ops: bool = Field(False, description="is told what goes wrong with the chain")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("write a name of the time zone database, like Asia/Shanghai or Europe/Berlin")
        return name

    @field_validator("quiet")
    @classmethod
    def _two_times(cls, text: str) -> str:
        _span(text)
        return text

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.to) == bool(self.chat):
            raise ValueError(f"{self.name} needs either to (an address) or chat (a name of [chats.<name>])")
        return self

    @property
    def weekday_number(self) -> int:
        """0 is Monday."""
        return get_args(Weekday).index(self.weekday)

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        """From, to."""
        return _span(self.quiet)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)


def _span(text: str) -> tuple[time, time] | None:
    if not text:
        return None
    try:
        begin, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ValueError("write two times, like 22:00-08:00") from None
    if begin == end:
        raise ValueError("quiet hours begin and end at the same time; leave it empty for none")
    return begin, end
