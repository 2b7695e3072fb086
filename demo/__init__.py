"""A small made-up social network with known truth, served over HTTP in the platforms' own shapes.

It exists so that the real chain (spiders, lake, warehouse, report, mail) can be shown and tested end to end without
touching anybody's site: same seed and end day, same network, and `demo.truth` says what was planted in it.
"""

from demo.plan import crawl_plan

__all__ = ["crawl_plan"]
