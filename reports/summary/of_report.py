"""A report's inside as the facts that a language model may see: its sentences, its topics and alerts, their quotes."""

from collections.abc import Iterator

from reports.inside import Inside
from reports.section import Context
from reports.summary.facts import Facts, facts
from reports.text import plain


def facts_of(inside: Inside) -> Facts:
    """What the report says of the week, in lines that name what each figure is about."""
    page = inside.page
    cards, alerts = _of(inside, "rising_topics", "cards"), _of(inside, "sentiment_drops", "alerts")
    sections = [(plain(card["story"].name), list(_topic(card, inside))) for card in cards]
    sections += [(plain(alert["story"].subject), list(_alert(alert))) for alert in alerts]
    quotes = [quote.text for told in (*cards, *alerts) for quote in told["quotes"]]
    names = [*page.themes.values(), *(title for title, _ in sections)]
    sentences = [plain(said.text) for said in inside.sentences]
    return facts(
        page.title, page.language, sentences, sections, quotes, names=names, platforms=[*page.platforms.values()]
    )


def _of(inside: Inside, section: str, name: str) -> list[Context]:
    return list(inside.contexts.get(section, {}).get(name, []))


def _topic(card: Context, inside: Inside) -> Iterator[str]:
    words, story = inside.page.words, card["story"]
    ratio = words("rising.ratio", ratio=story.ratio) if story.ratio else words("rising.new")
    interval = words("rising.interval", interval=story.interval) if story.interval else ""
    since = f"{words('rising.since')} {plain(story.since)}" if story.since else ""
    told = [ratio + (f" {words('rising.against')}" if story.ratio else ""), interval, story.phase, story.verdict, since,
            f"{words('rising.week')} {plain(story.volume)}", story.platforms]  # fmt: skip
    yield words("list.pause").join(plain(one) for one in told if one)
    if feeling := card["feeling"]:
        shares = [f"{words(f'feeling.{name}')} {plain(feeling[name])}" for name in ("negative", "neutral", "positive")]
        yield words("list.pause").join(shares)


def _alert(alert: Context) -> Iterator[str]:
    story = alert["story"]
    yield " ".join(plain(one) for one in (story.platform, story.from_to, story.change, story.status) if one)
