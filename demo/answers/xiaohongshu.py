"""Xiaohongshu's addresses, as its web site asks them."""

from demo.asking import Ask, Told, whole
from demo.network import Network
from demo.shapes import xiaohongshu as shape
from demo.shapes.xiaohongshu_comments import MISSING, comments_page


def search(network: Network, ask: Ask) -> Told:
    """Note search."""
    asked, at = ask.told(), ask.at
    query, page = str(asked.get("keyword", "")), whole(asked.get("page"), 1)
    if not query or not 1 <= page <= shape.PAGE_LIMIT:
        return Told("xiaohongshu", "search", query, shape.search_page([], [], at, page, 0), page)
    posts, total = network.indexes["xiaohongshu"].page(query, at, (page - 1) * shape.PAGE_SIZE, shape.PAGE_SIZE)
    bad = network.malformed("xiaohongshu", query, at) if page == 1 else []
    extra = [shape.malformed_item(which, query, at) for which in bad]
    return Told("xiaohongshu", "search", query, shape.search_page(posts, extra, at, page, total), page)


def note(network: Network, ask: Ask) -> Told:
    """One note."""
    native = str(ask.told().get("source_note_id", ""))
    if native[8:12] == "bad0":
        return Told("xiaohongshu", "note", native, shape.malformed_note(native))
    post = network.post("xiaohongshu", native, ask.at)
    return Told("xiaohongshu", "note", native, shape.MISSING if post is None else shape.note(post, ask.at))


def comments(network: Network, ask: Ask) -> Told:
    """A note's comments, newest first."""
    params = ask.params()
    native, cursor = params.get("note_id", ""), params.get("cursor", "")
    post = network.post("xiaohongshu", native, ask.at)
    body = MISSING
    if post is not None:
        body = comments_page(post, network.commentary.threads(post, ask.at), ask.at, cursor)
    return Told("xiaohongshu", "comments", f"{native}/{cursor}", body)


ADDRESSES = {"xiaohongshu/api/sns/web/v2/comment/page": comments}
POSTED = {  # asked with POST and a JSON body
    "xiaohongshu/api/sns/web/v1/search/notes": search,
    "xiaohongshu/api/sns/web/v1/feed": note,
}
