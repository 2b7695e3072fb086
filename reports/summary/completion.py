"""Reading the answer of a chat-completions server: only the last words of the model, never its reasoning."""

import json
import re
from typing import Any

from reports.quoting import quote

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.S | re.I)
# templates that put the opening tag into the prompt leave only the closing one in the answer
_THOUGHT = re.compile(r"\A.*</(?:think|thinking|reasoning)>", re.S | re.I)
_UNENDED = re.compile(r"<(?:think|thinking|reasoning)>.*\Z", re.S | re.I)
LONGEST = 8000  # characters of an answer


class NoAnswer(Exception):
    """Why there is no summary, in words that hold neither key nor address."""


def said(status: int, answer: bytes, most: int) -> str:
    """The text of the first choice; NoAnswer where there is none to use."""
    if len(answer) > most:
        raise NoAnswer(f"its answer is larger than {most:,} bytes")
    if 300 <= status < 400:
        raise NoAnswer(f"it answers {status} with another address, which is not followed; set that one")
    if status >= 300:
        raise NoAnswer(f"it answers {status}{_told(answer)}")
    choice = _choice(_json(answer))
    text = _without_thinking(_text(choice.get("message")))
    if choice.get("finish_reason") == "length":
        text = text.rpartition("\n")[0] if "\n" in text else _whole_sentences(text)
    if not text.strip():
        raise NoAnswer("its answer has no text" + _cut(choice))
    if len(text) > LONGEST:
        raise NoAnswer(f"its answer is longer than {LONGEST:,} characters")
    return text.strip()


def _json(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        raise NoAnswer("its answer is not JSON") from None
    if not isinstance(told, dict):
        raise NoAnswer("its answer is none of the chat-completions API")
    return told


def _choice(told: dict[str, Any]) -> dict[str, Any]:
    choices = told.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise NoAnswer("its answer has no choices" + _named(told))
    return choices[0]


def _text(message: Any) -> str:
    """The content of a message: a text, or a list of parts of which the texts are taken."""
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type", "text") == "text"]
    return "".join(text for text in texts if isinstance(text, str))


def _without_thinking(text: str) -> str:
    return _UNENDED.sub("", _THOUGHT.sub("", _THINKING.sub("", text)))


def _whole_sentences(text: str) -> str:
    """What was cut off at the limit of tokens loses its last, unfinished sentence."""
    ends = [end.end() for end in re.finditer(r"[。！？!?]|\.(?=\s|$)", text)]
    return text[: ends[-1]] if ends else ""


def _cut(choice: dict[str, Any]) -> str:
    return " (it ended at the limit of tokens)" if choice.get("finish_reason") == "length" else ""


def _told(answer: bytes) -> str:
    try:
        return _named(json.loads(answer))
    except (ValueError, RecursionError):
        return ""


def _named(told: Any) -> str:
    """A server's error code. Its message is not told: it may repeat a part of the key, or of what was sent."""
    error = told.get("error") if isinstance(told, dict) else None
    code = error.get("code") or error.get("type") if isinstance(error, dict) else None
    shown = quote(code, 40) if isinstance(code, str) else ""
    return f" ({shown})" if re.fullmatch(r"[\w.-]{1,40}", shown) else ""
