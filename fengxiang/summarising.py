"""The settings' language model, as the reports room asks it, and where a week's summary is kept."""

from pathlib import Path

from contract.clock import Week
from fengxiang.settings import Settings
from reports.summary.endpoint import Endpoint


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint of `[summary]`; None while it is off."""
    one = settings.summary
    if not one.url:
        return None
    return Endpoint(one.url, one.model, one.key.get_secret_value(), one.timeout)


def kept_at(settings: Settings, week: Week, language: str) -> Path:
    """The file in which a week's summary is kept: `<home>/reports/<week>/summary.<language>.json`."""
    return settings.home / "reports" / str(week) / f"summary.{language}.json"
