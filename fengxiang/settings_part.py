"""What every table of the settings file is."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A table of the settings file: unknown keys are errors, because a typing slip must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)
