"""Files that erasing cannot edit: what can be made again is removed, others are only told."""

from pathlib import Path

from contract.needles import Needles
from fengxiang.byte_search import READERS
from fengxiang.home_files import kind_of

_PART = 1 << 20  # characters looked at at once


def erase_export(path: Path, needles: Needles, carry_out: bool) -> int:
    """An export: removed if it tells anything, because it can be made again. Returns 1 if so, else 0."""
    told = _tells(path, needles)
    if told and carry_out:
        path.unlink()
    return int(told)


def erase_form(path: Path, needles: Needles, carry_out: bool) -> int:
    """A report's other form (xlsx, JSON, PDF, summary): removed if it tells anything, because it can be made again.

    What a PDF tells is packed and drawn, not written: it is not asked, and goes whatever it shows.
    """
    told = carry_out if path.suffix == ".pdf" else _tells(path, needles)
    if told and carry_out:
        path.unlink()
    return int(told)


def erase_unreadable(path: Path, needles: Needles, carry_out: bool) -> int:
    """A file of a kind that cannot be edited: stays, and is told of as long as it does. Returns 1 if it tells."""
    del carry_out
    return int(_tells(path, needles))


def _tells(path: Path, needles: Needles) -> bool:
    reader = READERS.get(kind_of(path))
    texts = reader(path) if reader else iter([path.read_bytes().decode("utf-8", "ignore")])
    return any(needles.tells(text[at : at + _PART]) for text in texts for at in range(0, max(len(text), 1), _PART))
