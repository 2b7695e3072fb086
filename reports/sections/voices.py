"""Who moves others this week: the most heard accounts, who gets the response, who is new, who looks coordinated.

Authors are pseudonyms: an account is shown by the first characters of its own, and by its public name only where the
settings keep that.
"""

from itertools import groupby

from contract.findings import Verdict
from reports.page import Page
from reports.pictures import share_bar
from reports.published import Row
from reports.questions.voices import BY_TOPIC, HEARD, POSTS, TIERS, TOTALS
from reports.quoting import clean, quote
from reports.section import Context, Rows
from reports.story import key_of

TITLE = {"zh": "谁的声音", "en": "Voices"}
ORDER = 67
THEMES = 4  # that are named of an account
FEW = 20  # posts below which nothing is said of what a tier feels

QUERIES = {"heard": HEARD, "posts": POSTS, "tiers": TIERS, "totals": TOTALS, "by_topic": BY_TOPIC}


def build(rows: Rows, page: Page) -> Context:
    """The response by tier, the most heard accounts, and those of each rising topic."""
    posts = {row["author_id"]: row for row in rows["posts"]}
    totals = rows["totals"][0]
    topics = [
        {"name": page.subject(*key), "voices": [_of_topic(row, page) for row in found]}
        for key, found in groupby(rows["by_topic"], key=key_of)
    ]
    return {
        "known": bool(totals["accounts"]),
        "tiers": [_tier(row, page) for row in rows["tiers"]] if totals["engagement"] else [],
        "heard": [_account(row, posts.get(row["author_id"]), page) for row in rows["heard"]],
        "topics": topics,
        "fresh": _fresh(totals, page),
        "coordinated": _coordinated(totals, page),
    }


def _tier_name(row: Row, page: Page) -> str:
    return page.words.code("voice_tier", row["tier"] or "untold")


def _tier(row: Row, page: Page) -> Context:
    figures = page.figures
    told = row["mood_posts"] >= FEW
    return {
        "name": _tier_name(row, page),
        "accounts": figures.count(row["accounts"]),
        "posts": figures.count(row["posts"]),
        # of a platform that tells no response, nothing is known: that is not none
        "share": "" if row["engagement"] is None else figures.share(row["share"]),
        "bar": "" if row["share"] is None else share_bar(row["share"]),
        "negative": figures.share(row["negative_share"]) if told else "",
    }


def _account(row: Row, post: Row | None, page: Page) -> Context:
    words, figures = page.words, page.figures
    marks = [words.code("voice_mark", row["verified"])] if row["verified"] in ("person", "organisation") else []
    marks += [words("voices.fresh_mark")] if row["is_fresh"] else []
    marks += [words.code("verdict", Verdict.CAMPAIGN)] if row["in_campaign"] else []
    themes = [page.theme(theme) for theme in row["themes"] or [] if _is_asked(theme, page)]
    return {
        "label": clean(row["label"]),
        "name": quote(row["author_name"], 40),
        "platform": page.platform(row["platform"]),
        "tier": _tier_name(row, page),
        "marks": marks,
        "coordinated": bool(row["flood_posts"]),
        "followers": "" if row["followers"] is None else figures.count(row["followers"]),
        "posts": words.counted("unit.posts", row["posts"], figures.count(row["posts"])),
        "response": figures.count(row["engagement"]),
        "share": figures.share(row["share"]),
        "themes": words.listed(themes[:THEMES]) if themes else "",
        "feeling": _feeling(row, page),
        "quotes": page.quotes([post], 1) if post else [],
    }


def _is_asked(theme: str, page: Page) -> bool:
    return not page.edition.themes or theme in page.edition.themes


def _feeling(row: Row, page: Page) -> str:
    """How the account speaks: counts, for shares of a handful of posts would say more than is known."""
    if not row["mood_posts"]:
        return ""
    return page.words("voices.feeling", **{name: page.figures.count(row[name]) for name in ("negative", "positive")})


def _of_topic(row: Row, page: Page) -> Context:
    tier = page.words.code("voice_tier", row["tier"] or "untold")
    told = {"platform": page.platform(row["platform"]), "tier": tier, "share": page.figures.share(row["share"])}
    return {"label": clean(row["label"]), "told": page.words("voices.of_topic", **told)}


def _fresh(totals: Row, page: Page) -> str:
    if not totals["knows_past"] or not totals["accounts"]:
        return page.words("voices.fresh_untold") if totals["accounts"] else ""
    figures = page.figures
    shares = {name: figures.share(totals[f"fresh_{name}"]) for name in ("share", "posts", "response")}
    return page.words("voices.fresh", n=figures.count(totals["fresh"]), **shares)


def _coordinated(totals: Row, page: Page) -> str:
    if not totals["coordinated"]:
        return page.words("voices.uncoordinated") if totals["accounts"] else ""
    told = {name: page.figures.count(totals[name]) for name in ("coordinated", "flood_posts", "coordinated_fresh")}
    return page.words("voices.coordinated", **told)
