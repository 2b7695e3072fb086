"""The containers: file formats that hold rows, one a file, found by listing this folder.

A container says which `suffixes` it reads and gives batches from `read(path)`: rows, or typed columns. A file that is
not whole raises ImportFileError; a single row that cannot be read is handed over as broken.
"""

import importlib
from functools import cache
from pathlib import Path
from types import ModuleType

from contract.errors import ImportFileError


@cache
def known_containers() -> tuple[ModuleType, ...]:
    """All containers: modules of this folder with `suffixes` and `read`."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def container_of(path: Path) -> ModuleType:
    """The container of a file by the end of its name; ImportFileError if there is none."""
    for container in known_containers():
        if path.name.lower().endswith(container.suffixes):
            return container
    looked_for = " ".join(suffix for container in known_containers() for suffix in container.suffixes)
    raise ImportFileError(f"{path.name} is none of the known formats: looked for a name ending in one of {looked_for}")
