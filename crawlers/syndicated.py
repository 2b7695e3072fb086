"""RSS 2.0, RSS 1.0, Atom and JSON Feed documents as lists of entries in JSON Feed's words.

XML is read by parsel, which resolves no entities and fetches nothing. A document whose end is missing is malformed,
although the parser could make something of its beginning: what was cut off would be lost without a word.
"""

import re
from typing import Any

from parsel import Selector

from crawlers.answers import Answer, Kind

_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--[^<]{0,500}-->\s*)?$")
_HTML = re.compile(r"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_STATS = ("reposts_count", "comments_count", "attitudes_count")
_DATES = ("pubDate", "published", "date", "updated")  # in order of preference


def read_xml(text: str) -> Answer:
    """An XML feed as an answer whose payload is `{"items": [...]}`."""
    if _HTML.match(text):
        return Answer(Kind.BLOCKED, detail="an HTML page instead of a feed")
    if not _END.search(text[-2000:]):
        return Answer(Kind.MALFORMED, detail="the document has no end")
    root = Selector(text=text, type="xml").root
    if _name(root) not in ("rss", "feed", "RDF"):
        return Answer(Kind.CHANGED_SHAPE, detail=f"neither RSS nor Atom: <{_name(root)[:40]}>")
    items = [_entry(e) for e in root.iter() if _name(e) in ("item", "entry")]
    return Answer(Kind.PAGE, {"items": items}) if items else Answer(Kind.NO_RESULTS)


def judge_json_feed(payload: dict[str, Any]) -> Answer | None:
    """The verdict on a parsed JSON document that is no JSON Feed with items; None if it is one."""
    if not isinstance(payload.get("items"), list):
        return Answer(Kind.CHANGED_SHAPE, detail="no JSON Feed: items is not a list")
    return None if payload["items"] else Answer(Kind.NO_RESULTS)


def _entry(element: Any) -> dict[str, Any]:
    """One item or entry. The first of each name counts; tags and media are collected."""
    found: dict[str, str] = {}
    entry: dict[str, Any] = {"tags": [], "attachments": []}
    for child in element:
        name = _name(child)
        text = "".join(child.itertext()).strip()
        if name == "category":
            entry["tags"].append(child.get("term") or text)
        elif name == "enclosure" or (name == "content" and child.get("medium")) or child.get("rel") == "enclosure":
            entry["attachments"].append({"mime_type": child.get("type") or f"{child.get('medium')}/"})
        elif name == "link":
            _link(child, text, found)
        elif name == "stats":
            entry["stats"] = {_name(s): (s.text or "").strip() for s in child if _name(s) in _STATS}
        elif text:
            found.setdefault(name, text)
    return entry | {
        "id": found.get("guid") or found.get("id"),
        "url": found.get("link"),
        "title": found.get("title"),
        "content_html": found.get("encoded")
        or found.get("content")
        or found.get("description")
        or found.get("summary"),
        "date_published": next((found[d] for d in _DATES if d in found), None),
        "authors": [{"name": found[a]} for a in ("author", "creator") if a in found][:1],
    }


def _link(child: Any, text: str, found: dict[str, str]) -> None:
    if child.get("rel", "alternate") == "alternate" and (text or child.get("href")):
        found.setdefault("link", text or child.get("href"))


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
