"""The ledger as rows: what the warehouse's table `dispatch` is made from, so that analysts see which mails went out."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from reports.ledger import told_by

log = logging.getLogger(__name__)

SCHEMA = pa.schema(
    [
        ("line", pa.int64()), ("told_at", pa.timestamp("us", "UTC")), ("kind", pa.string()), ("event", pa.string()),
        ("recipient", pa.string()), ("state", pa.string()),
    ]
)  # fmt: skip


def history(ledger: Path) -> pa.Table:
    """Every state that the ledger tells, one row a line; none if nothing was mailed yet. A torn line is stepped over.

    Details stay in the ledger: what a server answered may name an address.
    """
    if not ledger.exists():
        return SCHEMA.empty_table()
    with ledger.open("rb") as lines:
        return pa.Table.from_pylist(list(_rows(lines, ledger)), SCHEMA)


def _rows(lines: Iterator[bytes], ledger: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            told_at, state = datetime.fromisoformat(told["at"]), str(told["state"])
            own = str(told["kind"]), str(told["key"]), str(told["recipient"])
            for kind, event, recipient in told_by(own, map(str, told.get("covers", ()))):
                yield {"line": number, "told_at": told_at, "kind": kind, "event": event, "recipient": recipient,
                       "state": state}  # fmt: skip
        except (ValueError, KeyError, TypeError):
            if line.strip():
                log.warning("%s line %d cannot be read and is stepped over", ledger, number)
