"""Whose report it is and what stands in it, read from the settings: that of the house, and that of one subscriber."""

from pathlib import Path

from fengxiang.settings import Settings
from reports.edition import Edition, Logo


def edition_of(settings: Settings, topics: tuple[str, ...] = ()) -> Edition:
    """The house's edition; for a subscriber with `topics` (ids of themes), of these alone.

    SettingsError if the logo is no longer the picture that it was when the settings were read.
    """
    report = settings.report
    return Edition(
        brand=settings.brand,
        colour=report.colour,
        logo=_logo(report.logo) if report.logo else None,
        without=frozenset(report.without),
        themes=topics or report.themes or settings.watch.themes,
        address=report.url,
        attach=report.attach,
    )


def _logo(path: Path) -> Logo:
    from reports.logo import read_logo  # Pillow takes its time

    return read_logo(path)
