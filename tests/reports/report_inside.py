"""A report's inside and what its columns mean, from any warehouse: what the files beside the page are made of."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from small_warehouse import AS_OF, WEEK

from reports.column_words import Catalogue, catalogue_of
from reports.edition import Edition
from reports.inside import Inside, look
from reports.published import Published
from reports.section import Section


def inside_of(
    warehouse: Path, language: str = "zh", as_of: datetime = AS_OF, edition: Edition | None = None
) -> tuple[Inside, Catalogue]:
    inside = look(warehouse, WEEK, language, as_of, edition or Edition(brand="安禾"))
    return inside, catalogue(warehouse, inside.sections)


def catalogue(warehouse: Path, sections: Sequence[Section]) -> Catalogue:
    with Published(warehouse) as published:
        return catalogue_of(published, sections)
