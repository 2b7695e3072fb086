"""Cases for the measuring of floods: real spikes of a stream, and floods that are made up and put into it.

Each is laid out as the warehouse's staging tables, so that its own SQL reads the signs.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.flood_worlds import Stream, links
from warehouse import facts, flood_signs
from warehouse.database import Engine, connect
from warehouse.inputs import load_constants

MOST = (0.8, 0.4, 0.8)  # of a spike's quiet, fans, strangers
ENDINGS = ["", "！", "～", "[good]", "🔥", "。", "冲", "啦", "[心]"]


# Half of the posts near-duplicates, or effective authors under a fifth of the posts.
_RULE_BEFORE = """
WITH told AS (
    SELECT s.flag, p.copied, p.author_id, coalesce(p.author_id, p.post_id) AS voice
    FROM staging.said s JOIN staging.flagged_post p USING (post)
), voices AS (
    SELECT flag, sum(n) ** 2 / sum(n * n) AS effective
    FROM (SELECT flag, voice, count(*) AS n FROM told GROUP BY ALL) GROUP BY flag
)
SELECT flag, avg(copied::INTEGER) >= .5
    OR (count(author_id) >= .5 * count(*) AND any_value(effective) <= .2 * count(*)) AS called
FROM told JOIN voices USING (flag) GROUP BY flag ORDER BY flag
"""


@dataclass
class Case:
    """A subject on a day: rows of the stream that speak of it, and posts put in."""

    day: int
    rows: np.ndarray
    put_in: list[dict] = field(default_factory=list)
    quiet: float = 0.0  # share of its responses that a subject lacks: response differs between subjects, floods or not
    fans: float = 0.0  # share of posts by a tenth of its people
    strangers: float = 0.0  # share of the other posts by people whom the crawl sees for the first time
    kind: dict[str, str] = field(default_factory=dict)


def spikes(stream: Stream, days: np.ndarray, most: int, seed: int) -> Iterator[Case]:
    """Real spikes: word or reposted post, and day; the strongest first, at most eight a day."""
    rng = np.random.default_rng(seed)
    found = []
    for rows in _subjects(stream):
        at = stream.days[rows]
        for day, count in zip(*np.unique(at, return_counts=True), strict=True):
            before = ((at < day) & (at >= day - 21)).sum() / 21
            if count >= 20 and count >= 3 * before and day in days:
                found.append((count / (before + 1), int(day), rows[(at <= day) & (at > day - 7)]))
    a_day: Counter[int] = Counter()
    for _, day, rows in sorted(found, key=lambda f: (-f[0], f[1], f[2][0])):
        a_day[day] += 1
        if a_day[day] <= 8 and a_day.total() <= most:
            quiet, fans, strangers = rng.uniform(0, MOST)
            yield Case(day, rows, quiet=quiet, fans=fans, strangers=strangers, kind={"stream": stream.name})


def _subjects(stream: Stream) -> Iterator[np.ndarray]:
    said: dict[str, list[int]] = {}
    for row, words in enumerate(stream.words):
        for word in {w for w in words if len(w) >= 2 and w.isalpha()}:
            said.setdefault(word, []).append(row)
        if stream.parents[row]:
            said.setdefault(f"/{stream.parents[row]}", []).append(row)
    yield from (np.array(rows) for rows in said.values() if len(rows) >= 20)


def flood(stream: Stream, day: int, rng: np.random.Generator, number: int) -> Case:
    """A word that is said now and then, and a flood of posts about it on that day."""
    subject = _subject(stream, day, rng)
    kind = {
        "words": str(rng.choice(["exact", "template", "paraphrase"])),
        "timing": str(rng.choice(["minutes", "hours", "day", "four days"])),
        "response": str(rng.choice(["none", "as usual"], p=[0.7, 0.3])),
        "accounts": str(rng.choice(["new", "old"], p=[0.6, 0.4])),
        "stream": stream.name,
    }
    size = int(10 ** rng.uniform(np.log10(30), np.log10(2000)))
    accounts = min(int(10 ** rng.uniform(np.log10(5), np.log10(300))), size)
    kind["posts an account"] = "1 to 3" if size < 3 * accounts else "3 to 10" if size < 10 * accounts else "10 and more"
    kind["size"] = "30 to 99" if size < 100 else "100 to 499" if size < 500 else "500 and more"
    seconds, words = _times(kind["timing"], day, size, rng), _texts(kind["words"], stream, subject, size, rng)
    old = rng.choice(stream.authors, accounts) if kind["accounts"] == "old" else [None] * accounts
    names = [name if name is not None else f"new{number}-{i}" for i, name in enumerate(old)]
    loud = rng.random(size) < (0.1 if kind["response"] == "none" else 0.4 * (1 - rng.uniform(0, MOST[0])))
    likes = np.where(loud, rng.choice(stream.likes[stream.likes > 0], size), rng.poisson(0.2, size))
    unknown = stream.authors[0] is None
    put_in = [
        {"seconds": int(s), "words": w, "author_id": None if unknown else names[i], "likes": int(n)}
        for s, w, i, n in zip(seconds, words, rng.integers(0, accounts, size), likes, strict=True)
    ]
    put_in.sort(key=lambda post: post["seconds"])
    near = np.flatnonzero((stream.days <= day) & (stream.days > day - 7))
    rows = np.array([r for r in near if subject in stream.words[r]], np.int64)
    return Case(day, rows, put_in, kind=kind)


def _subject(stream: Stream, day: int, rng: np.random.Generator) -> str:
    near = np.flatnonzero((stream.days <= day) & (stream.days > day - 7))
    while True:
        word = str(rng.choice(stream.words[rng.choice(near)] or [""]))
        if len(word) >= 2 and word.isalpha():
            return word


def _times(timing: str, day: int, size: int, rng: np.random.Generator) -> np.ndarray:
    start = day * 86_400 - 28_800
    if timing == "minutes":
        bursts = start + rng.integers(8 * 3600, 23 * 3600, max(1, size // 40))
        return rng.choice(bursts, size) + rng.integers(0, 300, size)
    if timing == "hours":
        return start + rng.integers(8, 20) * 3600 + rng.integers(0, 2 * 3600, size)
    back = rng.integers(0, 4, size) if timing == "four days" else 0
    return start - back * 86_400 + np.clip(rng.normal(15, 4.5, size), 0, 23.99) * 3600


def _texts(how: str, stream: Stream, subject: str, size: int, rng: np.random.Generator) -> list[list[str]]:
    long = [w for w in stream.words[rng.integers(0, len(stream.words), 3000)] if 8 <= len(w) <= 60]
    bases = [long[i] for i in rng.integers(0, len(long), {"exact": 3, "template": 5, "paraphrase": 25}[how])]
    others = [w for words in long[:200] for w in words]
    changed = {"exact": 0.0, "template": 0.25, "paraphrase": 0.55}[how]
    made = []
    for i in rng.integers(0, len(bases), size):
        words = [w if rng.random() >= changed else others[rng.integers(len(others))] for w in bases[i]]
        if how == "paraphrase":
            cut = rng.integers(len(words))
            words = words[cut:] + words[:cut]
        made.append([subject, *words, ENDINGS[rng.integers(len(ENDINGS))]])
    return made


def tables(con: duckdb.DuckDBPyConnection, stream: Stream, cases: list[Case]) -> None:
    """Put the stream and the cases where detection keeps them."""
    put = [(n, post) for n, case in enumerate(cases) for post in case.put_in]
    copies, (heard, authors) = _copies(cases), _as_people_are(stream, cases)
    ids = [f"weibo:{i}" for i in range(len(stream.seconds))] + [f"weibo:f{i}" for i in range(len(put))]
    seconds = np.r_[stream.seconds, np.array([post["seconds"] for _, post in put], np.int64)]
    told = {
        "post_id": ids,
        "dt": pa.array(((seconds + 28_800) // 86_400).astype(np.int32)).cast(pa.date32()),
        "published_at": pa.array(seconds * 1_000_000, pa.timestamp("us", "UTC")),
        "author_id": pa.array([*authors, *(post["author_id"] for _, post in put)], pa.string()),
        "likes": pa.array(np.r_[heard, np.array([post["likes"] for _, post in put], np.int64)]),
        "words": pa.array([*stream.words, *(post["words"] for _, post in put)], pa.list_(pa.string())),
        "duplicate_of": pa.array(
            [None if o == i else ids[o] for i, o in enumerate(stream.copy_of)]
            + [None if o is None else f"weibo:f{o}" for o in copies],
            pa.string(),
        ),
    }
    con.register("posts", pa.table(told))
    con.execute(
        "CREATE OR REPLACE TABLE staging.read_post AS SELECT *, 'weibo' AS platform, 'post' AS kind, "
        "NULL AS sentiment, NULL::BIGINT AS comments, NULL::BIGINT AS shares, NULL::BIGINT AS favourites, "
        "false AS is_ad, 0.01 AS advertising, "
        "NULL::BIGINT AS author_followers, []::VARCHAR[] AS hashtags, duplicate_of IS NULL AS organic FROM posts"
    )
    con.execute(
        "CREATE OR REPLACE TABLE author AS SELECT author_id, min(dt) AS first_dt FROM staging.read_post GROUP BY ALL"
    )
    mine = np.array([n for n, _ in put], np.int64)
    first = len(stream.seconds)
    rows = [(n, ids[r]) for n, case in enumerate(cases) for r in case.rows]
    rows += [(int(n), ids[first + i]) for i, n in enumerate(mine)]
    con.register("rows", pa.table({"flag": [n for n, _ in rows], "post_id": [i for _, i in rows]}))
    con.register(
        "flags",
        pa.table(
            {
                "flag": np.arange(len(cases)),
                "dt": pa.array([case.day for case in cases], pa.int32()).cast(pa.date32()),
            }
        ),
    )
    con.execute("CREATE OR REPLACE TABLE staging.flag AS SELECT *, 'all' AS scope FROM flags")
    con.execute("CREATE OR REPLACE TABLE staging.flagged_mention AS SELECT DISTINCT hash(post_id) AS post FROM rows")
    con.execute(facts._POSTS)
    con.execute("CREATE OR REPLACE TABLE staging.said AS SELECT flag, hash(post_id) AS post FROM rows")


def _as_people_are(stream: Stream, cases: list[Case]) -> tuple[np.ndarray, np.ndarray]:
    """Likes and authors, changed where a real spike is: neither are people independent draws, nor subjects alike."""
    likes, authors = stream.likes.copy(), stream.authors.copy()
    rng, free = np.random.default_rng(len(cases)), np.ones(len(likes), bool)
    for number, case in enumerate(cases):
        rows = case.rows[free[case.rows]] if case.fans else case.rows[:0]
        free[rows] = False
        likes[rows] = np.where(rng.random(len(rows)) < case.quiet, 0, likes[rows])
        fans = rng.choice(stream.authors[rows], max(1, len(rows) // 10)) if len(rows) else []
        drawn = rng.random((2, len(rows)))
        for place, row in enumerate(rows if stream.authors[0] is not None else []):
            if drawn[0, place] < case.fans:
                authors[row] = fans[rng.integers(len(fans))]
            elif drawn[1, place] < case.strangers:
                authors[row] = f"stranger{number}-{place}"
    return likes, authors


def _copies(cases: list[Case]) -> list[int | None]:
    found: list[int | None] = []
    for case in cases:
        first = len(found)
        texts = ["".join(post["words"]) for post in case.put_in]
        own = links(texts, np.zeros(len(texts), np.int64)) if texts else []
        found += [None if o == i else first + int(o) for i, o in enumerate(own)]
    return found


def looked_at(stream: Stream, cases: list[Case]) -> tuple[pa.Table, np.ndarray]:
    """Signs of each case, and whether the rule before this one would have called it a flood."""
    days = [int(d) for d in (min(c.day for c in cases) - 30, max(c.day for c in cases))]
    since, last = (np.datetime64(day, "D").item() for day in days)
    with connect(":memory:", Engine()) as con:
        load_constants(con, pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")}))
        tables(con, stream, cases)
        signs = flood_signs.signs(con, since, last)
        before = con.sql(_RULE_BEFORE).to_arrow_table()
    called = np.zeros(len(cases), bool)
    called[before["flag"].to_numpy()] = before["called"].to_numpy(zero_copy_only=False)
    return signs, called


def batches(stream: Stream, days: np.ndarray, count: int, seed: int) -> Iterator[tuple[list[Case], bool]]:
    """Real spikes, then floods, few enough at once that the stream stays what it is."""
    yield list(spikes(stream, days, 3 * count, seed)), False
    rng = np.random.default_rng(seed)
    made = [flood(stream, int(rng.choice(days[21:] if len(days) > 40 else days)), rng, n) for n in range(count)]
    for first in range(0, count, 20):
        yield made[first : first + 20], True
