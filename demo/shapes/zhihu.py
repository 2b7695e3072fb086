"""Zhihu's search and hot list; the list comes in the shape of its day (with x-api-version 3.0.76) or the older one."""

from demo.entry import Entry, Question
from demo.identity import draw, zhihu_id
from demo.people import NONE, ORGANISATION, Author
from demo.shapes.wrapping import FAR, compact, inner, keep, paragraphs

PAGE_SIZE, PAGE_LIMIT = 20, 10
_FIXED: dict[str, str] = {}


def search_page(posts: list[Entry], extra: list[str], at: int, offset: int, total: int, address: str) -> str:
    """One page of results from `offset` on, newest first; `address` is that of the following page."""
    end = offset + PAGE_SIZE >= min(total, PAGE_SIZE * PAGE_LIMIT)
    data = ",".join([*(_result(post, at) for post in posts), *extra])
    paging = compact({"is_end": end, "is_start": offset == 0, "next": address})
    return f'{{"data":[{data}],"paging":{paging}}}'


def hot_list(titles: list[tuple[str, int]], at: int) -> str:
    """The hot list as it is since 2021."""
    return compact(
        {"data": [_hot(title, heat, rank, at) for rank, (title, heat) in enumerate(titles)], "paging": {"is_end": True}}
    )


def old_hot_list(titles: list[tuple[str, int]], at: int) -> str:
    """The hot list as told without the version header: the target is the question itself."""
    data = []
    for title, heat in titles:
        native, created = hot_id(title, at)
        target = {"id": int(native), "title": title, "url": f"https://api.zhihu.com/questions/{native}",
                  "type": "question", "created": created, "answer_count": heat % 300, "follower_count": heat % 900,
                  "excerpt": "", "comment_count": heat % 40, "author": {"type": "people", "name": "用户"}}  # fmt: skip
        data.append(
            {"type": "hot_list_feed", "detail_text": f"{heat} 万热度", "card_id": f"Q_{native}", "target": target}
        )
    return compact({"data": data, "paging": {"is_end": True}})


def hot_id(title: str, at: int) -> tuple[str, int]:
    """Id and creation (unix seconds) of a question of the hot list: the same all day."""
    created = at - at % 86_400 - 7200 - draw(title) % 14_400
    return zhihu_id(created, draw("hot", title)), created


def malformed(which: int, query: str, at: int) -> str:
    """A result that no parser can make a post of, for ever the same."""
    told: dict[str, object] = {
        "type": "answer",
        "content": f"<p>{query}坏数据</p>",
        "author": {"id": "0", "name": "坏数据"},
    }
    good = {
        "id": zhihu_id(at - 60, 1),
        "created_time": at - 60,
        "voteup_count": 1,
        "question": {"id": "1", "name": query},
    }
    bad: list[dict[str, object]] = [{"id": None}, {"voteup_count": {"value": 3}}, {"created_time": "第三十二日"}]
    return compact({"type": "search_result", "object": {**told, **good, **bad[which]}})


def _result(post: Entry, at: int) -> str:
    likes, comments, _, favourites = post.counts_at(at)
    fixed = _FIXED.get(post.native) or keep(_FIXED, post.native, inner(_object(post)))
    moving = f'"voteup_count":{likes},"comment_count":{comments},"favorites_count":{favourites}'
    return f'{{"type":"search_result","object":{{{moving},{fixed}}}}}'


def _object(post: Entry) -> dict[str, object]:
    kind = {"post": "article"}.get(post.kind, post.kind)
    question = post.parent if isinstance(post.parent, Question) else None
    path = f"questions/{question.native}/answers/{post.native}" if question else f"{kind}s/{post.native}"
    return {
        "id": post.native, "type": kind, "title": post.title, "content": content(post),
        "excerpt": post.text[:100], "created_time": post.published,
        "updated_time": post.published + (draw(post.native) % 7 == 0) * 1800,
        "url": f"https://api.zhihu.com/{path}", "author": account(post.author),
        "question": {"id": question.native, "name": question.title, "type": "question"} if question else None,
    }  # fmt: skip


def account(author: Author) -> dict[str, object]:
    """The account of a post or comment."""
    badge: list[dict[str, object]] = []
    if author.verified != NONE:
        badge = [{"type": "identity" if draw(author.native) % 3 else "best_answerer", "description": "认证"}]
    kind = "organization" if author.verified == ORGANISATION else "people"
    return {"id": author.native, "url_token": f"demo-{author.native[:10]}", "name": author.name, "user_type": kind,
            "follower_count": author.followers, "badge": badge}  # fmt: skip


def content(post: Entry) -> str:
    """A post's HTML."""
    return paragraphs(post.text.replace("；", "；\n", 1))


def _hot(title: str, heat: int, rank: int, at: int) -> dict[str, object]:
    native, _ = hot_id(title, at)
    return {
        "type": "hot_list_feed", "style_type": "1", "id": f"{rank}_{at}.27", "card_id": f"Q_{native}",
        "feed_specific": {"answer_count": heat % 300},
        "target": {
            "title_area": {"text": title}, "excerpt_area": {"text": ""}, "image_area": {"url": f"{FAR}/{native}.jpg"},
            "metrics_area": {"text": f"{heat} 万热度", "font_color": "", "background": "", "weight": ""},
            "label_area": {"type": "trend", "trend": 0, "night_color": "#B7302D", "normal_color": "#F1403C"},
            "link": {"url": f"https://www.zhihu.com/question/{native}"},
        },
        "attached_info": "",
    }  # fmt: skip
