"""A new platform in one step: `python -m crawlers.template NAME [--page FILE]`.

Writes a spider and a mapping with the places to fill in marked, saves a first page (a given answer of the platform
without the people in it, or a made-up one) and what reading it gives, so that the saved-pages test passes at once and
fails as soon as the mapping changes without its page.
"""

import argparse
import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from contract.errors import FengxiangError, SettingsError
from crawlers.rejections import scrubbed

_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
_MADE_UP_AT = "2026-11-19T01:00:00+00:00"
_SALT = "a new platform"
_DEEPEST = 6
# What feeds call the things a post needs; the first is what the made-up page calls it.
_CALLED = {
    "id": ("id", "idstr", "mid", "post_id", "note_id", "item_id", "article_id", "tid", "aweme_id", "bvid"),
    "text": ("text", "content", "desc", "description", "body", "summary", "excerpt"),
    "title": ("title", "display_title", "name", "subject"),
    "time": ("created_at", "create_time", "created_time", "created", "pubdate", "publish_time", "published_at", "time"),
    "likes": ("likes", "like_count", "liked_count", "digg_count", "attitudes_count", "voteup_count"),
    "comments": ("comments", "comment_count", "comments_count", "reply_count", "review"),
    "author": ("author", "user", "owner", "creator", "member", "user_info"),
}
_AUTHOR_ID = ("id", "user_id", "uid", "mid", "idstr")


def create(name: str, root: Path, page: Path | None = None) -> list[Path]:
    """Write what a platform needs below `root`; returns the files. SettingsError for a bad name or page."""
    _check(name, root)
    payload, seen_at = (_made_up(), _MADE_UP_AT) if page is None else _given(page, name)
    filled = _names(payload) | {"name": name, "Class": "".join(part.capitalize() for part in name.split("_"))}
    saved = root / "tests" / "saved" / name / "search.json"
    written = {
        root / "crawlers" / "mappings" / f"{name}.py": _fill("mapping.py.txt", filled),
        root / "crawlers" / "spiders" / f"{name}.py": _fill("spider.py.txt", filled),
        saved: _json(payload),
    }
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    expected = saved.with_name("search.expected.json")
    expected.write_text(_expected(root, saved, {"observed_at": seen_at, "query": "长续航"}), "utf-8")
    return [*written, expected]


def _check(name: str, root: Path) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SettingsError(f"{name!r} cannot name a platform: write a word of a to z, digits and _ (weibo, my_forum)")
    if not (root / "crawlers" / "spiders").is_dir():
        raise SettingsError(f"{root} is not the project: there is no crawlers/spiders in it")
    for path in (root / "crawlers" / "spiders" / f"{name}.py", root / "crawlers" / "mappings" / f"{name}.py"):
        if path.exists():
            raise SettingsError(f"{name!r} is there already: {path}")


def _made_up() -> dict[str, Any]:
    made_up: dict[str, Any] = json.loads(files("crawlers.templates").joinpath("page.json").read_text("utf-8"))
    return made_up


def _given(page: Path, name: str) -> tuple[dict[str, Any], str]:
    """The page without its people, and when it was saved."""
    try:
        told = json.loads(page.read_bytes().decode("utf-8-sig"))
        payload = json.loads(scrubbed(told, name, _SALT))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"--page {page}: not a JSON answer that can be read ({error})") from None
    if not isinstance(payload, dict):
        raise SettingsError(f"--page {page}: a JSON object is needed, found {type(payload).__name__}")
    return payload, datetime.fromtimestamp(int(page.stat().st_mtime), UTC).isoformat()


def _names(payload: dict[str, Any]) -> dict[str, str]:
    """Where the entries lie and what they call things, as far as the first of them tells."""
    path, entries = max(_lists(payload, ()), key=lambda found: len(found[1]), default=(("data", "items"), []))
    entry = entries[0] if entries else {}
    names = {column: _called(entry, called) for column, called in _CALLED.items()}
    author = entry.get(names["author"])
    names["author_id"] = _called(author if isinstance(author, dict) else {}, _AUTHOR_ID)
    return names | {"path": ", ".join(f'"{part}"' for part in path) + ("," if len(path) == 1 else "")}


def _called(entry: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((name for name in names if name in entry), names[0])


def _lists(value: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Lists of objects, with the names that lead to them (those that code can be written with)."""
    for name, inner in value.items() if len(path) < _DEEPEST else ():
        if not re.fullmatch(r"\w{1,60}", name):
            continue
        if isinstance(inner, list) and inner and all(isinstance(i, dict) for i in inner):
            yield (*path, name), inner
        elif isinstance(inner, dict):
            yield from _lists(inner, (*path, name))


def _fill(template: str, names: dict[str, str]) -> str:
    return Template(files("crawlers.templates").joinpath(template).read_text("utf-8")).substitute(names)


def _json(payload: dict[str, Any]) -> str:
    text = json.dumps(payload, ensure_ascii=False, indent=2) + "\n"
    return text if not re.search("[\ud800-\udfff]", text) else json.dumps(payload, indent=2) + "\n"


def _expected(root: Path, saved: Path, seen: dict[str, Any]) -> str:
    """What reading the page gives: asked of the project the files were written to, which need not be this one."""
    told = [sys.executable, "-m", "crawlers.saved_page", str(saved.resolve()), json.dumps(seen)]
    ran = subprocess.run(told, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if ran.returncode:
        raise SettingsError(f"the new platform could not be read: {ran.stderr.strip()[-300:]}")
    return ran.stdout


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m crawlers.template", description="Write what a new platform needs.")
    parser.add_argument("name", help="the platform's name: a word of a to z, digits and _")
    parser.add_argument("--page", type=Path, help="a saved answer of the platform (JSON); people in it are removed")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: here)")
    told = parser.parse_args(arguments)
    try:
        written = create(told.name, told.root, told.page)
    except FengxiangError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
