"""`fengxiang demo` in an empty home: wall-clock time and the peak memory of its largest process, against the budget."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS, MEGABYTES = 90, 1536

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "fengxiang.cli",
            "demo",
            "--home",
            str(Path(folder) / "home"),
            "--end",
            "2026-11-22",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"demo: {seconds:.0f} s of {SECONDS}, largest process {peak:.0f} MB of {MEGABYTES}")
