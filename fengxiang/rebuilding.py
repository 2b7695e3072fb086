"""After an erasure: the stages that bring the warehouse up to the lake as it is now, and publish it anew.

Versions that were kept hold what was erased, cut into words and pairs of characters, where no id leads to it: they go.

Findings are judged up to the day they were judged to before, so that erasing on a Wednesday does not add days.
"""

from datetime import timedelta

from contract.clock import start_of
from contract.progress import OnProgress
from fengxiang import stages
from fengxiang.settings import Settings


def bring_up(settings: Settings, on_progress: OnProgress) -> None:
    """Read, build, detect and publish again whatever the lake's changed files touch; nothing if nothing was built."""
    from warehouse.database import BUILD
    from warehouse.detect import judged_through

    if not (settings.home / BUILD).exists():
        return
    stages.enrich(settings, on_progress)
    stages.build(settings, on_progress)
    through = judged_through(settings.home)
    if through is not None:
        stages.detect(settings, start_of(through + timedelta(days=1)), on_progress)
    stages.publish(settings, on_progress, anew=True)
