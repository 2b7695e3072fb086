"""Campaigns: what big accounts and copies carry, whether people joined, what they feel; and how much is advertising."""

from contract.findings import SubjectKind
from reports.page import Page
from reports.pictures import FEELINGS, Feeling, feeling_bar
from reports.published import Row
from reports.questions.campaigns import ADVERTS, DAILY, MORE, POSTS, SIDES, SPEAK, TOPICS
from reports.section import Context, Rows
from reports.story import by_topic, key_of, tell
from reports.topics import SEEN_DAYS

TITLE = {"zh": "营销活动", "en": "Campaigns"}
ORDER = 65
FEW = 20  # posts of people below which nothing is said of what they feel
HALF = 0.5  # of the accounts: more of them people, for sure, and people did join

QUERIES = {
    "topics": TOPICS,
    "more": MORE,
    "sides": SIDES,
    "speak": SPEAK,
    "daily": DAILY,
    "seen": SEEN_DAYS,
    "posts": POSTS,
    "adverts": ADVERTS,
}


def build(rows: Rows, page: Page) -> Context:
    """A card a campaign, and the advertising on each platform."""
    daily, posts, speak = by_topic(rows["daily"]), by_topic(rows["posts"]), by_topic(rows["speak"])
    sides = {key_of(row): row for row in rows["sides"]}
    cards = []
    for row in rows["topics"]:
        key = key_of(row)
        told = {**row, "name": None}  # the figures are of this subject, not of all that rises with it
        cards.append(
            {
                "story": tell(told, daily.get(key, []), rows["seen"], page),
                "led": _led(row, page),
                "side": _side(sides.get(key), page),
                "speak": _speak(speak.get(key, []), page),
                "quotes": page.quotes(posts.get(key, [])),
            }
        )
    hidden = page.figures.rows(rows["more"]) if rows["more"] else ""
    return {"cards": cards, "hidden": hidden, "adverts": [_advert(row, page) for row in rows["adverts"]]}


def _led(row: Row, page: Page) -> str:
    """Who got the response; empty where the followers of most are not told."""
    if row["kol_share"] is None:
        return ""
    return page.words("campaigns.led", n=page.figures.count(row["kols"]), share=page.figures.share(row["kol_share"]))


def _side(row: Row | None, page: Page) -> Context | None:
    if row is None:
        return None
    words, figures = page.words, page.figures
    word = "yes" if row["join_low"] > HALF else "no" if row["join_high"] < HALF else "unsure"
    joined = {"people": figures.count(row["k"]), "accounts": figures.count(row["accounts"])}
    joined["passing"] = figures.count(row["passing"])
    shares = {"share": figures.share(row["pushed_share"]), "copies": figures.share(row["copy_share"])}
    return {
        "answer": words.code("joined", word),
        "joined": words("campaigns.joined", **joined),
        "pushed": words("campaigns.pushed", ads=figures.share(row["ad_share"]), **shares),
        "feeling": _feeling(row, page),
    }


def _feeling(row: Row, page: Page) -> Context | None:
    if row["mood_posts"] < FEW:
        return None
    parts: Feeling = (row["negative_share"], row["neutral_share"], row["positive_share"])
    shares = {name: page.figures.share(part) for name, part in zip(FEELINGS, parts, strict=True)}
    n = page.figures.count(row["mood_posts"])
    return {"bar": feeling_bar(parts, page.words("feeling.label", n=n, **shares)), "n": n, **shares}


def _speak(rows: list[Row], page: Page) -> list[str]:
    """What the campaign's accounts speak of, and what the people do; only where both can be told."""
    told = []
    for pushes, key in ((True, "campaigns.they_say"), (False, "campaigns.people_say")):
        names = [_aspect(row, page) for row in rows if row["pushes"] is pushes]
        if not names:
            return []
        told.append(page.words(key, aspects=page.words.listed(names)))
    return told


def _aspect(row: Row, page: Page) -> str:
    name, share = page.aspects.get(row["aspect"], ""), page.figures.share(row["share"])
    name = name or page.subject(SubjectKind.TERM, row["aspect"])
    if row["bad_share"] == 0:
        return page.words("campaigns.aspect", name=name, share=share)
    return page.words("campaigns.aspect_bad", name=name, share=share, bad=page.figures.share(row["bad_share"]))


def _advert(row: Row, page: Page) -> Context:
    figures, untold = page.figures, page.words("campaigns.untold")
    change = row["ad_change"]
    return {
        "platform": page.platform(row["platform"]),
        "posts": figures.count(row["posts"]),
        "ads": untold if row["ad_share"] is None else figures.share_1(row["ad_share"]),
        "change": "" if change is None else page.words("watched.points", change=figures.points_1(change)),
        "copies": figures.share_1(row["copy_share"]),
        "unmarked": figures.share_1(row["unmarked_share"]),
    }
