"""The state that a platform's page carries for its own script, as the object it is.

Pages hold it as a JavaScript literal: JSON but for bare `undefined`. It is read by one pass over the text, whatever
the text is, because a page may be hostile.
"""

import json
import re
from typing import Any

_LONGEST = 20_000_000  # characters of a page; the longest known state has under a million
# A string is passed over whole (one that is not closed reaches to the end): the word is replaced outside of them only.
_STRING_OR_UNDEFINED = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|\bundefined\b', re.DOTALL)
_WHITE = " \t\r\n"


def state_after(page: str, mark: str) -> dict[str, Any] | None:
    """The object that follows `mark` (window.__INITIAL_STATE__) and an equals sign; None if there is none."""
    place = page.find(mark) if len(page) <= _LONGEST else -1
    if place < 0:
        return None
    begin = page.find("=", place + len(mark))
    return None if begin < 0 else _object(page[begin + 1 : _end(page, begin)])


def state_within(page: str, script_id: str) -> dict[str, Any] | None:
    """The object that is all of the script element with this id (js-initialData); None if there is none."""
    place = max(page.find(f'id="{script_id}"'), page.find(f"id='{script_id}'")) if len(page) <= _LONGEST else -1
    begin = page.find(">", place) if place >= 0 else -1
    return None if begin < 0 else _object(page[begin + 1 : _end(page, begin)])


def _end(page: str, begin: int) -> int:
    end = page.find("</script", begin)
    return len(page) if end < 0 else end


def _object(literal: str) -> dict[str, Any] | None:
    literal = _STRING_OR_UNDEFINED.sub(lambda m: m[0] if m[0][0] == '"' else "null", literal.lstrip(_WHITE))
    try:
        state, _ = json.JSONDecoder().raw_decode(literal)
    except (ValueError, RecursionError):
        return None
    return state if isinstance(state, dict) else None
