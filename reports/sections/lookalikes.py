"""What looks like a rise and is none: the calendar, suspected floods and crawl artefacts, explained.

Campaigns have a section of their own (campaigns.py), so that each is told once.
"""

from contract.findings import Verdict
from reports.page import Page
from reports.section import Context, Rows
from reports.story import by_topic, key_of, tell
from reports.topics import SEEN_DAYS, about_topics, daily_of, evidence_of

TITLE = {"zh": "看似升温，其实不是", "en": "Looks like a rise, but is not"}
ORDER = 66
MOST = 15  # of each verdict

_NOT_ORGANIC = """
not_organic AS (
  FROM topic WHERE verdict NOT IN ('organic', 'campaign') AND part_of IS NULL
)
"""

QUERIES = {
    "topics": about_topics("FROM not_organic ORDER BY score DESC, subject", _NOT_ORGANIC),
    "daily": daily_of("not_organic", _NOT_ORGANIC),
    "seen": SEEN_DAYS,
    "posts": evidence_of("not_organic", _NOT_ORGANIC),
}


def build(rows: Rows, page: Page) -> Context:
    """One group a verdict, the calendar first; unknown verdicts come last under their own name."""
    daily, posts = by_topic(rows["daily"]), by_topic(rows["posts"])
    known = [Verdict.CALENDAR, Verdict.FLOOD, Verdict.ARTEFACT]
    verdicts = [*known, *sorted({row["verdict"] for row in rows["topics"]} - set(known))]
    groups = []
    for verdict in verdicts:
        found = [row for row in rows["topics"] if row["verdict"] == verdict]
        topics = [
            {
                "story": tell(row, daily.get(key_of(row), []), rows["seen"], page),
                "quotes": page.quotes(posts.get(key_of(row), []), 1),
            }
            for row in found[:MOST]
        ]
        if topics:
            label = page.words.code("verdict", verdict)
            meaning = page.words.code("verdict_meaning", verdict) if verdict in known else ""
            hidden = page.figures.rows(found[MOST:]) if found[MOST:] else ""
            groups.append({"label": label, "meaning": meaning, "topics": topics, "hidden": hidden})
    return {"groups": groups}
