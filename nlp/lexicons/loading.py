"""The one loader of lexicon files: a TOML file becomes a record, or an error that names file and line."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Protocol, TypeVar

from contract.errors import LexiconError


class Named(Protocol):
    """Whatever a lexicon file can become."""

    @property
    def id(self) -> str:
        """As written in every table."""


Entry = TypeVar("Entry", bound=Named)
_TEXTS = ("id", "zh", "en")


def load_folders(load: Callable[[Path], Entry], folders: Iterable[Path]) -> list[Entry]:
    """What `load` makes of all *.toml in some folders, sorted by id; an id may stand once only."""
    found: dict[str, Path] = {}
    loaded: list[Entry] = []
    for folder in folders:
        if not folder.is_dir():
            raise LexiconError(f"{folder}: no such lexicon folder; make it or take it out of the settings")
        for path in sorted(folder.glob("*.toml")):
            entry = load(path)
            if entry.id in found:
                raise fault(path, "id", f"{entry.id!r} is already the id of {found[entry.id]}; choose another")
            found[entry.id] = path
            loaded.append(entry)
    return sorted(loaded, key=lambda entry: entry.id)


def load_file(kind: type[Entry], path: Path) -> Entry:
    """One file as a record of `kind`: texts id, zh, en; every other field is a list of texts.

    LexiconError with file and line if it is no TOML or no UTF-8, a key is unknown or missing, a type is wrong.
    """
    content = _content(path)
    allowed = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass
    name = kind.__name__.lower()
    for key in content:
        if key not in allowed:
            raise fault(path, key, f"unknown key; a{'n' if name[0] in 'ai' else ''} {name} has {', '.join(allowed)}")
    texts = {key: _text(path, key, content.get(key)) for key in _TEXTS}
    lists = {key: _list(path, key, content[key]) for key in allowed if key in content and key not in _TEXTS}
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.name not in _TEXTS]  # type: ignore[arg-type]
    for key in needed:
        if not lists.get(key):
            raise fault(path, key, "at least one word is needed")
    return kind(**texts, **lists)


def given_keys(path: Path) -> set[str]:
    """Which keys a file holds."""
    return set(_content(path))


def _content(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = told[1] if told else len(text.splitlines())
        raise LexiconError(f"{path}:{line}: not TOML: {error}") from None
    except UnicodeDecodeError:
        raise LexiconError(f"{path}: not UTF-8; save the file as UTF-8") from None


def _text(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fault(path, key, f'a text in quotes is needed, like {key} = "长续航", found {value!r}')
    return value


def _list(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise fault(path, key, f'a list of texts is needed, like {key} = ["一", "二"], found {value!r}')
    for entry in value:
        if not isinstance(entry, str) or not entry.strip():
            raise fault(path, key, f"each entry is a text in quotes, found {entry!r}")
    return tuple(dict.fromkeys(value))


def fault(path: Path, key: str, what: str) -> LexiconError:
    """The error of one key of one file, with its line."""
    return LexiconError(f"{path}:{_line_of(path, key)}: {key}: {what}")


def _line_of(path: Path, key: str) -> int:
    """The line on which a key stands; the first one if it stands nowhere."""
    lines = path.read_text("utf-8").splitlines()
    starts: Sequence[int] = [n for n, line in enumerate(lines, 1) if line.split("=")[0].strip().strip("\"'") == key]
    return starts[0] if starts else 1
