"""What every section may ask about the report it stands in: week, language, words, formats, names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2s

from markupsafe import Markup

from contract.clock import SHANGHAI, Week
from contract.findings import ALL_PLATFORMS
from reports.edition import PLAIN, Edition
from reports.figures import Figures
from reports.mentions import place_of, written
from reports.published import Published, Row
from reports.quoting import MAX_NAME, clean, excerpt, quote, web_address
from reports.site_names import theme_file, topic_file
from reports.subjects import called
from reports.text import plain
from reports.wording import Wording, wording

_PLATFORMS = "SELECT platform AS id, zh, en FROM platform ORDER BY platform"
# Hot lists name no authors; there, what the warehouse counts as authors are posts, and the report says so.
_AUTHORED = """
SELECT platform AS id FROM post WHERE dt BETWEEN $first - 7 AND $last
GROUP BY platform HAVING count(author_id) * 2 >= count(*) ORDER BY platform"""
_THEMES = "SELECT theme AS id, zh, en FROM theme ORDER BY theme"
_ASPECTS = "SELECT aspect AS id, zh, en FROM aspect ORDER BY aspect"


@dataclass(frozen=True, slots=True)
class Quote:
    """An example post, safe to show: text cut and cleaned, its mention apart, address http(s) or none."""

    before: str
    mention: str
    after: str
    source: str
    day: str
    url: str | None

    @property
    def text(self) -> str:
        """The whole of it."""
        return self.before + self.mention + self.after


@dataclass(frozen=True, slots=True)
class Page:
    """One report: its week and as-of instant, its language, the names in it, and who names authors."""

    week: Week
    as_of: datetime
    words: Wording
    platforms: Mapping[str, str]
    themes: Mapping[str, str]
    aspects: Mapping[str, str]
    authored: frozenset[str]
    edition: Edition = PLAIN
    site: str = ""  # where the archive begins, seen from this page; empty where it cannot be reached
    figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", Figures(self.words))

    @property
    def brand(self) -> str:
        """The report's name, with the brand's where the settings name one."""
        told = quote(self.edition.brand, 60)
        return f"{self.words('page.brand')} · {told}" if told else self.words("page.brand")

    @property
    def language(self) -> str:
        """`zh` or `en`."""
        return self.words.language

    @property
    def first(self) -> date:
        """Monday."""
        return self.week.window.first

    @property
    def last(self) -> date:
        """Sunday."""
        return self.week.window.last

    @property
    def title(self) -> str:
        """The report's name and week."""
        return self.words("page.title", year=self.week.year, number=self.week.number)

    @property
    def span(self) -> str:
        """The week's first and last day."""
        return self.words("page.span", first=self.figures.day(self.first), last=self.figures.day(self.last))

    @property
    def as_of_text(self) -> str:
        """The instant the report stands for, in Asia/Shanghai."""
        local = self.as_of.astimezone(SHANGHAI)
        return f"{local:%Y-%m-%d %H:%M}"

    def platform(self, platform: str | None) -> str:
        """A platform's name; the id itself for one without a name, `all platforms` for the scope of that name."""
        if platform == ALL_PLATFORMS:
            return self.words("page.all_platforms")
        return self.platforms.get(platform or "", clean(platform) or "–")

    def theme(self, theme: str) -> str:
        """A theme's name; the empty theme stands for all posts."""
        return self.themes.get(theme, clean(theme)[:MAX_NAME]) if theme else self.words("page.all_posts")

    def aspect(self, aspect: str) -> str:
        """An aspect's name; the id itself for one without a name."""
        return self.aspects.get(aspect, clean(aspect)[:MAX_NAME])

    def topic_link(self, topic_id: str | None) -> str:
        """The address of a topic's page in the archive; empty without one."""
        return f"{self.site}/{topic_file(topic_id)}" if self.site and topic_id else ""

    def theme_link(self, theme: str) -> str:
        """The address of a theme's page in the archive; empty without one."""
        asked = theme in self.themes and self.is_asked({"theme": theme})
        return f"{self.site}/{theme_file(theme)}" if self.site and asked else ""

    def is_asked(self, row: Row) -> bool:
        """Whether a row is of a theme that the edition asks for; what is of no theme, or of all posts, always is."""
        return not self.edition.themes or not row.get("theme") or row["theme"] in self.edition.themes

    def voices(self, platforms: Sequence[str]) -> str:
        """The unit of volume on these platforms: authors where at least one of them names its authors, else posts."""
        return "unit.authors" if self.authored.intersection(platforms) else "unit.posts"

    def subject(self, kind: str, subject: str) -> str:
        """What a trend is about, as people write it: hashtags between their signs, themes and aspects by name."""
        return called(kind, subject, self.themes, self.aspects, self.language)

    def anchor(self, kind: str, subject: str) -> str:
        """A stable id for deep links to a topic."""
        return "t-" + blake2s(f"{kind}:{subject}".encode("utf-8", "replace"), digest_size=5).hexdigest()

    def days_back(self, count: int) -> list[date]:
        """The last `count` days up to the week's last one."""
        return [self.last - timedelta(days=back) for back in range(count - 1, -1, -1)]

    def quotes(self, posts: Sequence[Row], limit: int = 3) -> list[Quote]:
        """The first `limit` posts with different texts; a row has title, text, url, platform, dt and author_name.

        With the other columns of `post`, and subject_kind and subject, its mention of the subject is marked (of an
        aspect with its place in `post_aspect`, aspect_start and aspect_end).
        """
        quotes: dict[str, Quote] = {}
        for post in posts:
            shown = _shown(post)
            author = quote(post["author_name"], 40)
            source = self.platform(post["platform"]) + (f" · {author}" if author else "")
            if any(shown):
                day = self.figures.day(post["dt"])
                quotes.setdefault("".join(shown)[:30], Quote(*shown, source, day, web_address(post["url"])))
        return list(quotes.values())[:limit]


def _shown(post: Row) -> tuple[str, str, str]:
    """A post's words before its mention, the mention, and after it; all of it before where none is known."""
    if place := place_of(post):
        return excerpt(written(post), *place)
    title, text = clean(post["title"]), post["text"] or ""
    return quote(f"{title} · {text}" if title and text and not text.startswith(title) else text or title), "", ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of the headline: plain text for mail, marked text for the page, and where its evidence stands."""

    text: str
    html: Markup
    href: str
    tone: str  # plain, up, warn, quiet


def sentence(page: Page, key: str, href: str, tone: str = "plain", **figures: object) -> Sentence:
    """A sentence from the wording, its figures bold on the page; a figure that is markup keeps its own marks."""
    unmarked = {
        name: value.striptags() if isinstance(value, Markup) else plain(value) for name, value in figures.items()
    }
    return Sentence(page.words(key, **unmarked), page.words.marked(key, **figures), href, tone)


def open_page(published: Published, week: Week, as_of: datetime, language: str, edition: Edition = PLAIN) -> Page:
    """A page with the names that the warehouse knows."""
    words = wording(language)

    def names(sql: str) -> dict[str, str]:
        return {row["id"]: clean(row[language] or row["id"])[:MAX_NAME] for row in published.rows(sql)}

    days = {"first": week.window.first, "last": week.window.last}
    authored = frozenset(row["id"] for row in published.rows(_AUTHORED, days))
    named = {"platforms": names(_PLATFORMS), "themes": names(_THEMES), "aspects": names(_ASPECTS)}
    site = (web_address(edition.address) or "").rstrip("/")
    return Page(week, as_of, words, **named, authored=authored, edition=edition, site=site)
