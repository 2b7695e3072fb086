"""The summary as a piece of the page, marked as what it is."""

from collections import Counter

from markupsafe import Markup

from reports.quoting import quote
from reports.summary.checking import Summary
from reports.templating import render
from reports.wording import Wording


def block(summary: Summary, words: Wording) -> Markup:
    """The sentences, who wrote them and how many did not hold; empty where there are none."""
    if not summary.sentences:
        return Markup("")
    counts = Counter(words.code("summary_reason", one.reason) for one in summary.dropped)
    reasons = [f"{quote(reason, 60)} {count}" for reason, count in sorted(counts.items())]
    return render(
        "summary.html",
        sentences=summary.sentences,
        dropped=len(summary.dropped),
        reasons=words("list.between").join(reasons),
        model=quote(summary.model, 60),
        words=words,
    )
