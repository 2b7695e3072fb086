"""How a stage holds the home that it works on, alone or beside others, and says so if the disk is full."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from fengxiang import full_disk
from fengxiang import home as place
from fengxiang.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


def alone(stage: Callable[Concatenate[Settings, P], R]) -> Callable[Concatenate[Settings, P], R]:
    """Let a stage run only while nobody else writes to its home."""

    @wraps(stage)
    def run(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with place.working_on(settings.home), full_disk.told(settings.home):
            return stage(settings, *args, **kwargs)

    return run


def among_others(stage: Callable[Concatenate[Settings, P], R]) -> Callable[Concatenate[Settings, P], R]:
    """Let a stage run beside others of its kind, and while nobody works on its home alone."""

    @wraps(stage)
    def run(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with place.beside_others(settings.home), full_disk.told(settings.home):
            return stage(settings, *args, **kwargs)

    return run
