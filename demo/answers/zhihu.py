"""Zhihu's addresses."""

import re
from urllib.parse import quote

from demo.asking import Ask, Told, whole
from demo.entry import Entry
from demo.hot_lists import hot_questions
from demo.network import Network, list_day
from demo.shapes import zhihu
from demo.shapes import zhihu_answers as shape

_PAGE = 20


def search(network: Network, ask: Ask) -> Told:
    """Search over answers, articles and questions."""
    params, at = ask.params(), ask.at
    query, offset = params.get("q", ""), whole(params.get("offset"), 0)
    page = offset // zhihu.PAGE_SIZE + 1
    posts, total, bad = list[Entry](), 0, list[int]()
    if query and page <= zhihu.PAGE_LIMIT:
        posts, total = network.indexes["zhihu"].page(query, at, (page - 1) * zhihu.PAGE_SIZE, zhihu.PAGE_SIZE)
        bad = network.malformed("zhihu", query, at) if page == 1 else []
    extra = [zhihu.malformed(which, query, at) for which in bad]
    rest = f"?t=general&q={quote(query)}&correction=1&offset={offset + 20}&limit=20&sort=created_time"
    body = zhihu.search_page(posts, extra, at, offset, total, ask.address() + rest)
    return Told("zhihu", "search", query, body, page)


def hot_list(network: Network, ask: Ask) -> Told:
    """The hot list; the version header decides its shape."""
    told = zhihu.hot_list if ask.header(b"x-api-version") == "3.0.76" else zhihu.old_hot_list
    return Told("zhihu", "hot", "hot", told(hot_questions(network.world.seed, list_day(ask.at)), ask.at))


def answers(network: Network, ask: Ask) -> Told:
    """A question's answers: sort_by=updated or created, newest first, else those most voted for."""
    params, native = ask.params(), ask.names[0]
    found = [post for post in network.indexes["zhihu"].by_question.get(native, []) if post.published <= ask.at]
    offset, limit = whole(params.get("offset"), 0), min(_PAGE, whole(params.get("limit"), _PAGE) or _PAGE)
    page = offset // limit + 1
    if not found and not _exists(network, native, ask.at):
        return Told("zhihu", "answers", native, shape.MISSING, page, status=404)
    order = params.get("sort_by", "default")
    found.sort(key=lambda post: shape.rank(post, ask.at, order), reverse=True)
    shown = found[offset : offset + limit]
    paging = shape.Paging(
        f"{ask.address()}?limit={limit}&offset=%s&sort_by={quote(order)}",
        str(offset + limit), is_start=offset == 0, is_end=offset + limit >= len(found), totals=len(found),
    )  # fmt: skip
    body = shape.answers_page(shown, ask.at, paging)
    return Told("zhihu", "answers", native, body, page, span=f"{order}/{offset}/{limit}")


def answer(network: Network, ask: Ask) -> Told:
    """One answer."""
    post = network.post("zhihu", ask.names[0], ask.at)
    if post is None or post.kind != "answer":
        return Told("zhihu", "answer", ask.names[0], shape.MISSING, status=404)
    return Told("zhihu", "answer", post.native, shape.answer(post, ask.at))


def comments(network: Network, ask: Ask) -> Told:
    """The comments of an answer, article or question: order_by=ts newest first, else those most liked first."""
    params, native = ask.params(), ask.names[1]
    cursor, order = params.get("offset", ""), params.get("order_by", "score")
    post = network.post("zhihu", native, ask.at)
    if post is None:
        return Told("zhihu", "comments", native, shape.MISSING, status=404)
    limit = min(_PAGE, whole(params.get("limit"), _PAGE) or _PAGE)
    threads = network.commentary.threads(post, ask.at)
    following = f"{ask.address()}?order_by={quote(order)}&limit={limit}&offset=%s"
    body = shape.comments_page(post, threads, ask.at, shape.Wanted(order, cursor, limit, following))
    return Told("zhihu", "comments", native, body, span=f"{order}/{cursor}/{limit}")


ADDRESSES = {
    "zhihu/api/v4/search_v3": search,
    "zhihu/api/v3/feed/topstory/hot-lists/total": hot_list,
}
PATTERNS = {
    re.compile(r"zhihu/api/v4/questions/(\d+)/answers"): answers,
    re.compile(r"zhihu/api/v4/answers/(\d+)"): answer,
    re.compile(r"zhihu/api/v4/comment_v5/(answers|articles|questions)/(\d+)/root_comment"): comments,
}


def _exists(network: Network, native: str, at: int) -> bool:
    question = network.questions.get(native)
    return question is not None and question.created <= at
