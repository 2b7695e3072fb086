"""Where a post speaks of what it is quoted for, so that a reader's eye finds it, and a long post is cut around it."""

from contract.findings import SubjectKind
from reports.published import Row

Place = tuple[int, int]  # characters before the mention, and its length


def written(post: Row) -> str:
    """The post as it was written: title, line end and text. Places count in it."""
    title, text = post["title"], post["text"] or ""
    return text if title is None else f"{title}\n{text}"


def place_of(post: Row) -> Place | None:
    """Where the post first speaks of its row's subject; None where that cannot be told."""
    kind, subject = post.get("subject_kind"), post.get("subject") or ""
    if kind == SubjectKind.THEME:
        found = _theme(post, subject)
    elif kind == SubjectKind.ASPECT:
        start, end = post.get("aspect_start"), post.get("aspect_end")
        found = None if start is None or end is None else (start, end - start)
    elif kind == SubjectKind.HASHTAG:
        at = written(post).find(subject)
        found = (at, len(subject)) if subject and at >= 0 else None
    else:
        found = _term(post, subject)
    return found if found and found[1] > 0 and sum(found) <= len(written(post)) else None


def _theme(post: Row, theme: str) -> Place | None:
    themes = post.get("themes") or []
    if theme not in themes:
        return None
    at = themes.index(theme)
    return post["theme_starts"][at], post["theme_lengths"][at]


def _term(post: Row, term: str) -> Place | None:
    """A word, or neighbouring words that are the term together (English ones with a blank between them)."""
    words, wanted = post.get("words") or [], term.replace(" ", "")
    for first in range(len(words) if wanted else 0):
        said = ""
        for last in range(first, min(first + 6, len(words))):
            said += words[last]
            if said == wanted:
                start = post["word_starts"][first]
                return start, post["word_starts"][last] + post["word_lengths"][last] - start
            if not wanted.startswith(said):
                break
    return None
