"""Mends the archive when files of it have gone: weeks leave the index, links that lead nowhere become text."""

import os
import re
from pathlib import Path

from reports.archive.week import turned
from reports.archive.writing import CARRIED
from reports.atomic import write_whole
from reports.site_names import FILES, WEEKS, week_of

_ENTRY = re.compile(r'<article class="week" data-week="([^"<>]*)">.*?</article>\n?', re.S)
_LINK = re.compile(r'<a\b[^<>]*?\bhref="(\.{1,2}/[^"#]*)(?:#[^"]*)?"[^<>]*>(.*?)</a>', re.S)


def mend(archive: Path) -> int:
    """Mend all pages below `archive`, each in place and keeping its time; returns how many had to be mended."""
    return sum(
        _mended(path) for path in sorted(archive.rglob("*.html")) if FILES not in path.relative_to(archive).parts
    )


def _mended(path: Path) -> int:
    before, told = path.read_text("utf-8"), path.stat()
    after = _ENTRY.sub(lambda entry: entry[0] if (path.parent / WEEKS / f"{entry[1]}.html").is_file() else "", before)
    after = _LINK.sub(lambda link: link[0] if (path.parent / link[1]).is_file() else link[2], after)
    week = week_of(path.name)
    if week and path.parent.name == WEEKS:
        beside = sorted(other for other in (week_of(one.name) for one in path.parent.iterdir()) if other)
        carried = path.parent.parent / FILES / str(week)
        after = turned(after, week, beside, [name for name in CARRIED if (carried / name).is_file()])
    if after != before:
        write_whole(path, after.encode("utf-8"))
        os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    return int(after != before)
