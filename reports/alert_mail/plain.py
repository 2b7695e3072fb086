"""The plain-text part of an alert's mail, and its few lines for a chat: the same sentences without a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.page import Page
from reports.quoting import quote

MAX_LINE = 200  # characters of a chat line
MAX_SAID = 60  # of the post that is quoted in a chat


def plain(told: Mapping[str, Any], page: Page) -> str:
    """Plain text, the order of the HTML."""
    words = page.words
    lines = [told["subject"], "", told["lead"], told["basis"], *_caption(told), ""]
    if told["driven_by"]:
        lines += [words("drive.title"), told["driven_by"], *_rows(told["aspect_headings"], told["aspects"]), ""]
    lines += _part("since.title", told["since"], page)
    if told["platforms"]:
        lines += [words("table.platforms"), *_rows(told["platform_headings"], told["platforms"]), ""]
    lines += _part("who.title", told["who"], page)
    lines += [words("alert_mail.quotes"), ""] if told["quotes"] else []
    for post in told["quotes"]:
        lines += [f"> {post.text}", f"  {post.source} · {post.day}", *([f"  {post.url}"] if post.url else []), ""]
    lines += _part("sure.title", told["sure"], page)
    lines += _act(told, page)
    lines += [words("alert_mail.query"), "", f"{told['query']};", "", *told["foot"]]
    return "\n".join(lines) + "\n"


def brief(told: Mapping[str, Any], page: Page) -> str:
    """Three to six lines for a chat: what, how much, what drives it, a post and its address."""
    lines = [told["subject"], told["change"], told["driven_by"] or (told["lead"] if told["is_over"] else "")]
    if told["quotes"]:
        first = next((post for post in told["quotes"] if post.url), told["quotes"][0])
        lines += [page.words("alert_mail.said", text=quote(first.text, MAX_SAID)), first.url or ""]
    lines.append(told["acknowledge_url"] or "")
    # an address is left whole: a cut one leads nowhere
    return "\n".join(line if "://" in line else quote(line, MAX_LINE) for line in lines if line)


def _caption(told: Mapping[str, Any]) -> list[str]:
    return [told["caption"]] if told["caption"] else []


def _part(title: str, sentences: Sequence[str], page: Page) -> list[str]:
    return [page.words(title), page.words("alert_mail.space").join(sentences), ""] if sentences else []


def _rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Cells named on each line: columns do not line up where characters are of two widths."""
    return [
        f"* {row[0]}: " + ", ".join(f"{head} {cell}" for head, cell in zip(headings[1:], row[1:], strict=True))
        for row in rows
    ]


def _act(told: Mapping[str, Any], page: Page) -> list[str]:
    if not told["command"]:
        return []
    title, command = page.words("act.title"), told["command"]
    if told["acknowledge_url"]:
        return [title, told["acknowledge_url"], f"{page.words('act.command_too')} {command}", ""]
    return [title, f"{page.words('act.command')} {command}", ""]
