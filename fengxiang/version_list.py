"""What `fengxiang versions` shows: which versions of the published warehouse are kept, and which one readers get."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from fengxiang.console import out


def show(home: Path, as_json: bool) -> None:
    """The kept versions as a table or as JSON."""
    rows = [_row(path, home) for path in _kept(home)]
    if as_json:
        print(json.dumps({"versions": rows}, ensure_ascii=False, default=str))
        return
    if not rows:
        out.print("no version is published yet; `fengxiang run` makes the first one")
        return
    table = Table()
    for name in ("version", "written (UTC)", "posts", "size", ""):
        table.add_column(name, no_wrap=True)  # a cut name could not be given to `publish --version`
    for row in rows:
        size = f"{row['bytes'] / 1e6:,.1f} MB"
        posts = f"{row['posts']:,}" if row["posts"] is not None else "?"
        mark = "current" if row["current"] else ""
        table.add_row(
            row["name"], f"{row['written']:%Y-%m-%d %H:%M}", posts, size, mark
        )  # the name tells the day judged
    out.print(table)


def _kept(home: Path) -> list[Path]:
    from warehouse import versions

    return versions.kept(home)


def _row(path: Path, home: Path) -> dict[str, Any]:
    from warehouse import copying, versions

    told, about = path.stat(), copying.told_by(path)
    return {
        "name": path.stem,
        "current": path == versions.current(home),
        "through": about and about.through,
        "written": datetime.fromtimestamp(told.st_mtime, UTC),
        "posts": about and about.posts,
        "rows": about and about.rows,
        "bytes": told.st_size,
        "path": str(path),
    }
