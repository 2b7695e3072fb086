"""`make bench`: the measurements one after another, heavy ones never side by side."""

import subprocess
import sys

MODULES = (
    *("demo", "crawling", "troubled", "segmenting", "enrich", "enriching", "aspects", "importing"),
    *("near_duplicates", "floods", "change_points", "outlook", "phrases", "topics", "gate", "real_streams"),
    *("kills", "readers"),
)

for module in MODULES:
    print(f"== benchmarks.{module}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], check=True)
