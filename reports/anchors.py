"""Links within a page that lead nowhere, because the edition leaves a section out, become plain words."""

import re

_LINK = re.compile(r'<a( class="to")?[^<>]*? href="#([^"<>]*)"[^<>]*>(.*?)</a>', re.S)
_PLACE = re.compile(r'\sid="([^"]+)"')


def without_dead_links(html: str) -> str:
    """The page, each link to a place that is not on it replaced by what it said; an arrow goes whole.

    Post text cannot look like a link here: its `<` is escaped.
    """
    places = set(_PLACE.findall(html))

    def plain(link: re.Match[str]) -> str:
        is_arrow, place, said = link.groups()
        return link[0] if place in places else "" if is_arrow else said

    return _LINK.sub(plain, html)
