"""The language model that may write a summary: `[summary]` of the settings. Off unless it has an address."""

from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from fengxiang.settings_part import Part
from reports.hosts import is_safe


class Summary(Part):
    """Any server that speaks the chat-completions API (docs/summary.md). What posts say is sent to it."""

    url: str = Field("", max_length=300, description="ends before /chat/completions; empty: no summary")
    model: str = Field("", max_length=200)
    timeout: float = Field(30, gt=0, le=600, description="seconds that the report waits for it at the most")
    key: SecretStr = Field(SecretStr(""), description="sent as Authorization: Bearer; FENGXIANG_SUMMARY__KEY")

    @field_validator("url")
    @classmethod
    def _safe_address(cls, url: str) -> str:
        told = url.strip().rstrip("/").removesuffix("/chat/completions")
        if told and not is_safe(told):
            raise ValueError(
                "an https address is needed (http only on this machine or a private network), without ? and #"
            )
        return told

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.url and not self.model.strip():
            raise ValueError("url is set, but no model: name the model that is to write")
        return self
