"""Themes: what a team tracks, one file a theme in `themes/`, plus the folders that a team's settings name.

A file holds `id`, `zh`, `en`, `words` (any of them, read outside the `never` words, makes a post speak of the theme),
optionally `never` and `whole` (words that segmentation must not cut; the id if left out), and posts that are its own
test: `examples` must match, `counterexamples` must not. In a word, `*` stands for up to six characters of the same
clause without a negation (续航*久: 续航真的很久, not 续航不久).
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from contract.errors import LexiconError

BUILT_IN = Path(__file__).parent / "themes"
_LISTS = ("words", "never", "whole", "examples", "counterexamples")


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme; `id` is its Chinese main word, as written in every table."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    never: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


def themes(folders: Iterable[Path] = (), *, built_in: bool = True) -> list[Theme]:
    """The built-in themes and those of `folders` (*.toml), sorted by id.

    LexiconError names file and line of the first fault: no TOML, an unknown or missing key, a wrong type, an id twice.
    """
    found: dict[str, Path] = {}
    loaded: list[Theme] = []
    for folder in ([BUILT_IN] if built_in else []) + list(folders):
        if not folder.is_dir():
            raise LexiconError(f"{folder}: no such lexicon folder; make it or take it out of the settings")
        for path in sorted(folder.glob("*.toml")):
            theme = load(path)
            if theme.id in found:
                raise _fault(path, "id", f"{theme.id!r} is already the id of {found[theme.id]}; choose another")
            found[theme.id] = path
            loaded.append(theme)
    return sorted(loaded, key=lambda theme: theme.id)


def load(path: Path) -> Theme:
    """One theme file; LexiconError with file and line if anything about it is wrong."""
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = told[1] if told else len(text.splitlines())
        raise LexiconError(f"{path}:{line}: not TOML: {error}") from None
    except UnicodeDecodeError:
        raise LexiconError(f"{path}: not UTF-8; save the file as UTF-8") from None
    allowed = [field.name for field in fields(Theme)]
    for key in content:
        if key not in allowed:
            raise _fault(path, key, f"unknown key; a theme has {', '.join(allowed)}")
    texts = {key: _text(path, key, content.get(key)) for key in ("id", "zh", "en")}
    lists = {key: _list(path, key, content[key]) for key in _LISTS if key in content}
    if not lists.get("words"):
        raise _fault(path, "words", "at least one word is needed")
    theme = Theme(**texts, **({"whole": (texts["id"],)} | lists))  # type: ignore[arg-type]  # keys checked above
    _check_words(path, theme)
    return theme


def _text(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _fault(path, key, f'a text in quotes is needed, like {key} = "长续航", found {value!r}')
    return value


def _list(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _fault(path, key, f'a list of texts is needed, like {key} = ["一", "二"], found {value!r}')
    for entry in value:
        if not isinstance(entry, str) or not entry.strip():
            raise _fault(path, key, f"each entry is a text in quotes, found {entry!r}")
    return tuple(dict.fromkeys(value))


def _check_words(path: Path, theme: Theme) -> None:
    for key, entries in (("words", theme.words), ("never", theme.never)):
        for word in entries:
            if len(word.replace("*", "").strip()) < 2:
                raise _fault(path, key, f"{word!r} is too short: it would match nearly every post")
    for word in theme.whole:
        if not word.isalnum():
            raise _fault(path, "whole", f"{word!r} cannot be one word: only Chinese characters, letters and digits can")


def _fault(path: Path, key: str, what: str) -> LexiconError:
    return LexiconError(f"{path}:{_line_of(path, key)}: {key}: {what}")


def _line_of(path: Path, key: str) -> int:
    """The line on which a key stands; the first one if it stands nowhere."""
    lines = path.read_text("utf-8").splitlines()
    starts: Sequence[int] = [n for n, line in enumerate(lines, 1) if line.split("=")[0].strip().strip("\"'") == key]
    return starts[0] if starts else 1
