"""Importing speed: posts a second and peak memory of each kind of file, in one run, each in a process of its own.

    python -m benchmarks.importing [--posts 1000000] [--only jsonl,csv]

The files are made from made-up posts in a temporary folder: some counts in words (1.2万), some values missing, every
hundredth row wrong. Peak memory is given for a tenth of the posts too: it must not grow with the rows. Posts a CPU
second depend little on what else the machine does.
"""

import argparse
import csv
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

AS_OF = datetime(2026, 11, 19, tzinfo=UTC)
BLOCK = 50_000
SAID = "长续航 快充 早C晚A 极简主义 露营 这辆车 冬天 充电 真的 很好 不太行 价格 外观 周末 朋友 推荐 智驾 座椅 空间"
WORDS = SAID.split(" ")


def posts(count: int) -> Iterator[dict[str, Any]]:
    """Made-up posts in Post's columns."""
    draw = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    said = ["".join(draw.choices(WORDS, k=draw.randrange(4, 40))) for _ in range(20_000)]
    for n in range(count):
        at = start + timedelta(seconds=n * 27_000_000 // count)
        tag = draw.choice(WORDS)
        yield {
            "post_id": f"weibo:{4_758_945_039_910_155 + n}",
            "platform": "weibo",
            "kind": "tweet" if n % 100 == 99 else "post",
            "author_id": str(1_000_000_000 + draw.randrange(200_000)),
            "published_at": at.isoformat().replace("+00:00", "Z"),
            "observed_at": (at + timedelta(hours=2)).isoformat().replace("+00:00", "Z"),
            "text": f"#{tag}# {draw.choice(said)}",
            "hashtags": [tag],
            "url": f"https://m.weibo.cn/detail/{4_758_945_039_910_155 + n}",
            "region": draw.choice(("江西", "上海", None)),
            "media": ["text", "image"],
            "likes": draw.randrange(9000),
            "comments": draw.randrange(90),
            "shares": None,
            "query": tag,
        }


def media_crawler(post: dict[str, Any]) -> dict[str, Any]:
    """The same post as MediaCrawler's Weibo files tell it."""
    seconds = int(datetime.fromisoformat(post["published_at"]).timestamp())
    number = post["post_id"].removeprefix("weibo:")
    return {
        "note_id": number if post["kind"] == "post" else "没有编号",
        "content": post["text"],
        "create_time": seconds,
        "create_date_time": post["published_at"],
        "liked_count": f"{post['likes'] / 10_000:.1f}万" if post["likes"] > 8000 else str(post["likes"]),
        "comments_count": str(post["comments"]),
        "shared_count": "0",
        "last_modify_ts": seconds * 1000 + 5_000_000,
        "note_url": post["url"],
        "creator_hash": f"{int(post['author_id']):064x}",
        "nickname": "编**",
        "source_keyword": post["query"],
    }


def as_lines(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_array(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n, row in enumerate(rows):
            file.write(("[" if n == 0 else ",\n") + json.dumps(row, ensure_ascii=False))
        file.write("]")


def as_csv(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = None
        for row in rows:
            flat = {name: ",".join(v) if isinstance(v, list) else v for name, v in row.items()}
            writer = writer or _started(csv.DictWriter(file, list(flat)))
            writer.writerow(flat)


def _started(writer: "csv.DictWriter[str]") -> "csv.DictWriter[str]":
    writer.writeheader()
    return writer


def as_parquet(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    names = ("published_at", "observed_at")
    writer = None
    for block in _blocks(rows):
        for row in block:
            row.update({name: datetime.fromisoformat(row[name]) for name in names}, shares=row["shares"] or 0)
        table = pa.Table.from_pylist(block)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def as_sqlite(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    connection = sqlite3.connect(path)
    for n, block in enumerate(_blocks(rows)):
        names = list(block[0])
        if n == 0:
            connection.execute(f"CREATE TABLE weibo_note ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO weibo_note VALUES ({marks})", [list(row.values()) for row in block])
    connection.commit()
    connection.close()


def _blocks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    block: list[dict[str, Any]] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


KINDS: dict[str, tuple[str, Callable[[Path, Iterator[dict[str, Any]]], None], bool]] = {
    "parquet": ("posts.parquet", as_parquet, False),
    "jsonl": ("posts.jsonl", as_lines, False),
    "csv": ("posts.csv", as_csv, False),
    "mediacrawler jsonl": ("search_contents.jsonl", as_lines, True),
    "mediacrawler csv": ("search_contents.csv", as_csv, True),
    "mediacrawler json": ("search_contents.json", as_array, True),
    "mediacrawler sqlite": ("sqlite_tables.db", as_sqlite, True),
}


def measured(kind: str, count: int, folder: Path) -> dict[str, float]:
    """What one import took in a process of its own: seconds, CPU seconds, megabytes at the peak; rows and file size."""
    name, write, foreign = KINDS[kind]
    path = folder / name
    write(path, map(media_crawler, posts(count)) if foreign else posts(count))
    command = [sys.executable, "-m", "benchmarks.importing", "--one", str(path), str(folder / "landing")]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    told["size"] = path.stat().st_size / 1e6
    path.unlink()
    return dict(told)


def one(path: Path, landing: Path) -> None:
    from crawlers.importers import import_file

    start, cpu = time.perf_counter(), time.process_time()
    result = import_file(path, landing, "a salt", AS_OF)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    took = {"seconds": seconds, "cpu": cpu, "peak": peak()}
    print(json.dumps({**took, "landed": result.landed, "rejected": result.rejected}))


def peak() -> float:
    """Megabytes this process has held at most. Not getrusage, which remembers the parent's peak over the fork."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--posts", type=int, default=1_000_000)
    ask.add_argument("--only", default="", help="kinds between commas; default: all")
    ask.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    told = ask.parse_args()
    if told.one:
        one(*told.one)
        return
    heads = f"{'posts/s':>9} {'a CPU s':>9} {'peak MB':>8} {'of a tenth':>10} {'file MB':>8}"
    print(f"{'kind':<20} {heads}  landed, rejected")
    for kind in filter(None, told.only.split(",")) if told.only else KINDS:
        with tempfile.TemporaryDirectory() as folder:
            tenth = measured(kind, max(100, told.posts // 10), Path(folder))
            took = measured(kind, told.posts, Path(folder))
        rates = f"{told.posts / took['seconds']:>9,.0f} {told.posts / took['cpu']:>9,.0f}"
        sizes = f"{took['peak']:>8.0f} {tenth['peak']:>10.0f} {took['size']:>8.0f}"
        print(f"{kind:<20} {rates} {sizes}  {took['landed']:,}, {took['rejected']:,}", flush=True)


if __name__ == "__main__":
    main()
