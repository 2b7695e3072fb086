"""How good topics are, how long their ids live, and what they cost: on the demo network and on a hot list.

python -m benchmarks.topics [--demo HOME] [--posts FOLDER] [--from 2022-09-20] [--to 2022-12-31] [--volume POSTS]

A demo home is made by `fengxiang demo`; without one, one is made. Purity: of the subjects of each planted topic (those
that stand in its clauses and in no other topic's), the share that lies in the topic that holds most of them, and of
each topic's subjects the share that is of one planted topic. The hot list tells counts, survival and, on days that
people remember, the strongest topics. --volume times the linking of one night with so many posts a day, made up of
60 stories of eight words each over chatter, as detection hands it over.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.real_streams import POSTS, timed
from demo.topics import topics as planted_topics
from warehouse.topic_links import links

REMEMBERED = ("2022-11-22", "2022-12-08", "2022-12-19")  # Qatar begins, tests end, the final is over
_A_DAY = """
SELECT round(avg(subjects), 1), round(avg(topics), 1), max(subjects), max(topics) FROM (
    SELECT dt, count(DISTINCT (subject_kind, subject)) AS subjects, count(DISTINCT topic_id) AS topics
    FROM topic_member GROUP BY dt)"""
# Of the topics of a day that is not among the last seven: which are flagged a week later, under this id or another.
_SURVIVED = """
WITH held AS (SELECT DISTINCT dt, topic_id, subject_kind, subject FROM topic_member),
later AS (
    SELECT a.dt, a.topic_id, bool_or(b.topic_id = a.topic_id) AS same,
        count(b.topic_id) * 2 >= count(*) AS risen
    FROM held a LEFT JOIN held b ON b.dt = a.dt + 7 AND b.subject_kind = a.subject_kind AND b.subject = a.subject
    WHERE a.dt <= (SELECT max(dt) - 7 FROM held) GROUP BY ALL)
