"""The ledger as rows for the warehouse: every state, nobody's address, torn lines stepped over."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports import ledger
from reports.dispatches import SCHEMA, history

AT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def test_no_ledger_is_no_rows(tmp_path: Path) -> None:
    assert history(tmp_path / "ledger.jsonl").equals(SCHEMA.empty_table())


def test_every_state_is_a_row_in_the_order_of_telling(tmp_path: Path) -> None:
    key = ("weekly", "2026-W47", "0a1b")
    with ledger.open_ledger(tmp_path / "ledger.jsonl") as book:
        book.record(key, ledger.SENDING, AT)
        book.record(key, ledger.REFUSED, AT, "550 no such user someone@example.com")
    told = history(tmp_path / "ledger.jsonl")
    assert told.schema == SCHEMA
    same = {"told_at": AT, "kind": "weekly", "event": "2026-W47", "recipient": "0a1b"}
    assert told.to_pylist() == [{"line": 1, **same, "state": "sending"}, {"line": 2, **same, "state": "refused"}]


@pytest.mark.parametrize("torn", ['{"at":"2026-11-2', "[]", '{"at": "no day", "kind": "weekly"}', "\x00\xff"])
def test_lines_that_cannot_be_read_are_stepped_over_and_named(tmp_path: Path, torn: str, caplog) -> None:
    file = tmp_path / "ledger.jsonl"
    with ledger.open_ledger(file) as book:
        book.record(("alert", "x@2026-11-22:open", "0a1b"), ledger.SENT, AT)
    file.write_bytes(torn.encode("latin-1") + b"\n\n" + file.read_bytes())
    assert [(row["line"], row["state"]) for row in history(file).to_pylist()] == [(3, "sent")]
    assert f"{file} line 1 cannot be read" in caplog.text
