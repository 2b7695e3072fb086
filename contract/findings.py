"""Words for what detection finds, shared by the warehouse that writes them and the reports that show them."""

from enum import StrEnum

ALL_PLATFORMS = "all"  # the scope of a finding that holds over all platforms together


class SubjectKind(StrEnum):
    """What a trend is about."""

    TERM = "term"
    HASHTAG = "hashtag"
    THEME = "theme"
    ASPECT = "aspect"  # an aspect of a theme, spoken of in the same post: `<theme>/<aspect>`


def theme_and_aspect(subject: str) -> tuple[str, str]:
    """The two ids of a subject of kind `aspect`. A theme's id may hold a `/`, an aspect's never does."""
    theme, _, aspect = subject.rpartition("/")
    return theme, aspect


class Phase(StrEnum):
    """Where a trend stands on its day."""

    WATCH = "watch"  # above the watch level, not yet sure
    RISING = "rising"
    PEAKING = "peaking"  # still high, no longer growing
    FADING = "fading"


class Verdict(StrEnum):
    """Who or what makes it rise."""

    ORGANIC = "organic"
    CALENDAR = "calendar"  # organic, but it comes every year
    CAMPAIGN = "campaign"
    FLOOD = "suspected_flood"
    ARTEFACT = "artefact"


class AlertStatus(StrEnum):
    """Life of an alert."""

    OPEN = "open"
    ESCALATED = "escalated"  # much worse than was told
    ACKNOWLEDGED = "acknowledged"  # a person has it in hand
    COOLED = "cooled"  # no worse for a long while, though not back to what it was
    RECOVERED = "recovered"  # back to what it was
    CLOSED = "closed"  # by a person, or long after it recovered or cooled


OVER = frozenset({AlertStatus.RECOVERED, AlertStatus.CLOSED})


class Severity(StrEnum):
    """How loud an alert is, from least to most."""

    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


class AlertMetric(StrEnum):
    """What an alert is measured by."""

    NEGATIVE_SHARE = "negative_share"  # of organic posts about a theme, or of what they say of an aspect of it
    COMPLAINT_AUTHORS = "complaint_authors"  # people a day who complain about a theme
    NEW_PHRASE = "new_phrase"  # people a day who complain in words that nobody used before
    SILENCE = "silence"  # share of a platform's usual posts that is missing
