"""Every word of a report comes from wording/<language>.toml; this file looks it up and fills in the figures.

Keys are dotted. A table whose leaves are `one` and `other` is a counted phrase; a table asked through `code` is a
list of known codes, and an unknown code is shown as it is (the warehouse may learn a reason before the report does).
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from contract.errors import SettingsError
from reports.text import filled, joined

LANGUAGES = ("zh", "en")


class Wording:
    """The words of one language."""

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        self.language = language
        self.entries = entries

    def __call__(self, key: str, **figures: object) -> str:
        """The words at `key` with {names} filled in, figures keep their marks. KeyError is a bug: a test walks all."""
        return filled(self.entries[key], figures)

    def marked(self, key: str, **figures: object) -> Markup:
        """The same for a page: everything escaped, the figures in bold."""
        bold = {
            name: value if isinstance(value, Markup) else Markup("<b>{}</b>").format(value)
            for name, value in figures.items()
        }
        return Markup.escape(self.entries[key]).format(**bold)

    def code(self, table: str, code: str) -> str:
        """The word for a code of `table`; the code itself if it has none."""
        return self.entries.get(f"{table}.{code}", code)

    def counted(self, key: str, number: int, shown: str) -> str:
        """A number with its unit: singular or plural form by `number`, written as `shown`."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", n=shown)

    def listed(self, names: Iterable[str]) -> str:
        """Names as the language lists them: 甲、乙和丙 / a, b and c. Marked names stay marked, plain ones plain."""
        *front, last = list(names) or [""]
        start = [joined(self("list.between"), front)] if front else []
        return joined(self("list.last"), [*start, last])

    def joined(self, key: str, parts: Iterable[str]) -> str:
        """Parts with the words at `key` between them; the empty ones left out, marks kept."""
        return joined(self(key), [part for part in parts if part])

    def split(self, key: str) -> list[str]:
        """A row of words kept in one entry: weekdays, months."""
        return self.entries[key].split()


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            entries |= _flat(value, f"{prefix}{name}.")
        else:
            entries[prefix + name] = str(value)
    return entries


@cache
def wording(language: str) -> Wording:
    """The wording of `zh` or `en`; SettingsError for another language."""
    if language not in LANGUAGES:
        raise SettingsError(f"report.language is one of {', '.join(LANGUAGES)}, found {language!r}")
    text = files("reports").joinpath("wording", f"{language}.toml").read_text(encoding="utf-8")
    return Wording(language, _flat(tomllib.loads(text)))
