"""What people like and dislike, told alike of a topic and of a theme."""

from reports.page import Page
from reports.published import Row
from reports.section import Context


def liking(row: Row, page: Page) -> Context:
    """A line of the table: a row has aspect, posts, liked, disliked, and liked_share with its interval."""
    figures = page.figures
    told = {name: figures.count(row[name]) for name in ("posts", "liked", "disliked")}
    share, between = figures.share(row["liked_share"]), figures.shares(row["liked_low"], row["liked_high"])
    return {"name": page.aspect(row["aspect"]), "share": share, "between": between, **told}
