"""The week's summary by the settings' language model: who is asked, where the answer is kept, how it joins a report."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from contract.clock import Week
from fengxiang import home as place
from fengxiang.editions import edition_of
from fengxiang.settings import Settings
from reports import summary
from reports.inside import Inside, look
from reports.summary.endpoint import Endpoint
from reports.summary.of_report import facts_of


def inside_of(settings: Settings, week: Week, language: str, as_of: datetime) -> tuple[Inside, str]:
    """The house's report of a week with its summary, where one is asked for; and a note if that did not come."""
    inside = look(place.published(settings.home), week, language, as_of, edition_of(settings))
    endpoint = endpoint_of(settings)
    if endpoint is None:
        return inside, ""
    made = summary.summarise(facts_of(inside), endpoint, kept_at(settings, week, language))
    return replace(inside, summary=summary.block(made, inside.page.words)), made.note


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint of `[summary]`; None while it is off."""
    one = settings.summary
    if not one.url:
        return None
    return Endpoint(one.url, one.model, one.key.get_secret_value(), one.timeout)


def kept_at(settings: Settings, week: Week, language: str) -> Path:
    """The file in which a week's summary is kept: `<home>/reports/<week>/summary.<language>.json`."""
    return settings.home / "reports" / str(week) / f"summary.{language}.json"
