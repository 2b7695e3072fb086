"""What the network says could be found is what paging finds."""

from demo_client import END, Answer, Client, mblogs

from demo.faults import faults_of
from demo.plan import QUERIES
from demo.server import serve
from demo.world import World

DAY = 86_400


def paged(client: Client, platform: str, at: int, query: str) -> dict[str, int]:
    """Everything that paging finds, with its instant of publication."""
    found: dict[str, int] = {}
    for page in range(1, 11):
        if platform == "weibo":
            told = client.weibo(at, query, page).told
            entries = [(b["mid"], (int(b["mid"]) >> 22) + 515_483_463) for b in mblogs(told)]
        elif platform == "xiaohongshu":
            told = client.notes(at, query, page).told
            entries = [(e["id"], int(e["id"][:8], 16)) for e in told["data"]["items"]]
        else:
            objects = [e["object"] for e in client.zhihu(at, query, 20 * (page - 1)).told["data"]]
            entries = [(o["id"], o["created_time"]) for o in objects]
        found |= dict(entries)
        if len(entries) < 20:
            break
    return found


def test_servable_is_what_paging_finds(client: Client, calm: int) -> None:
    first, end = calm - DAY, calm + 1
    for platform in ("weibo", "xiaohongshu", "zhihu"):
        union: set[str] = set()
        for query in QUERIES:
            within = {native for native, when in paged(client, platform, calm, query).items() if first <= when < end}
            told = client.servable(calm, platform, first, end, query).told
            assert set(told["ids"]) == within and told["count"] == len(told["ids"]), (platform, query)
            union |= within
        assert set(client.servable(calm, platform, first, end).told["ids"]) == union
        assert len(union) > 40
        some = client.servable(calm, platform, first, end, "咖啡", "护肤").told["ids"]
        one, other = (client.servable(calm, platform, first, end, query).told["ids"] for query in ("咖啡", "护肤"))
        assert set(some) == {*one, *other} and len(some) == len(set(some))


def test_servable_keeps_to_the_instant_and_the_span(client: Client, small_world: World, calm: int) -> None:
    everything = [post for post in small_world.posts["weibo"] if post.published <= calm]
    assert client.servable(calm, "weibo", 0, calm + 99 * DAY).told["count"] == len(everything)
    post = everything[-1]
    assert post.native not in client.servable(calm, "weibo", 0, post.published).told["ids"]
    assert post.native in client.servable(calm, "weibo", post.published, post.published + 1).told["ids"]
    assert post.native not in client.servable(post.published - 1, "weibo", 0, calm).told["ids"]
    assert client.servable(calm, "weibo", 0, calm, "没有人说过的词").told == {
        "platform": "weibo",
        "count": 0,
        "ids": [],
    }
    assert client.servable(calm, "myspace", 0, calm).status == 400


def test_the_malformed_entries_of_the_plan_are_not_servable(client: Client, small_world: World) -> None:
    at, _, query = next(address for address in faults_of(small_world).malformed if address[1] == "weibo")
    client.weibo(at, query)
    shown = {blog.get("mid") for blog in mblogs(client.weibo(at, query).told)}
    ids = set(client.servable(at, "weibo", 0, at + 1, query).told["ids"])
    assert len(shown - ids) == 1 and len(shown & ids) >= 10


def test_answers_are_counted_by_address_and_robots_may_be_set() -> None:
    world = World(7, END, weeks=1, scale=0.05)
    with serve(world, robots="User-agent: *\nDisallow: /at/\n") as base:
        client, at = Client(base), world.starts_at(0)
        assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /at/\n"
        asks: list[Answer] = [
            client.weibo(at, "咖啡"), client.weibo(at, "手机"), client.timeline(at, "1"), client.status(at, "1"),
            client.hotflow(at, "1"), client.notes(at, "护肤"), client.note(at, "0" * 24),
            client.note_comments(at, "0" * 24), client.zhihu(at, "咖啡"), client.answers(at, "1"),
            client.answer(at, "1"), client.root_comments(at, "1"), client.get(f"/at/{at}/rss/shuma.xml"),
        ]  # fmt: skip
        assert client.servable(at, "weibo", 0, at).status == 200
        stats = client.get("/demo/stats").told
    asked = {name.removeprefix("asked/"): count for name, count in stats.items() if name.startswith("asked/")}
    assert asked == {
        "weibo/search": 2, "weibo/timeline": 1, "weibo/status": 1, "weibo/comments": 1, "xiaohongshu/search": 1,
        "xiaohongshu/note": 1, "xiaohongshu/comments": 1, "zhihu/search": 1, "zhihu/answers": 1, "zhihu/answer": 1,
        "zhihu/comments": 1, "rss/feed": 1,
    }  # fmt: skip
    assert sum(stats.values()) == 2 * len(asks) and stats["weibo/ok"] == 5
