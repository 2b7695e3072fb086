"""What the DAGs hand on to each other, and to DAGs of your own that want to run when there is something new.

An event's `extra` tells what it is about: `as_of`, the instant of the run that made it (ISO 8601), and `day`, the last
Asia/Shanghai day it reaches. So a DAG that an event starts works on that day, whenever it runs.
"""

from datetime import date, datetime
from typing import Any

from airflow.sdk import Asset

LAKE = Asset(name="lake", uri="fengxiang://lake")
WAREHOUSE = Asset(name="warehouse", uri="fengxiang://warehouse")


def tell(context: Any, asset: Asset, as_of: datetime, day: date, **more: Any) -> None:
    """Attach to the event that this task's success makes what it is about."""
    context["outlet_events"][asset].extra = {"as_of": as_of.isoformat(), "day": day.isoformat(), **more}


def last_day(context: Any, asset: Asset) -> date | None:
    """The day that the newest event of an asset reaches; None if there was none yet. For tasks with it as an inlet."""
    try:
        extra = context["inlet_events"][asset][-1].extra
    except (IndexError, KeyError):
        return None
    return date.fromisoformat(extra["day"]) if "day" in extra else None
