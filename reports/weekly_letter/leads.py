"""Where a mail's reader finds the evidence: an address in the archive where there is one, else the section by name."""

import re
from dataclasses import dataclass

from reports.inside import Inside
from reports.page import Page
from reports.published import Row
from reports.story import key_of

_PLACE = re.compile(r'<section id="([^"]+)"|\sid="([^"]+)"')
_TOPIC_ID = re.compile(r"[\w-]{1,80}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lead:
    """To evidence: `url` if the archive has an address, `words` as in (see "Rising topics") if not; never both."""

    url: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Leads:
    """The places of a report: titles of sections by the anchors that stand in them."""

    page: Page
    titles: dict[str, str]

    @property
    def report(self) -> str:
        """The page of the week in the archive; empty without an address."""
        address = self.page.edition.address
        return f"{address}/weeks/{self.page.week}.html" if address else ""

    def to(self, anchor: str) -> Lead:
        """To a place on the page; to nothing where the edition leaves that section out."""
        if anchor not in self.titles:
            return Lead()
        if self.report:
            return Lead(url=f"{self.report}#{anchor}")
        return Lead(words=self.page.words("weekly_mail.see", section=self.titles[anchor]))

    def to_topic(self, row: Row) -> str:
        """The topic's own page, else its place on the week's; empty without an address."""
        topic_id = str(row.get("topic_id") or "")
        if self.report and _TOPIC_ID.fullmatch(topic_id):
            return f"{self.page.edition.address}/topics/{topic_id}.html"
        return self.to(self.page.anchor(*key_of(row))).url


def leads_of(inside: Inside, html: str) -> Leads:
    """The places of a page, read from it: a mail must not lead to where nothing stands."""
    told = {section.name: section.title[inside.page.language] for section in inside.sections}
    titles: dict[str, str] = {}
    here = ""
    for found in _PLACE.finditer(html):
        here = found[1] or here
        if here in told:
            titles[found[1] or found[2]] = told[here]
    return Leads(inside.page, titles)
