"""Fields of the forms by which people start runs."""

from pathlib import Path

from airflow.sdk import Param

import crawlers

DRY_RUN = Param(False, type="boolean", title="Dry run", description="say what would be done, change and mail nothing")


def platforms() -> Param:
    """A choice among all platforms that there are spiders for; the settings tell which of them are crawled."""
    # the folder's names: importing the spiders would cost each DAG file a second
    known = sorted(f.stem for f in (Path(crawlers.__file__).parent / "spiders").glob("[a-z]*.py"))
    return Param(
        [],
        type="array",
        items={"type": "string", "enum": known},
        examples=known,
        title="Platforms",
        description="ask only these (empty: all that the settings crawl)",
    )
