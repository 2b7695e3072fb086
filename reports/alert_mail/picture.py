"""The picture of an alert: its daily course as a PNG, with the words that say the same."""

import hashlib
from datetime import timedelta

from contract.findings import OVER
from reports.alert_figures import is_share, metric_of
from reports.alert_mail.counts import DAYS, Counts
from reports.mail import Attachment
from reports.page import Page
from reports.published import Row
from reports.spark_png import BAD, GOOD, spark_png

WIDE, SMALL = (540, 116), (540, 56)


def picture(row: Row, counts: Counts, size: tuple[int, int] = WIDE) -> Attachment | None:
    """The PNG, named by the alert so that the same mail has the same bytes; None where no day is known."""
    values = counts.series()
    if not any(value is not None for value in values):
        return None
    marked = min((row["dt"] - row["opened"]).days + max(row["days"] or 1, 1), DAYS)
    colour = GOOD if row["status"] in OVER else BAD
    drawn = spark_png(values, row["baseline"], marked, size, colour)
    name = hashlib.sha256(str(row["alert_id"]).encode("utf-8", "replace")).hexdigest()[:16]
    return Attachment(f"{name}.png", drawn, "image/png", cid=f"{name}@fengxiang.invalid")


def caption(row: Row, counts: Counts, page: Page) -> str:
    """The course in words: usual, highest and last value; what stands in the picture's place where none is shown."""
    values, figures = counts.series(), page.figures
    one = figures.share if is_share(row) else figures.amount
    days = [row["dt"] - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    told = [(value, day) for value, day in zip(values, days, strict=True) if value is not None]
    if not told:
        return ""
    highest, day = max(told)
    return page.words(
        "alert_mail.course", first=figures.day(days[0]), last=figures.day(days[-1]), usual=one(row["baseline"]),
        highest=one(highest), day=figures.day(day), now=one(told[-1][0]),
        metric=metric_of(row, page),
    )  # fmt: skip
