"""The detectors that are tried, by the name that tables show: ours first."""

from collections.abc import Callable, Sequence

import numpy.typing as npt

from contract.errors import FengxiangError
from fengxiang.trend_trials import plain_detectors as plain
from fengxiang.trend_trials import stream_detectors as stream
from fengxiang.trend_trials import surveillance_detectors as surveillance
from fengxiang.trend_trials.detecting import Floats
from warehouse import rising

Detector = Callable[[npt.ArrayLike, npt.ArrayLike], Floats]
OURS = "ours"

DETECTORS: dict[str, Detector] = {
    OURS: rising.score,
    "day ratio": plain.day_ratio,
    "week over week": plain.week_over_week,
    "mean + 2 sd": plain.mean_2sd,
    "z of share": plain.z_share,
    "EARS C2": plain.ears_c2,
    "Farrington-like": surveillance.farrington,
    "SigniTrend-like": stream.signitrend,
    "Kleinberg online": stream.kleinberg,
    "Gnip-like": stream.gnip,
    "NB-CUSUM": surveillance.nb_cusum,
    "winsorised NB scan": surveillance.nb_scan,
}


def chosen(names: Sequence[str]) -> dict[str, Detector]:
    """The detectors of these names (none: all), in the order of the list; FengxiangError names those there are."""
    unknown = sorted(set(names) - set(DETECTORS))
    if unknown:
        raise FengxiangError(f"--detector: there is no {', '.join(unknown)}; there are {', '.join(DETECTORS)}")
    return {name: found for name, found in DETECTORS.items() if not names or name in names}
