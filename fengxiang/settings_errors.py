"""Turns pydantic's findings into sentences a person can act on: file, line, what was found, what is allowed."""

import os
import re
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_SECRETS = ("password", "salt", "cookie", "token", "access_key", "secret")
_LOGIN = re.compile(r"//[^/\s]*@")  # an address may hold a password
_TABLE = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"-]+)\s*=")


def explain(fault: ValidationError, file: Path, text: str, prefix: str) -> str:
    """One line for each wrong setting. `text` is the file's content, `prefix` that of the environment's variables."""
    return "\n".join(_sentence(error, file, text, prefix) for error in fault.errors())


def _sentence(error: ErrorDetails, file: Path, text: str, prefix: str) -> str:
    path = tuple(str(part) for part in error["loc"])
    keys = tuple(part for part in path if not part.isdigit() and part != "[key]")
    where = _origin(keys, file, text, prefix)
    name = f"[{'.'.join(keys[:-1])}] {keys[-1]}" if len(keys) > 1 else (keys or ("settings",))[0]
    if error["type"] == "extra_forbidden":
        return (
            f"{where}: {name}: there is no such setting. Take it out or correct its name (docs/settings.md lists all)"
        )
    return f"{where}: {name}: {error['msg'][:1].lower()}{error['msg'][1:]}, found {_shown(error['input'], keys)}"


def _shown(found: object, keys: tuple[str, ...]) -> str:
    address = keys[:1] == ("chats",) and keys[-1] == "url"  # whoever has it may write to the chat
    secret = address or any(word in keys for word in _SECRETS) or _holds_secret(found)
    return "a secret (not shown)" if secret else _LOGIN.sub("//…@", repr(found))[:80]


def _holds_secret(found: object) -> bool:
    """Whether a whole table was found, of which some values must not be shown."""
    if not isinstance(found, dict):
        return False
    return any(key == "url" or key in _SECRETS or _holds_secret(value) for key, value in found.items())


def _origin(keys: tuple[str, ...], file: Path, text: str, prefix: str) -> str:
    variable = prefix + "__".join(keys).upper()
    if variable in os.environ:
        return f"environment {variable}"
    line = line_of(keys, text)
    return f"{file}:{line}" if line else str(file)


def line_of(keys: tuple[str, ...], text: str) -> int | None:
    """The line (from 1) that sets `keys`, or the table it stands in; None if the file does not speak of it."""
    table: tuple[str, ...] = ()
    nearest = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := _TABLE.match(line):
            table = tuple(part.strip().strip('"') for part in found[1].split("."))
            nearest = number if table and keys[: len(table)] == table else nearest
        elif found := _KEY.match(line):
            here = (*table, *(part.strip('"') for part in found[1].split(".")))
            if keys[: len(here)] == here:
                return number
    return nearest
