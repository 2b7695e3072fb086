"""Which platforms there are: the files in crawlers/spiders, found by listing the folder."""

import importlib
import inspect
from pathlib import Path

from contract.errors import SettingsError
from crawlers.feed_spider import FeedSpider

_SPIDERS = Path(__file__).with_name("spiders")


def platforms() -> list[str]:
    """Names of all platforms, sorted."""
    return sorted(p.stem for p in _SPIDERS.glob("*.py") if not p.stem.startswith("_"))


def spider_class(platform: str) -> type[FeedSpider]:
    """The spider of a platform; SettingsError names the known ones."""
    if platform not in platforms():
        raise SettingsError(f"no spider for {platform!r}: known are {', '.join(platforms())} (files in {_SPIDERS})")
    module = importlib.import_module(f"crawlers.spiders.{platform}")
    found = [
        c
        for _, c in inspect.getmembers(module, inspect.isclass)
        if issubclass(c, FeedSpider) and c.__module__ == module.__name__
    ]
    if len(found) != 1 or found[0].name != platform:
        raise SettingsError(f"{module.__file__} must hold one FeedSpider whose name is {platform!r}")
    return found[0]
