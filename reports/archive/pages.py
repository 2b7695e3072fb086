"""The pages of an archive that stand beside those of weeks: topics and themes as they are now, and the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from contract.clock import Week
from reports.archive import index, index_queries, theme, theme_queries, topic, topic_queries
from reports.archive.asking import INDEX, Question
from reports.archive.frame import ABOVE, BELOW, filled, standing_at
from reports.archive.week import lead_of, naming
from reports.archive.writing import Folder
from reports.page import Page
from reports.published import Published
from reports.site_names import INDEX as INDEX_FILE
from reports.site_names import theme_file, topic_file

CURRENT = timedelta(days=56)  # pages of topics that were seen so lately are written again
_TOPICS = "SELECT topic_id, last_day FROM topic WHERE first_day <= $last ORDER BY topic_id"


@dataclass(frozen=True, slots=True)
class Site:
    """One run: the folder, the warehouse, the newest week's page, and the pages of weeks that are there."""

    folder: Folder
    published: Published
    page: Page
    weeks: Mapping[Week, str]

    @property
    def below(self) -> Page:
        """The page as it stands in a folder of the archive."""
        return standing_at(self.page, BELOW)

    @property
    def span(self) -> dict[str, object]:
        """The newest week's days, as queries call them."""
        return {"first": self.page.first, "last": self.page.last}


def write_pages(site: Site) -> None:
    """Write topics, themes and, last, the index.

    A topic has a page if it rises or the report of a week that is there leads to it; those seen lately are made again.
    """
    rising = site.published.rows(index_queries.RISING, site.span)
    known = {row["topic_id"]: row["last_day"] for row in site.published.rows(_TOPICS, site.span)}
    named = naming(site.weeks)
    shown = {row["topic_id"] for row in rising if row["topic_id"]}
    shown |= {topic_id for topic_id in known if topic_file(topic_id) in named}
    ids = sorted(shown & known.keys())
    others = {topic_id: topic_file(topic_id) for topic_id in ids}
    since = site.page.last - CURRENT
    current = [topic_id for topic_id in ids if known[topic_id] >= since or not site.folder.has(others[topic_id])]
    themes = sorted(name for name in site.page.themes if site.page.is_asked({"theme": name}))
    _write_topics(site, current, named, others)
    _write_themes(site, themes, others)
    _write_index(site, ids, themes)


def _write_topics(
    site: Site, ids: Sequence[str], named: Mapping[str, Sequence[Week]], others: Mapping[str, str]
) -> None:
    asked = Question(topic_queries.QUERIES, site.span)
    for topic_id, answers in asked.of(site.published, ids).items():
        told = topic.context(answers, named.get(others[topic_id], []), others, site.below)
        shown = filled("archive_topic", site.below, told["story"].name, asked.shown(topic_id), told)
        site.folder.put(others[topic_id], shown)


def _write_themes(site: Site, themes: Sequence[str], others: Mapping[str, str]) -> None:
    asked = Question(theme_queries.QUERIES, site.span)
    for name, answers in asked.of(site.published, themes).items():
        told = theme.context(answers, list(site.weeks), others, site.below)
        shown = filled("archive_theme", site.below, site.page.theme(name), asked.shown(name), told)
        site.folder.put(theme_file(name), shown)


def _write_index(site: Site, topics: Sequence[str], themes: Sequence[str]) -> None:
    mondays = [week.window.first for week in site.weeks]
    asked = Question(index_queries.QUERIES, {**site.span, "weeks": mondays, "topics": topics, "themes": themes})
    page = standing_at(site.page, ABOVE)
    answers = asked.of(site.published, [INDEX])[INDEX]
    told = index.context(answers, {week: lead_of(html) for week, html in site.weeks.items()}, page)
    shown = filled("archive_index", page, page.words("archive.title"), asked.shown(INDEX), told)
    site.folder.put(INDEX_FILE, shown)
