"""Post's own column names: what this project lands, and what people write who made a file for it."""

from contract.post import SCHEMA
from crawlers.importers._shape import Shape, columns, of

SHAPES = (
    Shape(
        name="Fengxiang's own columns",
        needs=columns("post_id published_at"),
        columns={name: of(name) for name in SCHEMA.names},
    ),
)
