"""Lexicons: what a team tracks, one file an entry, in folders here and in those that a team's settings name.

A theme (`themes/`, or a team's folder itself) holds `id`, `zh`, `en`, `words` (any of them, read outside the `never`
words, makes a post speak of the theme), optionally `never` and `whole` (words that segmentation must not cut; the id if
left out), and posts that are its own test: `examples` must match, `counterexamples` must not. In a word, `*` stands for
up to six characters of the same clause without a negation (续航*久: 续航真的很久, not 续航不久).

Aspects (`aspects/`) and intents (`intents/`, subfolders of a team's folder too) are described in docs/aspects.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from nlp.lexicons.loading import fault, given_keys, load_file, load_folders

BUILT_IN = Path(__file__).parent / "themes"
ASPECTS = Path(__file__).parent / "aspects"
INTENTS = Path(__file__).parent / "intents"


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


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of a product or service; `id` is its Chinese main word, as written in every table."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    never: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()  # say the aspect and that it is liked in one: 便宜
    blame: tuple[str, ...] = ()  # 死贵
    good: tuple[str, ...] = ()  # praise beside a word of this aspect only: 续航 长
    bad: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()  # "+ 续航很长", "- 半天就没电", "= 续航多少"
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """What a writer is about: `id` is the English word of the table."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    never: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # one of these must stand somewhere in the post: marks of talk, which headlines lack
    unless: tuple[str, ...] = ()  # none of these may stand anywhere in it
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


def themes(folders: Iterable[Path] = (), *, built_in: bool = True) -> list[Theme]:
    """The built-in themes and those of `folders` (*.toml), sorted by id.

    LexiconError names file and line of the first fault: no TOML, an unknown or missing key, a wrong type, an id twice.
    """
    return load_folders(load, ([BUILT_IN] if built_in else []) + list(folders))


def aspects(folders: Iterable[Path] = (), *, built_in: bool = True) -> list[Aspect]:
    """The built-in aspects and those in the folder `aspects` of each of `folders`, sorted by id; errors as themes."""
    return load_folders(_aspect, ([ASPECTS] if built_in else []) + _within(folders, "aspects"))


def intents(folders: Iterable[Path] = (), *, built_in: bool = True) -> list[Intent]:
    """The built-in intents and those in the folder `intents` of each of `folders`, sorted by id; errors as themes."""
    return load_folders(partial(load_file, Intent), ([INTENTS] if built_in else []) + _within(folders, "intents"))


def load(path: Path) -> Theme:
    """One theme file; LexiconError with file and line if anything about it is wrong."""
    theme = load_file(Theme, path)
    if not theme.whole and "whole" not in given_keys(path):
        theme = replace(theme, whole=(theme.id,))
    for key, entries in (("words", theme.words), ("never", theme.never)):
        for word in entries:
            if len(word.replace("*", "").strip()) < 2:
                raise fault(path, key, f"{word!r} is too short: it would match nearly every post")
    for word in theme.whole:
        if not word.isalnum():
            raise fault(path, "whole", f"{word!r} cannot be one word: only Chinese characters, letters and digits can")
    return theme


def _aspect(path: Path) -> Aspect:
    aspect = load_file(Aspect, path)
    if "/" in aspect.id:  # the last one parts theme and aspect where both are one subject: 快充/续航
        raise fault(path, "id", f"{aspect.id!r} holds a /, which parts a theme from its aspect; write it without")
    return aspect


def _within(folders: Iterable[Path], name: str) -> list[Path]:
    return [folder / name for folder in folders if (folder / name).is_dir()]
