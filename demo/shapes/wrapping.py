"""What the shapes have in common: JSON with a cached part, counts as people read them, HTML of a plain text."""

import json
from html import escape
from typing import TypeVar

T = TypeVar("T")
_MOST_KEPT = 60_000  # lasting parts of posts; more are not asked for within the days that a crawl looks back
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
FAR = "https://media.demo.invalid"  # a reserved name: nothing in the demo points at a real machine


def inner(told: dict[str, object]) -> str:
    """An object's JSON without its braces, to be joined with a part that changes."""
    return compact(told)[1:-1]


def compact(told: object) -> str:
    """JSON in the least space, Chinese as it is."""
    return _encoded(told)


def keep(kept: dict[str, T], key: str, value: T) -> T:
    """Keep what was made for a post, in bounded memory; returns it."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
    return value


def wan(count: int, cap: int = 0) -> str:
    """A count as shown to people: 9876, 1.2万, and from `cap` on 100万+."""
    if cap and count >= cap:
        return f"{cap // 10_000}万+"
    if count < 10_000:
        return str(count)
    return f"{count / 10_000:.1f}".removesuffix(".0") + "万"


def paragraphs(text: str) -> str:
    """Plain text as HTML paragraphs."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)
