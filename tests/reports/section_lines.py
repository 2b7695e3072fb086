"""What tests of sections share: the rows of a table as text, and the small warehouse with a change."""

from collections.abc import Callable
from pathlib import Path

from lxml import html as lxml_html
from small_warehouse import AS_OF, WEEK, Made, told

from reports import weekly
from reports.text import unmarked


def lines_of(report: weekly.Report, section: str) -> dict[str, str]:
    """The text of each row of a section's first table, by its head."""
    page = lxml_html.document_fromstring(unmarked(report.html))
    rows = page.xpath(f"(//section[@id='{section}']//table)[1]/tbody/tr")
    return {row.xpath("th")[0].text.strip(): " ".join(" ".join(row.itertext()).split()) for row in rows}


def rendered(tmp_path: Path, change: Callable[[Made], None], language: str = "zh") -> weekly.Report:
    made = told()
    change(made)
    return weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, language, AS_OF)
