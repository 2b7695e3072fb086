"""Which shape a table has, by its columns; and if none, which one is nearest and what it lacks."""

from collections.abc import Iterable

from contract.errors import ImportFileError
from crawlers.importers._shape import Shape

_SHOWN = 300  # characters of a list of column names


def shape_of(names: set[str], shapes: Iterable[Shape]) -> Shape | None:
    """The shape whose needed columns are all there; of several, the one that needs most."""
    fitting = [shape for shape in shapes if shape.needs <= names]
    return max(fitting, key=lambda shape: len(shape.needs), default=None)


def not_recognised(file: str, names: set[str], shapes: Iterable[Shape], fault: str = "") -> ImportFileError:
    """What was looked for, what was found, and the nearest shape with the columns that the file lacks."""
    nearest = max(shapes, key=lambda shape: (_nearness(shape, names), "post_id" in shape.needs))
    missing = sorted(nearest.needs - names, key=lambda name: (name not in ("post_id",), name))
    found = " ".join(sorted(names))[:_SHOWN] or "none"
    return ImportFileError(
        f"{file} lacks {' and '.join(missing)}: it is none of the known kinds of files (docs/importing.md lists them); "
        f"the nearest is {nearest.name}, which needs the columns {' '.join(sorted(nearest.needs))}; found {found}"
        f"{f' ({fault})' if fault else ''}. For a spreadsheet of your own, write [import.mappings] in the settings"
    )


def holds_no_posts(file: str, shape: Shape) -> ImportFileError:
    """A file of a known kind that holds something else than posts."""
    return ImportFileError(f"{file} is of the kind {shape.name}: {shape.no_posts}")


def _nearness(shape: Shape, names: set[str]) -> float:
    return len(shape.needs & names) / len(shape.needs)
