"""The weekly report of real streams, looked at in a browser: what overflows, what is not shown, and pictures of it.

`python tests/reports/real_pages.py FOLDER [STREAM ...]` takes the last weeks of each stream in ../shared/data/posts,
runs the chain on them in FOLDER (minutes), and looks at the report in both languages at every width, light and dark.
It ends with 1 if anything is wrong.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from browser import WIDTHS, browser, look, picture

from contract.clock import SHANGHAI, Week

POSTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "posts"
DAYS = 100


def main() -> int:
    folder, names = Path(sys.argv[1]), sys.argv[2:] or sorted(file.stem for file in POSTS.glob("*.parquet"))
    wrong = 0
    for name in names:
        for language in ("zh", "en"):
            page = page_of(name, folder, language)
            wrong += sum(told(name, language, page, folder))
    return 1 if wrong else 0


def page_of(stream: str, folder: Path, language: str) -> Path:
    """The report of the last whole week of a stream; what the chain made before is used again."""
    home = folder / stream
    settings = home / "fengxiang.toml"
    posts, week = _last_weeks(stream)
    if not (home / "warehouse" / "warehouse.duckdb").exists():
        home.mkdir(parents=True, exist_ok=True)
        settings.write_text('home = "."\n', "utf-8")
        pq.write_table(posts, home / f"{stream}.parquet")
        _run(settings, "import", str(home / f"{stream}.parquet"))
        as_of = f"{week.window.last + timedelta(days=1)}T00:30"
        _run(settings, "run", "--no-crawl", "--as-of", as_of)
    _run(settings, "report", "--week", str(week), "--language", language)
    page = home / f"{language}.html"
    page.write_bytes((home / "reports" / str(week) / "report.html").read_bytes())
    return page


def _last_weeks(stream: str):  # type: ignore[no-untyped-def]
    posts = pq.read_table(POSTS / f"{stream}.parquet")
    newest = pc.max(posts["published_at"]).as_py()
    week = Week.of((newest.astimezone(SHANGHAI) - timedelta(days=7)).date())
    oldest = newest - timedelta(days=DAYS)
    return posts.filter(pc.greater(posts["published_at"], oldest)), week


def _run(settings: Path, *verb: str) -> None:
    subprocess.run([sys.executable, "-m", "fengxiang.cli", *verb, "--settings", str(settings)], check=True)


def told(name: str, language: str, page: Path, folder: Path) -> list[bool]:
    """Look at a page; prints a line for each width and colour scheme."""
    faulty = []
    with browser() as running:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                seen = look(running, page, width, scheme, access=width == WIDTHS[0])  # type: ignore[arg-type]
                faulty.append(seen.__class__() != seen)
                sys.stdout.write(f"{name} {language} {width} {scheme}: {'fine' if not faulty[-1] else seen}\n")
        picture(running, page, folder / f"{name}-{language}.png", WIDTHS[1], "light", 1200)
    return faulty


if __name__ == "__main__":
    sys.exit(main())
