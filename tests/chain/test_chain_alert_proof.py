"""The query in an alert's mail gives the numbers that detection wrote, on a lake that the chain itself read."""

import sys
from pathlib import Path

import duckdb

from reports.alert_mail.proof import proof
from warehouse.database import BUILD

sys.path.append(str(Path(__file__).parents[1] / "warehouse"))
from made_up_lake import Network, run_all


def test_the_query_gives_value_and_baseline_of_each_state(tmp_path):
    net = Network(days=70, platforms=("weibo", "zhihu"), a_day=4)
    for back, day in enumerate(reversed(net.all_days())):
        for platform, share in (("weibo", 0.65 if 8 <= back < 18 else 0.15), ("zhihu", 0.3)):
            for n in range(12):
                net.plant(platform, day, 1, f"星野 {'糟' if n < round(12 * share) else '好'}")
    net.land(tmp_path)
    run_all(tmp_path)
    with duckdb.connect(str(tmp_path / BUILD), read_only=True) as con:
        names = [
            column[0]
            for column in con.execute(
                "FROM alert WHERE metric = 'negative_share' AND hour IS NULL ORDER BY alert_id, step"
            ).description
        ]
        rows = [dict(zip(names, row, strict=True)) for row in con.fetchall()]
        assert {(row["scope"], row["status"]) for row in rows} >= {("weibo", "open"), ("weibo", "recovered")}
        for row in rows:
            value, baseline, _, posts = con.execute(proof(row)).fetchone()
            assert (value, baseline) == (row["value"], row["baseline"]), (row["scope"], row["status"])
            assert posts <= row["posts"]  # of `days` days; the row has those of three
