"""The archive: `reports/site/`, an index and a page for each week, topic and theme, for any static server or none."""

from reports.archive.mending import mend
from reports.archive.site import SiteWritten, write_site

__all__ = ["SiteWritten", "mend", "write_site"]
