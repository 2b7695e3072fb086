"""The topics that rise as lines of the mail's table, each with a picture of its eight weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.colours import accents, channels
from reports.inside import Inside
from reports.mail import Attachment
from reports.page import Page, Quote
from reports.published import Row
from reports.quoting import quote
from reports.spark_png import GOOD, Colour, spark_png
from reports.story import Key, Story, by_topic, course_of, key_of
from reports.weekly_letter.leads import Leads

MOST = 10
FEW = 20  # posts below which a share of feeling says little
LONGEST_ADDRESS = 400  # characters: ten of the longest that a post may have would fill the mail
SIZE = (112, 30)  # of a picture, in points
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A topic in words; empty strings where the data says nothing. `spark` is None where no day is known."""

    name: str
    url: str
    evidence: str
    state: str
    times: str
    interval: str
    since: str
    platforms: str
    negative: str
    basis: str  # the interval of the negative share; of few posts how many they are
    few: bool
    spark: Attachment | None
    caption: str


def lines_of(inside: Inside, leads: Leads) -> list[Line]:
    """The first ten cards of the page; none if the edition leaves them out."""
    answers = inside.answers.get("rising_topics")
    if answers is None:
        return []
    page, daily = inside.page, by_topic(answers["daily"])
    seen = {row["dt"] for row in answers["seen"]}
    rows = {page.anchor(*key_of(row)): row for row in answers["topics"]}
    cards = inside.contexts["rising_topics"]["cards"][:MOST]
    return [_line(rows[card["story"].anchor], card["story"], card["quotes"], (daily, seen), leads) for card in cards]


def _line(
    row: Row, story: Story, quotes: Sequence[Quote], counts: tuple[dict[Key, list[Row]], set[date]], leads: Leads
) -> Line:
    page, words, daily = leads.page, leads.page.words, counts[0].get(key_of(row), [])
    negative, basis, few = _feeling(row, page)
    week = f" · {story.week}" if story.week else ""
    return Line(
        name=quote(story.name, 80),
        url=leads.to_topic(row),
        evidence=next((post.url for post in quotes if post.url and len(post.url) <= LONGEST_ADDRESS), ""),
        state=f"{story.phase} · {story.verdict}",
        times=words("rising.ratio", ratio=story.ratio) if story.ratio else words("rising.new"),
        interval=story.interval if story.ratio else "",
        since=words("weekly_mail.since", day=story.since) + week if story.since else "",
        platforms=quote(story.platforms, 80),
        negative=negative,
        basis=basis,
        few=few,
        spark=_spark(story, daily, counts[1], page),
        caption=story.spark_caption,
    )


def _feeling(row: Row, page: Page) -> tuple[str, str, bool]:
    """Share of negative posts, what it stands on, and whether that is little."""
    figures = page.figures
    if not row["mood_posts"]:
        return "–", "", True
    few = row["mood_posts"] < FEW
    of = page.words("feeling.of_posts", n=figures.count(row["mood_posts"]))
    known = row["negative_low"] is not None and row["negative_high"] is not None
    between = figures.shares(row["negative_low"], row["negative_high"]) if known else of
    return figures.share(row["negative_share"]), of if few else between, few


def _spark(story: Story, daily: Sequence[Row], seen: set[date], page: Page) -> Attachment | None:
    if not daily:
        return None
    values, usual = course_of(daily, seen, page)
    drawn = spark_png(values, usual, _WEEK, SIZE, _colour(page))
    return Attachment(f"{story.anchor}.png", drawn, "image/png", cid=f"{story.anchor}@fengxiang.invalid")


def _colour(page: Page) -> Colour:
    return (*channels(accents(page.edition.colour).drawn), 255) if page.edition.colour else GOOD
