"""The disk is full, at several points of the chain: said in a sentence, and with room again the same rows."""

import shutil
import subprocess
import sys
from datetime import date

import pytest
from tests_chain_paths import ROOT, fengxiang, rows

from demo.plan import crawl_plan
from demo.server import serve
from demo.world import World
from fengxiang import demonstration
from fengxiang.settings import load

AS_OF = "2026-11-23T00:30"
SIZES = (600, 6000, 20000)  # KiB of room beside what has landed: reading, building and publishing run out of it

# in a mount namespace of its own: nothing of it is left when the script ends, however it ends
SCRIPT = """
set -eu
mount -t tmpfs -o size=64m tmpfs "$1"
cp -r "$2/." "$1"
used=$(du -sk "$1" | cut -f1)
shift 2
for room in "$@"; do
    mount -o remount,size=$((used + room))k "$M"
    set +e; "$PYTHON" -m fengxiang.cli run --no-crawl --as-of "$AS_OF" --settings "$M/fengxiang.toml" 2>"$OUT/$room"
    echo "$room $?" >>"$OUT/codes"; set -e
done
cp -r "$M" "$OUT/home"
"""


def alone(*command, **more):
    """Run in a mount namespace of its own, as root or as a user that may have one."""
    for way in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        done = subprocess.run([*way, *command], capture_output=True, text=True, timeout=280, **more)
        if done.returncode == 0:
            return done
    return done


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """A home into which a week has been crawled."""
    world = World(seed=7, end=date(2026, 11, 22), weeks=1, scale=0.1)
    home, plan = tmp_path_factory.mktemp("landed"), crawl_plan(world)
    with serve(world) as base:
        text = demonstration.settings_text(plan, base, 25, "zh").replace('host = "127.0.0.1"', 'host = ""')
        (home / "fengxiang.toml").write_text(text, "utf-8")
        demonstration.crawl(load(home / "fengxiang.toml"), plan, lambda _: None)
    return home


def test_without_room_the_chain_says_so_and_goes_on_when_there_is_some(landed, tmp_path):
    mounted, out, whole = tmp_path / "mounted", tmp_path / "out", tmp_path / "whole"
    mounted.mkdir(), out.mkdir()
    if alone("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mounted)).returncode:
        pytest.skip("no small disk can be mounted here (unshare --mount is refused)")
    env = {"M": str(mounted), "OUT": str(out), "AS_OF": AS_OF, "PYTHON": sys.executable, "PATH": "/usr/bin:/bin:/sbin"}
    rooms = [str(room) for room in (*SIZES, 400_000)]
    done = alone("sh", "-c", SCRIPT, "sh", str(mounted), str(landed), *rooms, env=env, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    codes = dict(line.split() for line in (out / "codes").read_text().splitlines())
    full = [room for room, code in codes.items() if code != "0"]
    assert len(full) == len(SIZES) and codes["400000"] == "0", codes
    for room in full:
        told = (out / room).read_text()
        assert "is full" in told and "goes on where it stopped" in told and "Traceback" not in told, told
    shutil.copytree(landed, whole)
    fengxiang(whole, "run", "--no-crawl", "--as-of", AS_OF)
    published = "warehouse/warehouse.duckdb"
    told, wanted = rows(out / "home" / published), rows(whole / published)
    told.pop("dispatch"), wanted.pop("dispatch")
    assert told == wanted
