"""A summary once made is kept beside its report: the same week, rendered again, is told in the same words.

Kept are the sentences that held, never the others, under the digest of facts and model. What is read back is checked
again.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from reports.atomic import write_whole
from reports.summary.checking import Dropped, Summary, checked
from reports.summary.endpoint import Endpoint
from reports.summary.facts import Facts

_MOST = 100_000  # bytes of a file that may be one


def remembered(path: Path, facts: Facts, endpoint: Endpoint) -> Summary | None:
    """What was kept at `path` for these facts and this model; None where nothing was, or for others."""
    told = _read(path)
    if told.get("facts") != facts.digest or told.get("model") != endpoint.model:
        return None
    sentences, reasons = told.get("sentences"), told.get("dropped")
    if not isinstance(sentences, list) or not isinstance(reasons, dict):
        return None
    again = checked("\n".join(one for one in sentences if isinstance(one, str)), facts)
    earlier = [Dropped("", str(reason)) for reason, count in sorted(reasons.items()) for _ in range(_small(count))]
    return Summary(again.sentences, (*again.dropped, *earlier), again.note, endpoint.model)


def remember(path: Path, summary: Summary, facts: Facts, endpoint: Endpoint) -> None:
    """Keep a summary at `path`. OSError where it cannot be written."""
    told = {
        "facts": facts.digest,
        "model": endpoint.model,
        "sentences": list(summary.sentences),
        "dropped": dict(sorted(Counter(one.reason for one in summary.dropped).items())),
    }
    write_whole(path, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(_MOST))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _small(count: Any) -> int:
    return min(count, 100) if isinstance(count, int) and count > 0 else 0
