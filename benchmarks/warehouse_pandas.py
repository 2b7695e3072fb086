"""The same day in pandas, for comparison: posts folded, words, themes, sentiment, authors counted, tables written.

What it leaves out: near-duplicates across four weeks, phrases, the search index, checks, transactions.
"""

from datetime import date
from pathlib import Path

import pandas as pd


def day(home: Path, dt: date) -> int:
    """Make the day's tables as Parquet files in home/pandas; how many rows they have."""
    posts = _fold(_read(home / "lake" / "posts", dt))
    told = _read(home / "lake" / "enriched", dt).drop_duplicates("post_id")
    posts = posts.merge(told, on="post_id", how="left", suffixes=("", "_read"))
    posts["organic"] = ~posts["is_ad"].fillna(False).astype(bool)
    posts["voice"] = posts["author_id"].fillna(posts["post_id"])
    tables = {
        "post": posts,
        "term_daily": _counted(posts, "words"),
        "theme_daily": _counted(posts, "themes"),
        "hashtag_daily": _counted(posts, "hashtags"),
        "volume_daily": posts.groupby("platform").agg(posts=("post_id", "size"), authors=("voice", "nunique")),
        "sentiment_daily": posts.groupby(["platform", "sentiment"]).size().rename("posts").reset_index(),
        "author": posts.groupby("author_id").agg(posts=("post_id", "size"), followers=("author_followers", "last")),
    }
    (home / "pandas").mkdir(exist_ok=True)
    for name, table in tables.items():
        table.to_parquet(home / "pandas" / f"{name}.parquet", compression="zstd")
    return sum(map(len, tables.values()))


def _read(folder: Path, dt: date) -> pd.DataFrame:
    files = sorted(folder.glob(f"platform=*/dt={dt:%Y-%m-%d}/*.parquet"))
    return pd.concat([pd.read_parquet(file, partitioning=None) for file in files], ignore_index=True)


def _fold(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("observed_at", kind="stable").groupby("post_id", as_index=False).last()


def _counted(posts: pd.DataFrame, column: str) -> pd.DataFrame:
    said = posts[["platform", "post_id", "voice", "organic", column]].explode(column).dropna(subset=[column])
    said = said.drop_duplicates(["post_id", column])
    counts = said.groupby(["platform", column]).agg(posts=("post_id", "size"), organic_posts=("organic", "sum"))
    counts["authors"] = said[said["organic"]].groupby(["platform", column])["voice"].nunique()
    return counts.fillna({"authors": 0}).reset_index()
