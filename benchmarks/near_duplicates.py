"""Linking near-duplicates: how good the links are, and what they cost as history grows.

    python -m benchmarks.near_duplicates [--posts 1000000] [--days 90] [--quality 12000]

Cost: made-up fingerprints, of which a fifth copy one of the last five weeks with up to ten values changed, go a day at
a time through the warehouse's own door (`warehouse.links`) into a DuckDB file; CPU seconds of each tenth of the days
and peak memory. Beside it, on a subset: all pairs, and what was before, pairs within the day only. Quality: real
reposts, pairs found against the exact share of three-character runs (all pairs, by a sparse product).
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy.sparse import csr_array

from nlp import fingerprint
from nlp.normalise import readings
from warehouse import changes, links
from warehouse.bands import BANDS, WIDTH, band_keys
from warehouse.build import make_tables
from warehouse.database import Engine, connect
from warehouse.near_duplicates import AGREE, WINDOW, agree, leaders

REPOSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts" / "reposts_weibo.parquet"
FIRST = date(2026, 1, 1)
COPIED, BACK, CHANGED = 0.2, 35, 10


class MadeUp:
    """Fingerprints day by day; memory for the last five weeks only."""

    def __init__(self, a_day: int, seed: int = 1) -> None:
        self.a_day, self.rng, self.recent = a_day, np.random.default_rng(seed), list[np.ndarray]()

    def day(self) -> np.ndarray:
        rng, count = self.rng, self.a_day
        prints = rng.integers(0, 2**32, (count, 32), dtype=np.uint32)
        for row in np.flatnonzero(rng.random(count) < COPIED) if self.recent else []:
            day = self.recent[rng.integers(len(self.recent))]
            prints[row] = day[rng.integers(len(day))]
            prints[row, rng.choice(32, rng.integers(0, CHANGED + 1), replace=False)] = rng.integers(2**32)
        self.recent = [*self.recent[-BACK + 1 :], prints[rng.integers(0, count, 1 + count // 10)]]
        return prints


def cost(posts: int, days: int) -> None:
    made = MadeUp(posts // days)
    spent: list[float] = []
    linked = 0
    with tempfile.TemporaryDirectory() as folder, connect(Path(folder) / "links.duckdb", Engine()) as con:
        con.execute(changes.SCHEMA)
        make_tables(con, pa.table({name: pa.array([], pa.string()) for name in ("theme", "zh", "en")}))
        for number in range(days):
            day = FIRST + timedelta(days=number)
            _show(con, day, made.day())
            start = time.process_time()
            links.link(con, day)
            con.execute(_KEEP)
            spent.append(time.process_time() - start)
            linked += con.execute("SELECT count(*) FROM staging.near_duplicate").fetchall()[0][0]
        size = (Path(folder) / "links.duckdb").stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = len(spent) * made.a_day
    print(
        f"{total:,} posts, {made.a_day:,} a day: {sum(spent):.1f} CPU s, {total / sum(spent):,.0f} posts a CPU second,"
    )
    print(f"  {linked:,} linked, peak {peak:.0f} MB (with making them), file {size:.0f} MB")
    tenths = [np.mean(part) * 1000 for part in np.array_split(spent, min(10, days))]
    print("  CPU ms a day, by tenths of the days: " + " ".join(f"{ms:.0f}" for ms in tenths))


_KEEP = """
INSERT INTO private.fingerprint BY NAME
SELECT p.dt, p.published_at, p.post_id, d.duplicate_of, e.fingerprint
FROM staging.folded_post p JOIN lake.enriched e USING (dt, post_id)
LEFT JOIN staging.near_duplicate d USING (dt, post_id) ORDER BY p.dt, p.published_at, p.post_id
"""


def _show(con: duckdb.DuckDBPyConnection, day: date, prints: np.ndarray) -> None:
    """The day's posts where the build shows them."""
    second = np.datetime64(day, "s").astype(np.int64) - 28_800 + np.arange(len(prints)) * 86_399 // len(prints)
    ids = pa.array([f"weibo:{day:%j}-{i}" for i in range(len(prints))])
    rows = {
        "dt": pa.array([day] * len(prints), pa.date32()),
        "post_id": ids,
        "published_at": pa.array(second * 1_000_000, pa.timestamp("us", "UTC")),
        "kind": pa.array(["post"] * len(prints)),
        "fingerprint": pa.ListArray.from_arrays(np.arange(len(prints) + 1, dtype=np.int32) * 32, prints.ravel()),
    }
    con.register("rows", pa.table(rows))
    con.execute("DELETE FROM staging.folded_post")
    con.execute("INSERT INTO staging.folded_post BY NAME SELECT dt, post_id, published_at, kind FROM rows")
    con.execute("CREATE OR REPLACE TABLE lake.held AS SELECT dt, post_id, fingerprint FROM rows")
    con.execute("CREATE OR REPLACE VIEW lake.enriched AS FROM lake.held")
    con.unregister("rows")


