"""Tells whether reading would find the same again: one digest for each part of it.

A part's digest covers its code (without comments and docstrings: rewording one must not read ten million posts anew),
its lexicons and models, and the libraries whose data it rests on.
"""

import ast
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path

_ROOM = Path(__file__).parent


def digest(*told: object) -> str:
    """16 hex digits of what these show of themselves."""
    return hashlib.sha256("\0".join(map(repr, told)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def of_code(modules: tuple[str, ...], libraries: tuple[str, ...] = ()) -> str:
    """Digest of files and folders of this room (`fingerprint.py`, `segment`) and of the versions of libraries."""
    paths = sorted({path for name in modules for path in _sources(_ROOM / name)})
    return digest([_meaning(path) for path in paths], [f"{name} {installed(name)}" for name in libraries])


@cache
def of_files(paths: tuple[Path, ...]) -> str:
    """Digest of lexicons and models, byte for byte."""
    return digest([hashlib.sha256(path.read_bytes()).hexdigest() for path in paths])


def _sources(path: Path) -> Iterable[Path]:
    return path.rglob("*.py") if path.is_dir() else (path,)


def _meaning(path: Path) -> str:
    """The code without its comments, docstrings and layout."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)
