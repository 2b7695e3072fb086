"""A spreadsheet of somebody's own, read by a mapping from the settings: Post's column -> the heading over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contract.post import SCHEMA
from crawlers.importers._origins import native, tags, text
from crawlers.importers._shape import Fixed, Made, Of, Shape, made, of
from crawlers.importers._weibo import mid
from crawlers.plain_text import clean
from crawlers.reading import Rejected, words

_FOREIGN_IDS = ("post_id", "parent_id")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A mapping of the settings."""

    name: str
    platform: str
    columns: Mapping[str, str]
    kind: str = "post"


def shape_from(mapping: ColumnMapping) -> Shape:
    """The shape that a mapping describes; it is known by having all of the mapping's headings."""
    columns: dict[str, Of | Fixed | Made] = {"platform": Fixed(mapping.platform), "kind": Fixed(mapping.kind)}
    columns |= {name: of(heading) for name, heading in mapping.columns.items() if name in SCHEMA.names}
    for name in _FOREIGN_IDS:
        if name in mapping.columns:
            columns[name] = made(_identity(mapping.platform, mapping.columns[name]), mapping.columns[name])
    if "author_id" in mapping.columns:
        columns["author_id"] = made(_author(mapping.columns["author_id"]), mapping.columns["author_id"])
    if "text" in mapping.columns:
        columns["text"] = text(mapping.columns["text"], through=clean)
        columns.setdefault("hashtags", tags(mapping.columns["text"], through=clean))
    return Shape(
        name=f"mapping {mapping.name}",
        platform=mapping.platform,
        needs=frozenset(mapping.columns.values()),
        columns=columns,
    )


def _identity(platform: str, heading: str) -> Any:
    def make(value: Any) -> str | None:
        prefix = f"{platform}:"
        if isinstance(value, str) and value.startswith(prefix):
            return value
        told = mid(value, heading) if platform == "weibo" else _word(value, heading)
        return f"{prefix}{told}" if told else None

    return make


def _author(heading: str) -> Any:
    return lambda value: _word(value, heading)


def _word(value: Any, heading: str) -> str | None:
    """An id of whatever form; one that a spreadsheet has rounded is refused."""
    try:
        return native(value, heading)
    except Rejected as why:
        if "rounded" in str(why):
            raise
        return words({heading: value}, heading)
