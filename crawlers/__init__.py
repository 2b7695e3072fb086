"""The first room: from a feed, or a file that people already have, to landed posts."""
