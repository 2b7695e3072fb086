"""Which sections there are, told without loading any: settings that leave some out are checked as they are read."""

from importlib.resources import files

ALWAYS = frozenset({"headline", "coverage", "how_to_read"})  # a report without these would mislead


def section_names() -> tuple[str, ...]:
    """The names of the files in `sections/`."""
    names = (entry.name.removesuffix(".py") for entry in files("reports.sections").iterdir())
    return tuple(sorted(name for name in names if name.isidentifier() and not name.startswith("_")))
