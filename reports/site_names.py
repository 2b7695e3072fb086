"""What the files of the archive are called: from ids and weeks, never from text, so that a name cannot lead elsewhere.

An id of a topic is a name as it stands; one of another shape, and every id of a theme (which is a word), is a digest.
"""

import re
from hashlib import blake2s

from contract.clock import Week

FOLDER = "site"  # below reports/
INDEX, STYLE, SCRIPT, CHARTS = "index.html", "style.css", "site.js", "charts.js"
WEEKS, TOPICS, THEMES, FILES = "weeks", "topics", "themes", "files"
_PLAIN_ID = re.compile(r"[0-9]{8}-[0-9a-f]{6,40}")


def topic_file(topic_id: str) -> str:
    """`topics/20261110-5da9b554d1.html`."""
    return f"{TOPICS}/{topic_id if _PLAIN_ID.fullmatch(topic_id) else _digest(topic_id)}.html"


def theme_file(theme: str) -> str:
    """`themes/` and the digest of the theme's id."""
    return f"{THEMES}/{_digest(theme)}.html"


def week_file(week: Week) -> str:
    """`weeks/2026-W47.html`."""
    return f"{WEEKS}/{week}.html"


def week_of(name: str) -> Week | None:
    """The week that a name such as `2026-W47.html` or `2026-W47` tells, None if it tells none."""
    try:
        return Week.parse(name.removesuffix(".html"))
    except ValueError:
        return None


def _digest(text: str) -> str:
    return blake2s(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
