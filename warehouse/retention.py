"""Takes partitions that are too old out of the lake."""

from datetime import date

from warehouse.lake import Place, post_name, reading_name, store_of


def remove(place: Place, platform: str, day: date) -> None:
    """Take a whole partition, and what reading made of it, out of the lake. Killed in between, its posts are there."""
    store = store_of(place)
    for folder in (reading_name(platform, day).rpartition("/")[0], post_name(platform, day)):
        store.delete(entry.name for entry in store.entries(folder))
