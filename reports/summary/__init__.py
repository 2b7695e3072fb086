"""An optional summary by a language model: it sees only the report's own figures and quotes; each sentence is checked.

`summarise` is all that a report needs, with `facts` to make its facts and `block` to show what came of them.
"""

from pathlib import Path

from reports.summary.checking import Dropped, Summary, checked
from reports.summary.completion import NoAnswer
from reports.summary.endpoint import Endpoint, ask
from reports.summary.facts import Facts, facts
from reports.summary.remembering import remember, remembered
from reports.summary.showing import block

__all__ = ["Dropped", "Endpoint", "Facts", "Summary", "ask", "block", "checked", "facts", "remembered", "summarise"]


def summarise(facts: Facts, endpoint: Endpoint | None, path: Path) -> Summary:
    """The week's summary: the one kept at `path` while facts and model are the same, else a new one.

    Never raises for a failing endpoint, and takes no longer than its timeout: then there is no sentence, and `note`
    says why in one line. Without an endpoint there is neither.
    """
    if endpoint is None:
        return Summary()
    kept = remembered(path, facts, endpoint)
    if kept is not None:
        return _noted(kept)
    try:
        answer = ask(endpoint, facts)
    except NoAnswer as why:
        return Summary(note=f"no summary: {why}", model=endpoint.model)
    found = checked(answer, facts)
    made = Summary(found.sentences, found.dropped, model=endpoint.model)
    try:
        remember(path, made, facts, endpoint)
    except OSError as fault:
        return Summary(note=f"no summary: it could not be kept ({fault.strerror})", model=endpoint.model)
    return _noted(made)


def _noted(summary: Summary) -> Summary:
    """With a note where nothing is left to show."""
    if summary.sentences:
        return summary
    reasons = ", ".join(sorted({one.reason for one in summary.dropped})) or "it said nothing"
    note = f"no summary: none of its {len(summary.dropped)} sentences held ({reasons})"
    return Summary((), summary.dropped, note, summary.model)
