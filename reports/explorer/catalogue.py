"""What can be picked: platforms, themes and aspects that the warehouse knows, by name, and its first and last day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contract.findings import ALL_PLATFORMS
from reports.figures import Figures
from reports.published import Published
from reports.quoting import MAX_NAME, clean
from reports.subjects import called
from reports.wording import Wording

_PLATFORMS = "SELECT platform AS id, zh, en FROM platform ORDER BY platform"
_THEMES = "SELECT theme AS id, zh, en FROM theme ORDER BY theme"
_ASPECTS = "SELECT aspect AS id, zh, en FROM aspect ORDER BY aspect"
_SPAN = "SELECT min(dt) AS first, max(dt) AS last FROM volume_daily"
# The last day that was over when the warehouse was published; the one after it may have begun, and reads as a fall.
_VERSIONED = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'publishing' AND table_name = 'version'"
_THROUGH = "SELECT max(through) AS day FROM publishing.version"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names by id in the language of the page; `first`, `last` and `whole` are None where there are no posts.

    `last` is the last day that has posts, `whole` the last that was over by then.
    """

    words: Wording
    figures: Figures
    platforms: Mapping[str, str]
    themes: Mapping[str, str]
    aspects: Mapping[str, str]
    others: Mapping[str, str]  # every other name of a theme, in small letters, to its id
    first: date | None
    last: date | None
    whole: date | None

    def platform(self, platform: str) -> str:
        """A platform's name; the empty id and the scope `all` are all platforms."""
        if platform in ("", ALL_PLATFORMS):
            return self.words("page.all_platforms")
        return self.platforms.get(platform, clean(platform)[:MAX_NAME])

    def theme(self, theme: str) -> str:
        """A theme's name."""
        return self.themes.get(theme, clean(theme)[:MAX_NAME])

    def aspect(self, aspect: str) -> str:
        """An aspect's name."""
        return self.aspects.get(aspect, clean(aspect)[:MAX_NAME])

    def subject(self, kind: str, subject: str) -> str:
        """What a trend is about, as people write it."""
        return called(kind, subject, self.themes, self.aspects, self.words.language)

    def theme_called(self, name: str) -> str | None:
        """The id of a theme that a person names by id or name; None if there is none."""
        return name if name in self.themes else self.others.get(name.casefold())


def catalogue_of(published: Published, words: Wording) -> Catalogue:
    """What the published warehouse has to pick from."""

    def names(sql: str) -> dict[str, str]:
        return {row["id"]: clean(row[words.language] or row["id"])[:MAX_NAME] for row in published.rows(sql)}

    themes = published.rows(_THEMES)
    others = {str(row[name]).casefold(): row["id"] for row in reversed(themes) for name in ("en", "zh", "id")}
    span = published.rows(_SPAN)[0]
    first, last = span["first"], span["last"]
    return Catalogue(
        words, Figures(words), names(_PLATFORMS), names(_THEMES), names(_ASPECTS), others, first, last,
        _whole(published, last),
    )  # fmt: skip


def _whole(published: Published, last: date | None) -> date | None:
    if last is None or not published.rows(_VERSIONED):
        return last
    through: date | None = published.rows(_THROUGH)[0]["day"]
    return min(through, last) if through else last
