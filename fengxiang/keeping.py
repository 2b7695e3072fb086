"""What housekeeping lets go of: data beyond `[retention]`, published versions beyond `[warehouse] keep_versions`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from contract.progress import OnProgress
from fengxiang import home as place
from fengxiang import pruning, stages
from fengxiang.settings import Settings
from warehouse import versions


def let_go(settings: Settings, as_of: datetime, dry_run: bool, on_progress: OnProgress) -> dict[str, Any]:
    """What went, or in a dry run would go: by kind of data, and the names of versions."""
    due = pruning.told(pruning.look(settings, as_of))
    if not dry_run and settings.retention.kinds:
        due = stages.prune(settings, as_of, on_progress)
    with place.working_on(settings.home):
        old = versions.beyond(settings.home, settings.warehouse.keep_versions)
        for path in [] if dry_run else old:
            path.unlink(missing_ok=True)
    return {kind: asdict(of) for kind, of in due.kinds.items()} | {"versions": [path.stem for path in old]}
