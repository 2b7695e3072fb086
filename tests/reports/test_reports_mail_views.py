"""Mails in a real browser: nothing is wider than a telephone, and nothing is asked of the network."""

from pathlib import Path

import pytest
from alert_world import alert, one, world
from mail_views import CHROMIUM, measured
from small_warehouse import AS_OF
from test_reports_hostile_alerts import EVIL, LONG, hostile

from reports.alerts import Alert, render_alert

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")
WIDTHS = [360, 800]
__all__ = ["hostile"]


def test_mails_fit_a_telephone_and_fetch_nothing(hostile: Path, tmp_path: Path) -> None:
    rows = [alert(), alert(metric="silence", theme=""), alert(status="recovered")]
    kind = world(tmp_path / "w.duckdb", [])
    mails = [
        render_alert(one(kind, row), Alert(row), "en", AS_OF, acknowledge_url="https://a.example/1") for row in rows
    ]
    bad = [alert(theme=EVIL, aspect=EVIL), alert(theme=LONG, metric="new_phrase", detail=LONG)]
    mails += [render_alert(one(hostile, row), Alert(row), "zh", AS_OF, brand=LONG) for row in bad]
    told = measured(mails, WIDTHS, tmp_path)
    assert len(told) == len(mails) * len(WIDTHS)
    for seen, width in zip(told, WIDTHS * len(mails), strict=True):
        assert seen["width"] <= width and seen["wide"] == []
        assert [name for name in seen["asked"] if not name.startswith("data:")] == []
        assert seen["height"] > 300
    assert [seen["pictures"] for seen in told[:2]] == [[1080], [1080]]  # shown, at twice the size on paper
