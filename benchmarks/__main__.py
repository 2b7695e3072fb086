"""`make bench`: the measurements one after another, heavy ones never side by side."""

import subprocess
import sys

for module in ("benchmarks.demo", "benchmarks.enrich", "benchmarks.importing", "benchmarks.real_streams"):
    print(f"== {module}", flush=True)
    subprocess.run([sys.executable, "-m", module], check=True)
