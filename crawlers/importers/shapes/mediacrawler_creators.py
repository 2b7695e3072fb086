"""MediaCrawler's files about accounts. They hold people, no posts, and are recognised only to say so."""

from crawlers.importers._shape import Shape, columns

_ACCOUNTS = "it holds accounts, not posts; nothing of it is needed, because authors become pseudonyms"

SHAPES = tuple(
    Shape(name=f"MediaCrawler: {name}", needs=columns(needs), no_posts=_ACCOUNTS)
    for name, needs in {
        "creators": "user_id nickname fans follows",
        "Bilibili creators": "user_id nickname total_fans total_liked",
        "Zhihu creators": "user_id user_nickname fans follows",
        "Bilibili contacts": "up_id fan_id up_name fan_name",
    }.items()
)
