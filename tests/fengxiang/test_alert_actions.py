"""What people did about alerts is kept once, whole, and as rows for detection; erasing blanks names and notes only."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from contract.needles import Needles
from fengxiang import alert_actions as acts
from fengxiang import home as place
from fengxiang.home_files import home_files

AT = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
SEEN = acts.Action(AT, "0123456789abcdef", acts.ACKNOWLEDGE, 1, "Wang")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return place.alert_actions(tmp_path)


def test_an_act_is_kept_once_until_the_alert_has_changed(file: Path) -> None:
    assert acts.record(file, SEEN)
    assert not acts.record(file, replace(SEEN, at=AT + timedelta(hours=1), actor="Li"))
    assert acts.record(file, replace(SEEN, step=2))
    assert acts.record(file, replace(SEEN, action=acts.CLOSE))
    assert [(a.action, a.step, a.actor) for a in acts.read(file)] == [
        ("acknowledge", 1, "Wang"), ("acknowledge", 2, "Wang"), ("close", 1, "Wang"),
    ]  # fmt: skip
    assert file.stat().st_mode & 0o077 == 0 or file.parent.stat().st_mode & 0o077 == 0


def test_rows_for_detection(file: Path) -> None:
    none = acts.history(file)
    assert none.num_rows == 0
    acts.record(file, replace(SEEN, note="我来处理"))
    rows = acts.history(file)
    assert rows.schema == none.schema
    assert rows.schema.field("acted_at").type == pa.timestamp("us", "UTC")
    (told,) = rows.to_pylist()
    seen = {"alert_id": SEEN.alert_id, "acted_at": AT, "action": "acknowledge", "actor": "Wang", "step": SEEN.step}
    assert told == seen


def test_torn_and_foreign_lines_are_stepped_over_with_a_warning(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    acts.record(file, SEEN)
    with file.open("a") as lines:
        lines.write('{"action": "explode", "alert_id": "x", "at": "2026-11-19T00:00:00Z", "step": 1}\n{"at": "2026-')
    assert acts.read(file) == [SEEN]
    assert "line 2" in caplog.text and "line 3" in caplog.text
    assert acts.record(file, replace(SEEN, step=2))
    assert [a.step for a in acts.read(file)] == [1, 2]


def test_texts_are_cleaned_and_cut(file: Path) -> None:
    acts.record(file, replace(SEEN, actor="\x1b[31mW\u202eang\n" + "x" * 99, note="a\nb" * 300))
    (kept,) = acts.read(file)
    assert kept.actor.startswith("[31mWang x") and len(kept.actor) == acts.LONGEST_ACTOR
    assert kept.note.startswith("a ba b") and len(kept.note) == acts.LONGEST_NOTE
    assert len(file.read_text("utf-8").splitlines()) == 1


def test_many_at_once_are_each_there_once(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda i: acts.record(file, replace(SEEN, step=i // 2)), range(40)))
    assert sum(done) == 20
    assert sorted(a.step for a in acts.read(file)) == list(range(20))


def test_erasing_blanks_what_names_somebody_and_keeps_the_act(file: Path, tmp_path: Path) -> None:
    acts.record(file, SEEN)
    acts.record(file, replace(SEEN, step=2, note="answered weibo:5200000000000001, all well"))
    with file.open("a") as lines:
        lines.write('{"note": "weibo:5200000000000001')
    (found,) = home_files(tmp_path)
    assert (found.place, found.kind) == ("alerts", "lines")
    needles = Needles(posts=frozenset({"weibo:5200000000000001"}))
    assert acts.erase(file, needles, False) == 2 == acts.erase(file, needles, True)
    assert acts.erase(file, needles, True) == 0
    kept = acts.read(file)
    assert [a.step for a in kept] == [1, 2] and kept[1].note.startswith("answered") and "5200000" not in kept[1].note
    assert "5200000000000001" not in file.read_text("utf-8")
    assert all(json.loads(line)["via"] == "cli" for line in file.read_text("utf-8").splitlines())
