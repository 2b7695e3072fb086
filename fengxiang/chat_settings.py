"""Team chats: `[chats.<name>]` of the settings; address and secret come from the environment alone."""

from typing import Literal

from pydantic import Field, SecretStr

from fengxiang.settings_part import Part


class Chat(Part):
    """A webhook of a chat (docs/notifications.md)."""

    kind: Literal["feishu", "dingtalk", "wecom", "slack", "json"]
    url: SecretStr = Field(SecretStr(""), description="of the webhook: FENGXIANG_CHATS__<NAME>__URL")
    secret: SecretStr = Field(SecretStr(""), description="of signed robots, or a bearer token (json)")
    timeout: float = Field(15, gt=0, le=600, description="seconds that an answer is waited for")
