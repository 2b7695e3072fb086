"""CrawlRun: what one crawl run did for one query. Detection divides by it: the record of what was *not* seen.

`window_from`..`window_to` is what the run was asked for; `covered_from`..`covered_to` is the span in which it saw
everything the platform would show (newest first, so a cut-off crawl covers the late part of its window).
"""

from datetime import datetime

import pyarrow as pa

from contract.columns import INSTANT, column, dataclass, schema_of

# ok: the window was read to its end; empty: a real "no results"; saturated: the platform's page limit cut it; the
# others say why nothing, or only the part in covered_*, was seen.
SEEN = ("ok", "empty", "saturated")
REFUSED = ("blocked", "captcha", "login_wall", "rate_limited", "forbidden")
UNREADABLE = ("empty_body", "malformed", "changed_shape")
UNSEEN = ("failed", *REFUSED, *UNREADABLE)
OUTCOMES = (*SEEN, *UNSEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRun:
    """One row a run, query and window: a window that was not seen whole in one stretch has several."""

    run: str = column(pa.string(), "name of the run: <platform>-<as-of, UTC, compact>", required=True)
    platform: str = column(pa.string(), "platform that was crawled", required=True)
    query: str = column(
        pa.string(),
        "keyword, list, feed, comments, answers, revisit, account:<pseudonym>",
        required=True,
    )
    as_of: datetime = column(INSTANT, "instant the run stands for", required=True)
    window_from: datetime = column(INSTANT, "start of the window asked for", required=True)
    window_to: datetime = column(INSTANT, "end of the window asked for", required=True)
    covered_from: datetime | None = column(INSTANT, "start of the span that was seen whole; null if nothing was")
    covered_to: datetime | None = column(INSTANT, "end of the span that was seen whole; null if nothing was")
    pages: int = column(pa.int64(), "pages that were read", required=True)
    entries: int = column(pa.int64(), "entries on them", required=True)
    landed: int = column(pa.int64(), "posts landed", required=True)
    rejected: int = column(pa.int64(), "entries and pages kept as rejected", required=True)
    retries: int = column(pa.int64(), "answers that had to be asked again", required=True)
    outcome: str = column(pa.string(), "one of " + " ".join(OUTCOMES), required=True)
    detail: str | None = column(pa.string(), "what went wrong, in words for a person")


SCHEMA: pa.Schema = schema_of(CrawlRun)
