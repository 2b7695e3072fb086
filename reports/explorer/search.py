"""Search: every post that says what a query asks for, advertising and copies included, and how many a day."""

from collections.abc import Mapping

from reports.explorer.asked import Asked
from reports.explorer.catalogue import Catalogue
from reports.explorer.posts import listed, posts_question
from reports.explorer.question import Context, Question, Rows
from reports.explorer.volume import questions as volume_questions
from reports.explorer.volume import volume_chart

EXAMPLES = ("快充 续航", "快充 | 闪充", '"电池 续航"', "手机 -广告", "(发热 | 发烫) 手机")


def questions(asked: Asked) -> Mapping[str, Question]:
    """Nothing until there are words to search for."""
    if not asked.words:
        return {}
    volume = volume_questions(asked)
    return {"posts": posts_question(asked), "daily": volume["daily"], "total": volume["total"]}


def build(rows: Rows, asked: Asked, catalogue: Catalogue) -> Context:
    """The posts of the page, and their number a day; how to search where nothing was asked."""
    examples = [(example, asked.address(words=example, number=1)) for example in EXAMPLES]
    if not asked.words:
        return {"searched": False, "examples": examples}
    found, figures = rows["total"][0], catalogue.figures
    return {
        "searched": True,
        "examples": examples,
        "found": catalogue.words.counted("unit.posts", found["posts"], figures.count(found["posts"])),
        "organic": figures.count(found["organic_posts"]),
        "found_chart": volume_chart(rows["daily"], catalogue) if found["posts"] else None,
        **listed(rows["posts"], asked, catalogue),
    }
