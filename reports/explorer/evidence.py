"""Evidence: the organic posts of a pick, newest or most engaged first, with links to the originals."""

from collections.abc import Mapping

from reports.explorer.asked import Asked
from reports.explorer.catalogue import Catalogue
from reports.explorer.posts import listed, posts_question
from reports.explorer.question import Context, Question, Rows


def questions(asked: Asked) -> Mapping[str, Question]:
    """One: the posts."""
    return {"posts": posts_question(asked)}


def build(rows: Rows, asked: Asked, catalogue: Catalogue) -> Context:
    """The posts of the page."""
    return listed(rows["posts"], asked, catalogue)
