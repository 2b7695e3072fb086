"""Imports a real stream and runs the chain for days that people remember; prints time, memory and the top topics.

python -m benchmarks.real_streams [--posts FOLDER] [--stream hot_weibo] [--days 2022-12-20,2023-02-15,2023-04-30]
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts"
DAYS = "2022-12-20,2023-02-15,2023-04-30"


def timed(home: Path, *verb: str) -> str:
    """Run a verb of the CLI, print what it took, return what it printed."""
    (home / "fengxiang.toml").write_text('home = "."\n', "utf-8")
    start = time.monotonic()
    command = [sys.executable, "-m", "fengxiang.cli", *verb, "--settings", str(home / "fengxiang.toml")]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{verb[0]:8s} {time.monotonic() - start:7.1f} s   peak of any process so far {peak:6.0f} MB", flush=True)
    return done.stdout


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--posts", type=Path, default=POSTS)
    ask.add_argument("--stream", default="hot_weibo")
    ask.add_argument("--days", default=DAYS)
    told = ask.parse_args()
    if not told.posts.is_dir():
        sys.exit(f"{told.posts}: no such folder; name the one with the real streams by --posts")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        timed(home, "import", str(told.posts / f"{told.stream}.parquet"))
        timed(home, "run", "--no-crawl")
        for day in told.days.split(","):
            found = json.loads(timed(home, "trends", "--as-of", day, "--json", "--limit", "12"))
            print(day, found["week"], " ".join(trend["subject"] for trend in found["trends"]), flush=True)


if __name__ == "__main__":
    main()
