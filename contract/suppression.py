"""What was erased must not come back: ids that no crawl, import or ingest takes in again, kept as salted hashes.

The list stands in `home/privacy/suppressed.jsonl`. Nobody can read from it whom it names, but whoever holds the salt
can ask whether an id is on it. Its first line is a hash of a fixed word: under another salt the list would be blind,
and the erased would come back in silence, so that is an error.
"""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from contract.errors import SettingsError
from contract.files import whole_file

FILE = Path("privacy") / "suppressed.jsonl"
_WITNESS = "the salt of this list"


@dataclass(frozen=True, slots=True)
class Suppression:
    """The hashes of erased posts and authors, and how to ask for an id."""

    salt: str
    hashes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def post(self, post_id: str) -> str:
        """The salted hash of a post's id."""
        return _hash(self.salt, f"post {post_id}")

    def author(self, author_id: str) -> str:
        """The salted hash of an author's pseudonym."""
        return _hash(self.salt, f"author {author_id}")

    def hides_author(self, author_id: str | None) -> bool:
        """Whether nothing of this author may be taken in."""
        return bool(self.hashes and author_id) and self.author(author_id or "") in self.hashes

    def hides(self, post_id: str, author_id: str | None) -> bool:
        """Whether a post may not be taken in: it, or its author, was erased."""
        return bool(self.hashes) and (self.post(post_id) in self.hashes or self.hides_author(author_id))

    def hidden(self, posts: pa.Table) -> pa.ChunkedArray:
        """For each row with post_id and author_id whether it may not be taken in."""
        of_post = _told(posts["post_id"], {v: self.post(v) in self.hashes for v in _values(posts["post_id"])})
        authors = {v: self.hides_author(v) for v in _values(posts["author_id"])}
        return pc.or_(of_post, _told(posts["author_id"], authors))

    def kept(self, posts: pa.Table) -> pa.Table:
        """The posts that may be taken in."""
        return posts.filter(pc.invert(self.hidden(posts))) if self.hashes and len(posts) else posts


def load(home: Path, salt: str) -> Suppression:
    """The list of a home; SettingsError if it was made with another salt, or cannot be read."""
    path = home / FILE
    if not path.exists():
        return Suppression(salt)
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        witness, hashes = str(lines[0]["salt"]), frozenset(str(line["hash"]) for line in lines[1:])
    except (ValueError, KeyError, TypeError, IndexError):
        raise SettingsError(
            f"{path} cannot be read, and without it what was erased would come back: restore it"
        ) from None
    if witness != _hash(salt, _WITNESS):
        raise SettingsError(
            f"{path} was made with another salt, so what was erased would come back: set FENGXIANG_SALT (or "
            "home/secret/salt) to the one it was made with"
        )
    return Suppression(salt, hashes)


def add(home: Path, salt: str, hashes: Iterable[str]) -> Suppression:
    """Put hashes on the list, written whole and synced before it returns."""
    before = load(home, salt)
    after = Suppression(salt, before.hashes | set(hashes))
    lines = [{"salt": _hash(salt, _WITNESS)}, *({"hash": value} for value in sorted(after.hashes))]
    path = home / FILE
    with whole_file(path, private=True) as beside:
        beside.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return after


def _hash(salt: str, told: str) -> str:
    return hmac.digest(salt.encode(), told.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


def _values(column: pa.ChunkedArray) -> list[str]:
    return [value for value in pc.unique(column).to_pylist() if value is not None]


def _told(column: pa.ChunkedArray, answers: dict[str, bool]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array([value for value, hidden in answers.items() if hidden], pa.string()))