def beside(count: int) -> None:
    """All pairs, pairs within the day, and ours, on one subset, in CPU seconds of one run."""
    made = MadeUp(max(1, count // 40))
    prints = np.vstack([made.day() for _ in range(40)])
    days = np.repeat(np.arange(40), made.a_day)
    found = {"links across days": _timed(lambda: leaders(days, prints, band_keys(prints)))}
    apart = days * (WINDOW + 1)  # no day within reach of another
    found["within the day, as before"] = _timed(lambda: leaders(apart, prints, band_keys(prints)))
    found["all pairs"] = _timed(lambda: _all_pairs(days, prints))
    exact = found["all pairs"][1]
    for name, (seconds, leader) in found.items():
        same = ((leader == exact) & (exact != np.arange(len(exact)))).sum() / max(
            1, (exact != np.arange(len(exact))).sum()
        )
        print(f"  {name:<28} {seconds:8.3f} CPU s   of the links of all pairs {same:.4f}")


def _timed(work: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _all_pairs(days: np.ndarray, prints: np.ndarray) -> np.ndarray:
    leader, originals = np.arange(len(prints)), list[int]()
    for row in range(len(prints)):
        near = np.array([o for o in originals[-40_000:] if days[row] - days[o] <= WINDOW], np.int64)
        same = near[agree(prints, prints, near, np.full(len(near), row))]
        if len(same):
            leader[row] = same[0]
        else:
            originals.append(row)
    return leader


def quality(count: int, path: Path = REPOSTS) -> None:
    """Six stretches of real reposts: of the pairs that share so much, how many are candidates and found."""
    if not path.exists():
        print("quality: the real streams are not here (../shared); left out")
        return
    posts = pq.read_table(path, columns=["text", "published_at"]).sort_by("published_at")
    texts = [text.lower() for text in readings([None] * len(posts), posts["text"].to_pylist()).texts]
    prints = fingerprint.fingerprints(texts)
    told = np.flatnonzero(prints.is_valid().to_numpy(zero_copy_only=False))
    rows = pc.list_flatten(prints).to_numpy().reshape(-1, 32)
    rng = np.random.default_rng(3)
    exact, agreeing, met, later = [], [], [], []
    for start in rng.integers(0, max(1, len(told) - count), 6):
        part = slice(start, start + count)
        left, right, jaccard = _alike([texts[i] for i in told[part]])
        mine = rows[part]
        exact.append(jaccard)
        agreeing.append((mine[left] == mine[right]).sum(axis=1))
        keys = band_keys(mine)
        met.append((keys[left] == keys[right]).any(axis=1))
        later.append(right + start)
    print(f"quality: {len(told):,} real reposts with a fingerprint, six stretches of {count:,}")
    _tell(*(np.concatenate(values) for values in (exact, agreeing, met, later)))


def _alike(texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    keys, owner = fingerprint._runs(texts)
    _, column = np.unique(keys, return_inverse=True)
    told = csr_array((np.ones(len(column), np.float32), (owner, column)), shape=(len(texts), column.max() + 1))
    size = np.asarray(told.sum(axis=1)).ravel()
    both = (told @ told.T).tocoo()
    above = both.row < both.col
    left, right, shared = both.row[above], both.col[above], both.data[above]
    jaccard = shared / (size[left] + size[right] - shared)
    kept = jaccard > 0.5
    return left[kept], right[kept], jaccard[kept]


def _tell(exact: np.ndarray, agreeing: np.ndarray, met: np.ndarray, later: np.ndarray) -> None:
    found = met & (agreeing >= AGREE)
    changed = exact < 1
    print(f"  {len(exact):,} pairs above .5; {BANDS} bands of {WIDTH}, {AGREE} of 32 values")
    for level in (0.9, 0.8, 0.7):
        pairs = exact >= level
        told = f"recall {found[pairs].mean():.4f}, of changed texts {found[pairs & changed].mean():.4f}"
        copies = np.isin(np.unique(later[pairs]), later[pairs & found]).mean()
        told += f"; of posts with an earlier such one {copies:.4f}; share a band {met[pairs].mean():.4f}"
        print(f"  similarity >= {level}: {told}")
    told = ", ".join(f">= {level} {np.mean(exact[found] >= level):.4f}" for level in (0.75, 0.7, 0.6))
    print(f"  of the pairs found: similarity {told}")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--posts", type=int, default=1_000_000)
    ask.add_argument("--days", type=int, default=90)
    ask.add_argument("--subset", type=int, default=4_000)
    ask.add_argument("--quality", type=int, default=12_000, help="posts a stretch; 0 leaves it out")
    told = ask.parse_args()
    if told.quality:
        quality(told.quality)
    print(f"beside one another, {told.subset:,} posts of 40 days")
    beside(told.subset)
    cost(told.posts, told.days)


if __name__ == "__main__":
    main()
