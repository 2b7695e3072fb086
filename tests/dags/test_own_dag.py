"""The DAG that docs/operations.md shows for one's own folder: it loads beside ours, and starts on our event."""

import json
import re

from dag_runs import ROOT, airflow_home, python

LOOK = """
import json, sys
from types import SimpleNamespace
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.execution_time.context import TriggeringAssetEventsAccessor
from fengxiang.scheduled.assets import WAREHOUSE

bag = DagBag(sys.argv[1])
dag = bag.dags["after_publish"]
asset = SimpleNamespace(name=WAREHOUSE.name, uri=WAREHOUSE.uri)
events = [SimpleNamespace(asset=asset, source_aliases=[], extra={"day": day}) for day in ("2026-11-21", "2026-11-22")]
count = dag.get_task("count").python_callable
posts = count(triggering_asset_events=TriggeringAssetEventsAccessor.build(events))
on = [asset.uri == WAREHOUSE.uri for asset in dag.timetable.asset_condition.objects]
print("TOLD " + json.dumps({"errors": bag.import_errors, "on": on, "posts": posts}))
"""


def test_the_example_of_the_page_loads_and_counts_the_day_of_the_event(tmp_path):
    import duckdb

    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags" / "after_publish.py").write_text(code, "utf-8")
    (tmp_path / "fengxiang.toml").write_text('home = "home"\n')
    (tmp_path / "home" / "warehouse").mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "home" / "warehouse" / "warehouse.duckdb")) as con:
        con.execute("CREATE TABLE post AS SELECT DATE '2026-11-21' + (i % 4 > 0)::INTEGER AS dt FROM range(8) r(i)")
    env = airflow_home(tmp_path) | {"FENGXIANG_SETTINGS": str(tmp_path / "fengxiang.toml")}
    told = python(env, LOOK, tmp_path / "dags")
    found = json.loads(next(line for line in told.splitlines() if line.startswith("TOLD "))[5:])
    assert found == {"errors": {}, "on": [True], "posts": 6}
