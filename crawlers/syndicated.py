"""RSS 2.0, RSS 1.0, Atom and JSON Feed documents as lists of entries in JSON Feed's words.

XML is read by parsel, which resolves no entities and fetches nothing. A document whose end is missing is malformed,
although the parser could make something of its beginning: what was cut off would be lost without a word.
"""

import re
from typing import Any
from urllib.parse import urljoin

from parsel import Selector

from crawlers.answers import Answer, Kind

_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--[^<]{0,500}-->\s*){0,5}$")
_HTML = re.compile(r"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_STATS = ("reposts_count", "comments_count", "attitudes_count")
# in order of preference: when it was posted, then when it was changed
_DATES = ("pubDate", "published", "issued", "created", "date", "updated", "modified")
_MARKUP = ("encoded", "content", "description", "summary")  # in order of completeness
_MEDIA = "http://search.yahoo.com/mrss/"
_COUNTS = ("http://purl.org/rss/1.0/modules/slash/", "http://purl.org/syndication/thread/1.0")
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")


def read_xml(text: str, address: str = "") -> Answer:
    """An XML feed as an answer whose payload is `{"items": [...]}`; links are made whole with the feed's address."""
    if _HTML.match(text):
        return Answer(Kind.BLOCKED, detail="an HTML page instead of a feed")
    if not _END.search(text[-4000:]):
        return Answer(Kind.MALFORMED, detail="the document has no end")
    root = Selector(text=text, type="xml").root
    if root is None or _name(root) not in ("rss", "feed", "RDF"):
        return Answer(Kind.CHANGED_SHAPE, detail=f"neither RSS nor Atom: <{_name(root)[:40]}>")
    items = [_entry(e) for e in root.iter() if _name(e) in ("item", "entry")]
    authors = [a for a in (_person(c) for c in root if _name(c) == "author" and _space(c) in _ATOM) if a]
    return _answer({"items": items, "authors": authors}, address)


def read_json_feed(payload: dict[str, Any], address: str = "") -> Answer:
    """A JSON Feed as an answer; a document that is none says so."""
    return judge_json_feed(payload) or _answer(payload, address)


def judge_json_feed(payload: dict[str, Any]) -> Answer | None:
    """The verdict on a parsed JSON document that is no JSON Feed with items; None if it is one."""
    if not isinstance(payload.get("items"), list):
        return Answer(Kind.CHANGED_SHAPE, detail="no JSON Feed: items is not a list")
    return None if payload["items"] else Answer(Kind.NO_RESULTS)


def _answer(feed: dict[str, Any], address: str) -> Answer:
    """The feed with what its items leave to it: the authors, and the address their links start from."""
    items = [_whole(i, feed, address) if isinstance(i, dict) else i for i in feed["items"]]
    return Answer(Kind.PAGE, {"items": items}) if items else Answer(Kind.NO_RESULTS)


def _whole(item: dict[str, Any], feed: dict[str, Any], address: str) -> dict[str, Any]:
    whole = dict(item)
    if not item.get("authors") and "author" not in item:
        authors = feed.get("authors") or ([feed["author"]] if feed.get("author") else [])
        whole["authors"] = authors
    if isinstance(item.get("url"), str) and item["url"]:
        whole["url"] = _joined(address, item["url"])
        whole["id"] = item["url"] if item.get("id") in (None, "") else item["id"]  # as told: addresses move
    return whole


def _joined(address: str, link: str) -> str:
    try:
        return urljoin(address, link.strip())
    except ValueError:
        return link


def _entry(element: Any) -> dict[str, Any]:
    """One item or entry. The first of each name counts; tags, authors and media are collected."""
    found: dict[str, str] = {}
    entry: dict[str, Any] = {"tags": [], "attachments": [], "authors": [], "stats": {}}
    for child in element:
        if not _gathered(child, entry) and (text := _text(child)):
            found.setdefault(_key(child), text)
    guid = found.get("guid") or found.get("id") or element.get(_ABOUT)
    return entry | {
        "id": guid,
        "url": found.get("link") or (guid if guid and guid.startswith(("http://", "https://")) else None),
        "title": found.get("title"),
        "content_html": next((found[m] for m in _MARKUP if m in found), None),
        "content_text": next((found[f"{m}_text"] for m in _MARKUP if f"{m}_text" in found), None),
        "date_published": next((found[d] for d in _DATES if d in found), None),
    }


def _gathered(child: Any, entry: dict[str, Any]) -> bool:
    """Whether the child is one of those that may come several times, and has been put with its like."""
    name, space = _name(child), _space(child)
    if name in ("category", "subject"):
        entry["tags"].append(child.get("term") or _inner(child))
    elif name in ("author", "creator", "contributor"):
        entry["authors"].extend([p for p in [_person(child)] if p and name != "contributor"])
    elif space == _MEDIA or name == "enclosure" or child.get("rel") == "enclosure":
        entry["attachments"].extend(_attached(child, name))
    elif name == "stats":
        entry["stats"] |= {_name(s): (s.text or "").strip() for s in child if _name(s) in _STATS}
    elif name in ("comments", "total") and space in _COUNTS:
        entry["stats"].setdefault("comments_count", _inner(child))
    else:
        return False
    return True


def _attached(child: Any, name: str) -> list[dict[str, str]]:
    """Media of an entry: enclosures, and Media RSS, alone or in a group."""
    if name == "group":
        return [found for inner in child for found in _attached(inner, _name(inner))]
    if name == "thumbnail":
        return [{"mime_type": "image/"}]
    kind = child.get("type") or (f"{child.get('medium')}/" if child.get("medium") else "")
    return [{"mime_type": kind}] if kind else []


def _key(child: Any) -> str:
    """The name under which a text is found; Atom's content is text unless it says otherwise."""
    name = _name(child)
    atom = name in ("content", "summary") and _space(child) in _ATOM
    return f"{name}_text" if atom and child.get("type") in (None, "text", "text/plain") else name


def _text(child: Any) -> str:
    """What an element tells: its address, its markup where that is not escaped (XHTML), else its text."""
    if _name(child) == "link":
        return (_inner(child) or child.get("href") or "") if child.get("rel", "alternate") == "alternate" else ""
    if child.get("type") in ("xhtml", "application/xhtml+xml") and len(child):
        return str(Selector(root=child, type="xml").get())
    return _inner(child)


def _person(element: Any) -> dict[str, str] | None:
    """Atom tells name, address and mail apart, the others a text."""
    named = next((_inner(c) for c in element if _name(c) == "name"), "") or _inner(element)
    return {"name": named} if named else None


def _inner(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _name(element: Any) -> str:
    tag = getattr(element, "tag", None)
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _space(element: Any) -> str:
    tag = getattr(element, "tag", None)
    return tag.rpartition("}")[0].lstrip("{") if isinstance(tag, str) else ""
