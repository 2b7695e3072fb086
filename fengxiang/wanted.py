"""Whom an erasure is about: what a person names on the command line, and everything under home that is theirs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from contract.errors import ErasureError
from contract.needles import Needles
from contract.suppression import Suppression
from crawlers.erasure import POST_COLUMNS, posts_of_journal, posts_of_lines
from crawlers.pseudonym import pseudonym
from fengxiang.home_files import HomeFile
from warehouse.database_erasure import posts_of_database
from warehouse.erasure import parquet_files_with, posts_of_parquet

_PSEUDONYM = re.compile(r"a[0-9a-f]{20}")
_POST_ID = re.compile(r"[a-z][a-z0-9_]*:\S{1,200}")
_PLATFORM = re.compile(r"[a-z][a-z0-9_]*")
_ROWS = 10_000
_IDS = ("post_id", "author_id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ids as tables have them, and the authors' own ids where they were told."""

    posts: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    natives: frozenset[str] = frozenset()

    def hashes(self, suppression: Suppression) -> list[str]:
        """The salted hashes of those named."""
        return sorted([*map(suppression.post, self.posts), *map(suppression.author, self.authors)])


def wanted_of(authors: Iterable[str], posts: Iterable[str], platform: str, salt: str) -> Wanted:
    """What `--author`, `--post` and `--platform` name; ErasureError, with the way out, for what is no id."""
    if platform and not _PLATFORM.fullmatch(platform):
        raise ErasureError(f"--platform {platform}: a platform is a word in lower case, like weibo")
    named = [_author(author.strip(), platform, salt) for author in authors]
    natives = {author.strip() for author in authors} - set(named)
    return Wanted(frozenset(_post(p.strip(), platform) for p in posts), frozenset(named), frozenset(natives))


def _author(author: str, platform: str, salt: str) -> str:
    if author and (platform or _PSEUDONYM.fullmatch(author)):
        return pseudonym(platform, author, salt)
    raise ErasureError(
        f"--author {author or 'is empty'}: this is no pseudonym (an a and 20 hex digits). "
        "If it is the platform's own id, name the platform too: --platform weibo"
    )


def _post(post: str, platform: str) -> str:
    if _POST_ID.fullmatch(post):
        return post
    if platform and re.fullmatch(r"\S{1,200}", post):
        return f"{platform}:{post}"
    raise ErasureError(f"--post {post or 'is empty'}: write <platform>:<id>, like weibo:5102345678901234")


def needles_of(files: Sequence[HomeFile], wanted: Wanted) -> Needles:
    """All that is theirs: with an author come the posts, with these whatever any file tells of them."""
    found = Needles(wanted.posts, wanted.authors, words=wanted.natives)
    while True:
        rows = list(_owned_rows(files, found))
        posts = found.posts | {str(row["post_id"]) for row in rows if row["post_id"]}
        if posts == found.posts:
            return _with_words(found, rows)
        found = replace(found, posts=posts)


def resolved(files: Sequence[HomeFile], suppression: Suppression) -> Wanted:
    """The ids under home that these hashes stand for: how an erasure that was broken off is taken up."""
    posts: set[str] = set()
    authors: set[str] = set()
    for table in _tables(files, _IDS):
        ids = table.filter(suppression.hidden(table))
        posts |= {post for post in ids["post_id"].to_pylist() if post and suppression.post(post) in suppression.hashes}
        authors |= {a for a in pc.unique(ids["author_id"]).to_pylist() if suppression.hides_author(a)}
    return Wanted(frozenset(posts), frozenset(authors))


def _owned_rows(files: Sequence[HomeFile], found: Needles) -> Iterator[dict[str, Any]]:
    lake = [file for file in files if file.kind == "parquet"]
    hit = set(parquet_files_with([file.path for file in lake], found))
    for table in _tables([f for f in files if f.kind != "parquet" or f.path in hit], POST_COLUMNS):
        mine = [
            pc.is_in(table[name], pa.array(sorted(ids), pa.string()))
            for name, ids in zip(_IDS, (found.posts, found.authors), strict=True)
        ]
        yield from table.filter(pc.or_(*mine)).to_pylist()


def _tables(files: Sequence[HomeFile], columns: Sequence[str]) -> Iterator[pa.Table]:
    """Whatever the files hold of posts, in these columns."""
    for file in files:
        if file.kind == "parquet":
            yield from posts_of_parquet(file.path, columns)
        elif file.kind == "duckdb":
            yield from posts_of_database(file.path, columns)
        elif file.kind in ("lines", "sqlite"):
            read = posts_of_lines if file.kind == "lines" else posts_of_journal
            yield from _batched(read(file.path), columns)


def _batched(rows: Iterator[dict[str, Any]], columns: Sequence[str]) -> Iterator[pa.Table]:
    batch: list[dict[str, Any]] = []
    schema = pa.schema([(name, pa.string()) for name in columns])
    for row in rows:
        batch.append({name: value if isinstance(value := row.get(name), str) else None for name in columns})
        if len(batch) == _ROWS:
            yield pa.Table.from_pylist(batch, schema)
            batch = []
    if batch:
        yield pa.Table.from_pylist(batch, schema)


def _with_words(found: Needles, rows: list[dict[str, Any]]) -> Needles:
    told = {name: frozenset(row[name] for row in rows if row[name]) for name in ("title", "text", "url")}
    both = [(row["title"], row["text"]) for row in rows if row["title"] and row["text"]]
    shown = frozenset(between.join(pair) for pair in both for between in (" · ", "\n"))
    names = {row["author_name"] for row in rows if row["author_name"] and row["author_id"] in found.authors}
    return replace(
        found, texts=told["title"] | told["text"], shown=shown, urls=told["url"], words=found.words | frozenset(names)
    )
