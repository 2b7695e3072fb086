"""Which of the subjects that rise may be named on their day: phrases once they are known, words unless one is.

A phrase is known on a day if it was found in a window that ends on that day or on one of the 27 before it. Its counts
reach back further, so that it can be judged; but a day's findings must not know what was found later.
"""

import duckdb
import pyarrow as pa

from contract.findings import SubjectKind
from warehouse.detect_settings import DetectSettings
from warehouse.phrase_counts import KNOWN

_NAMED = f"""
SELECT f.* EXCLUDE (kind), CASE f.kind WHEN 'phrase' THEN '{SubjectKind.TERM}' ELSE f.kind END AS kind,
    f.kind = 'phrase' AS phrase
FROM flag_rows f
ASOF LEFT JOIN phrase p ON p.phrase = f.subject AND p.dt <= f.dt
WHERE f.kind NOT IN ('{SubjectKind.TERM}', 'phrase') OR (NOT list_contains($veto::VARCHAR[], f.subject)
    AND (f.kind = 'phrase') = (coalesce(f.dt - p.dt <= {KNOWN}, false) OR list_contains($pin::VARCHAR[], f.subject)))
ORDER BY f.flag
"""  # noqa: S608 - words and numbers of our own


def named(con: duckdb.DuckDBPyConnection, flags: pa.Table, settings: DetectSettings) -> pa.Table:
    """The flags that may be named; kind `phrase` becomes `term`, and column `phrase` tells which these are."""
    con.register("flag_rows", flags)
    found = con.sql(_NAMED, params={"pin": list(settings.pin), "veto": list(settings.veto)}).to_arrow_table()
    con.unregister("flag_rows")
    return found
