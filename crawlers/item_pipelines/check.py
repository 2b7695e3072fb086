"""No post that breaks the contract is landed: it becomes a counted rejection instead.

The spiders' own mappings reject such entries before; this holds for every spider that will be written.
"""

from dataclasses import replace

from contract.post import fault_of
from crawlers.harvest import Harvest
from crawlers.landing import columns_of, to_line
from crawlers.rejections import Rejection


class Check:
    """Holds every post against the contract."""

    def process_item(self, item: Harvest) -> Harvest:
        """Move posts with a fault to the rejections."""
        faults = {i: fault for i, post in enumerate(item.posts) if (fault := fault_of(columns_of(post)))}
        if not faults:
            return item
        bad = [
            Rejection(item.posts[i].platform, item.query, item.url, fault, "entry", to_line(item.posts[i]))
            for i, fault in faults.items()
        ]
        good = [post for i, post in enumerate(item.posts) if i not in faults]
        return replace(item, posts=good, rejections=[*item.rejections, *bad])