SELECT count(*), avg((risen)::INT), avg(coalesce(same, false)::INT) FILTER (risen) FROM later"""
_STRONGEST = """
SELECT d.name, d.rise_week, list(m.subject ORDER BY m.rank) FROM topic_daily d
JOIN topic_member m USING (dt, scope, topic_id) WHERE d.dt = $day::DATE AND d.scope = 'all'
GROUP BY d.name, d.rise_week, d.score, d.topic_id ORDER BY d.score DESC, d.topic_id LIMIT 8"""
_LIVES = "SELECT count(*), median(days), count(*) FILTER (merged_into IS NOT NULL), count(split_from) FROM topic"


def counts(con: duckdb.DuckDBPyConnection) -> None:
    """How much a day has, and how long ids live."""
    subjects, topics, most, most_topics = con.execute(_A_DAY).fetchall()[0]
    print(f"  a day: {subjects} flagged subjects in {topics} topics (at most {most} in {most_topics})")
    asked, risen, same = con.execute(_SURVIVED).fetchall()[0]
    print(
        f"  a week later: of {asked:,} topics on their days, {risen or 0:.0%} have half of their words still flagged, "
        f"{same or 0:.1%} of these under the same id"
    )
    number, days, merged, split = con.execute(_LIVES).fetchall()[0]
    print(f"  {number} topics in all, flagged on {days:.0f} days in the middle; {merged} merged, {split} split off")


def purity(con: duckdb.DuckDBPyConnection, day: date) -> str:
    """Subjects of planted topics against the topics found on a day."""
    own = {t.name: " ".join([t.query, *t.hashtags, *t.titles, *t.anchors, *t.details]) for t in planted_topics()}
    found = con.execute(
        "SELECT DISTINCT topic_id, subject FROM topic_member WHERE dt = ? AND scope = 'all'", [day]
    ).fetchall()
    told = [(topic, [name for name, text in own.items() if subject in text]) for topic, subject in found]
    pairs = Counter((topic, names[0]) for topic, names in told if len(names) == 1)
    total = sum(pairs.values())
    pure, whole = (
        sum(max(n for key, n in pairs.items() if key[i] == name) for name in {key[i] for key in pairs}) for i in (0, 1)
    )
    shares = f"purity {pure / total:.3f}, wholeness {whole / total:.3f}"
    return f"{total} of {len(found)} subjects are of one planted topic; {shares}"


def on_demo(home: Path) -> None:
    """The made-up network."""
    truth = json.loads((home / "truth.json").read_text("utf-8"))
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        print("demo network")
        counts(con)
        last = date.fromisoformat(truth["last_day"])
        print(f"  {last}: {purity(con, last)}")
        for planted in (p for p in truth["planted"] if p["verdict"] in ("organic", "campaign")):
            rows = con.execute(
                "SELECT count(DISTINCT topic_id), min(dt), max(dt), arg_max(name, dt) FROM topic_member "
                "JOIN topic_daily USING (dt, scope, topic_id) WHERE subject = ? AND subject_kind = ? AND dt >= ?",
                [planted["subject"], planted["subject_kind"], planted["first_day"]],
            ).fetchall()
            print(f"  {planted['subject']} ({planted['kind']} from {planted['first_day']}): ids, days, name {rows[0]}")


def on_hot_list(posts: Path, first: str, last: str) -> None:
    """A real list of titles."""
    with tempfile.TemporaryDirectory() as folder:
        home, part = Path(folder), Path(folder) / "part.parquet"
        duckdb.execute(
            f"COPY (FROM '{posts / 'hot_weibo.parquet'}' WHERE published_at BETWEEN '{first}' AND '{last} 16:00') "
            f"TO '{part}'"
        )
        timed(home, "import", str(part))
        timed(home, "run", "--no-crawl")
        with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
            print(f"hot_weibo, {first} to {last}")
            counts(con)
            for day in (day for day in REMEMBERED if first <= day <= last):
                told = con.execute(_STRONGEST, {"day": day}).fetchall()
                print(f"  {day}: " + "; ".join(f"{name} (week {week}: {', '.join(m[:5])})" for name, week, m in told))


def on_volume(a_day: int) -> None:
    """Linking one night's flags: eight days of posts of which a fifth say two to four words of one of 60 stories."""
    rng, end, stories, words = np.random.default_rng(7), date(2026, 11, 22), 60, 8
    sid = np.arange(stories * words)
    with duckdb.connect() as con:
        con.execute("ATTACH ':memory:' AS staging")
        con.execute("CREATE TABLE volume_daily (dt DATE, platform VARCHAR, authors BIGINT)")
        said = []
        for back in range(7):
            posts = np.repeat(np.arange(a_day // 5), rng.integers(2, 5, a_day // 5))
            word = rng.integers(0, stories, a_day // 5)[posts] * words + rng.integers(0, words, len(posts))
            chatter = rng.random(len(posts)) < 0.2  # of any story
            word = np.where(chatter, rng.integers(0, len(sid), len(posts)), word)
            said.append(
                pa.table({
                    "dt": pa.repeat(pa.scalar(end - timedelta(days=back)), len(posts)),
                    "platform": pa.repeat(pa.scalar("weibo"), len(posts)),
                    "post": pa.array(posts + back * a_day, pa.uint64()), "sid": word,
                    "voice": pa.array(rng.integers(0, a_day * 2, a_day // 5)[posts], pa.uint64()),
                })
            )  # fmt: skip
            con.execute("INSERT INTO volume_daily VALUES (?, 'weibo', ?)", [end - timedelta(days=back), a_day])
        con.register("said", pa.concat_tables(said))
        con.execute("CREATE TABLE staging.flagged_mention AS SELECT DISTINCT *, true AS organic FROM said")
        con.register("flags", pa.table({"flag": sid, "sid": sid, "dt": pa.repeat(pa.scalar(end), len(sid))}))
        con.execute("CREATE TABLE staging.flag AS FROM flags")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        found = links(con, sid.tolist())[end]
        seconds = time.perf_counter() - begun
    print(
        f"{a_day:,} posts a day, {len(sid)} flagged subjects: {len(found.one):,} pairs in {seconds:.2f} s, "
        f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB more"
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--demo", type=Path)
    ask.add_argument("--posts", type=Path, default=POSTS)
    ask.add_argument("--from", dest="first", default="2022-09-20")
    ask.add_argument("--to", dest="last", default="2022-12-31")
    ask.add_argument("--volume", type=int, default=100_000)
    ask.add_argument("--only", choices=("demo", "hot", "volume"))
    told = ask.parse_args()
    if told.only in (None, "volume"):
        on_volume(told.volume)
    if told.only in (None, "demo"):
        with tempfile.TemporaryDirectory() as folder:
            home = told.demo or Path(folder) / "home"
            if told.demo is None:
                command = [sys.executable, "-m", "fengxiang.cli", "demo", "--home", str(home), "--end", "2026-11-22"]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            on_demo(home)
    if told.only in (None, "hot"):
        if told.posts.is_dir():
            on_hot_list(told.posts, told.first, told.last)
        else:
            print(f"{told.posts}: no such folder; the hot list is not measured")


if __name__ == "__main__":
    main()
