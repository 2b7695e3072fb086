"""The small warehouse as the explorer needs it: with questions, a search index, aspects, and posts known by heart."""

import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
from small_warehouse import LAST, Made, told

from warehouse.questions import create_questions
from warehouse.search_index import grams

HOSTILE = "<script>alert(1)</script>\u202e发热\x1b[2J ]]> <img src=x onerror=alert(2)> " + "长" * 600
_WORD = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]")


def made() -> Made:
    """The story, and eight posts on 20 November that say 发热, in ways that a test can count."""
    story = told()
    story.add("aspect", aspect="heat", zh="发热散热", en="heat")
    story.add("aspect", aspect="price", zh="价格", en="price")
    for platform in ("weibo", "zhihu"):
        story.add("aspect_daily", dt=LAST, platform=platform, theme="星野手机", aspect="heat", posts=30, authors=30,
                  negative=20, neutral=4, positive=6)  # fmt: skip
    story.add("aspect_daily", dt=LAST, platform="weibo", theme="星野手机", aspect="price", posts=3, authors=3,
              negative=0, neutral=3, positive=0)  # fmt: skip
    felt = ["negative", "negative", "negative", "neutral", "positive", "negative"]
    for n, sentiment in enumerate(felt):
        story.post(f"weibo:h{n}", text=f"happy app 第{n}次發熱，手机又发热了", themes=["星野手机"] if n < 4 else [],
                   sentiment=sentiment, likes=100 * n, organic=n != 5, author_id=f"a{n // 2:020d}")  # fmt: skip
    story.post("zhihu:h6", text=HOSTILE, title="=cmd|' /C calc'!A0", url="javascript:alert(3)", likes=5,
               sentiment="negative", author_name="<b>恶人</b>")  # fmt: skip
    story.post("zhihu:h7", text="@发热 怎么办", sentiment="neutral", dt=LAST - timedelta(days=40))
    # twice the same aspect in one post: it counts once, by the worst
    for polarity in ("positive", "negative"):
        story.add("post_aspect", post_id="weibo:h0", dt=LAST - timedelta(days=2), platform="weibo", aspect="heat",
                  polarity=polarity, probability=0.9, start=0, end=2)  # fmt: skip
    story.add("post_aspect", post_id="weibo:h4", dt=LAST - timedelta(days=2), platform="weibo", aspect="heat",
              polarity="positive", probability=0.9, start=0, end=2)  # fmt: skip
    return story


def write(path: Path, story: Made) -> Path:
    """Number and index the posts, write the tables and make the questions."""
    _index(story)
    story.write(path)
    with duckdb.connect(str(path)) as con:
        create_questions(con, path.stem)
    return path


def _index(story: Made) -> None:
    days: dict[object, list[dict[str, object]]] = {}
    for row in story.rows.get("post", []):
        posts = days.setdefault(row["dt"], [])
        said = f"{row.get('title') or ''} {row['text']}".lower().translate(str.maketrans("發熱", "发热"))
        row["words"] = _WORD.findall(said)
        row["number"] = len(posts) + 1
        row["word_starts"], row["word_lengths"] = [0] * len(row["words"]), [0] * len(row["words"])
        posts.append(row)
    for dt, posts in days.items():
        numbers = pa.chunked_array([[row["number"] for row in posts]], pa.int32())
        words = pa.chunked_array([[row["words"] for row in posts]], pa.list_(pa.string()))
        for entry in grams(numbers, words).to_pylist():
            story.add("search_index", dt=dt, **entry)
