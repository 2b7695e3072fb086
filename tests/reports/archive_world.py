"""A small warehouse whose topics have their tables, and ways to look at the archive made of it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from lxml import html as lxml_html
from small_warehouse import AS_OF, FIRST, LAST, Made, told

from contract.clock import Week
from reports.archive import SiteWritten, write_site

LONG, FAST, GLOW, GONE = "20261107-00000000aa", "20261113-00000000bb", "20261118-00000000cc", "20261101-00000000dd"
BEFORE = Week.parse("2026-W46")


def topics() -> Made:
    """The story of small_warehouse: 长续航 rises with 续航焦虑, 亮度 split from it, 老话题 became part of it."""
    made = told()
    _topic(made, LONG, "长续航", date(2026, 11, 7), LAST, theme="长续航")
    _topic(made, FAST, "快充", date(2026, 11, 13), LAST, theme="快充")
    _topic(made, GLOW, "亮度", date(2026, 11, 18), LAST, kind="term", theme="长续航", split_from=LONG)
    _topic(made, GONE, "老话题", date(2026, 11, 1), date(2026, 11, 5), kind="term", merged_into=LONG,
           merged_day=date(2026, 11, 13))  # fmt: skip
    for back in range(1, 10):  # the days before, of which small_warehouse tells only some
        day = LAST - timedelta(days=back)
        if back != 1:
            made.trend("长续航", dt=day, score=10.0, ratio=2.0 + 1 / back, authors=900 - back,
                       phase="rising" if back < 8 else "watch")  # fmt: skip
        _day(made, LONG, "长续航", day, date(2026, 11, 7), [("theme", "长续航")])
    for platform, mood in (("weibo", 3), ("zhihu", 1)):
        made.add("aspect_daily", dt=LAST, platform=platform, theme="长续航", aspect="续航", posts=40 * mood,
                 authors=30 * mood, negative=9 * mood, neutral=11, positive=20 * mood)  # fmt: skip
        made.add("intent_daily", dt=LAST, platform=platform, theme="长续航", intent="question", posts=9,
                 organic_posts=8, authors=8)  # fmt: skip
    return made


def _topic(made: Made, topic_id: str, name: str, first: date, last: date, kind: str = "theme", **more: object) -> None:
    row = {"topic_id": topic_id, "name": name, "name_kind": kind, "first_day": first, "last_day": last, "days": 9,
           "weeks": 2, "score": 9.0}  # fmt: skip
    made.add("topic", **(row | more))
    if (name, last) != ("长续航", LAST):
        known = {row["subject"] for row in made.rows["trend"]}
        if name not in known:
            made.trend(name, subject_kind=kind, dt=last, score=4.0, authors=44, since=first)
    members = [(kind, name), *([("term", "续航焦虑")] if topic_id == LONG else [])]
    _day(made, topic_id, name, last, first, members)


def _day(made: Made, topic_id: str, name: str, day: date, first: date, members: list[tuple[str, str]]) -> None:
    made.add("topic_daily", dt=day, scope="all", topic_id=topic_id, name=name, name_kind=members[0][0],
             first_day=first, rise_week=(day - first).days // 7 + 1, members=len(members), score=9.0, authors=1234,
             posts=1402, verdict="organic")  # fmt: skip
    for rank, (kind, subject) in enumerate(members, 1):
        made.add("topic_member", dt=day, scope="all", topic_id=topic_id, subject_kind=kind, subject=subject, rank=rank,
                 weight=9.0)  # fmt: skip


def write(warehouse: Path, home: Path, week: Week, language: str = "zh") -> SiteWritten:
    return write_site(warehouse, home, week, language, AS_OF)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def pages(site: Path) -> Iterator[Path]:
    """The archive's own pages: what it carries of a week's files is not one of them."""
    yield from (path for path in sorted(site.rglob("*.html")) if "files" not in path.relative_to(site).parts)


def dead_links(site: Path) -> list[str]:
    """Addresses, of pages and what they load, that lead to no file or to no place in it."""
    dead = []
    for path in pages(site):
        page = lxml_html.fromstring(path.read_text("utf-8"))
        for address in page.xpath("//a/@href | //link/@href | //script/@src"):
            file, _, place = address.partition("#")
            target = (path.parent / file).resolve() if file else path
            if re.match(r"https?:", address) or (target.is_file() and (not place or _has(target, place))):
                continue
            dead.append(f"{path.relative_to(site)}: {address}")
    return dead


def _has(path: Path, place: str) -> bool:
    return bool(lxml_html.fromstring(path.read_text("utf-8")).xpath("//*[@id=$place]", place=place))


__all__ = ["BEFORE", "FAST", "FIRST", "GLOW", "GONE", "LONG", "dead_links", "pages", "topics", "tree", "write"]
