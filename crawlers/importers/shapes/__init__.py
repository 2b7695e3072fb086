"""The shapes: kinds of files that people already have, one tool and platform a file, found by listing this folder."""

import importlib
from functools import cache
from pathlib import Path

from crawlers.importers._shape import Shape


@cache
def known_shapes() -> tuple[Shape, ...]:
    """All shapes: the SHAPES of every module of this folder."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(shape for module in modules for shape in module.SHAPES)
