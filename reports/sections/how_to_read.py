"""What the words and figures of this report mean, and which data it stands on."""

from reports.page import Page
from reports.quoting import quote
from reports.section import Context, Rows

TITLE = {"zh": "怎样读这份报告", "en": "How to read this"}
ORDER = 80

QUERIES = {
    "extent": "SELECT min(dt) AS first_day, max(dt) AS last_day, sum(posts)::BIGINT AS posts FROM volume_daily",
    "checks": "SELECT name, table_name, level, failing, detail FROM check_result WHERE NOT ok ORDER BY ALL",
}


def build(rows: Rows, page: Page) -> Context:
    """The extent of the warehouse and the checks that did not hold."""
    extent = rows["extent"][0]
    known = extent["first_day"] is not None
    checks = [
        {
            "name": f"{row['table_name']}: {row['name']}",
            "failing": page.figures.count(row["failing"]),
            "detail": quote(row["detail"], 200),
        }
        for row in rows["checks"]
    ]
    return {
        "first": page.figures.day(extent["first_day"]) if known else "",
        "first_year": page.figures.year(extent["first_day"]) if known else "",
        "last": page.figures.day(extent["last_day"]) if known else "",
        "posts": page.words.counted("unit.posts", extent["posts"] or 0, page.figures.count(extent["posts"])),
        "known": known,
        "checks": checks,
    }
