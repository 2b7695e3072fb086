"""Intents: what the writer of a post is about. Complaint, wish, question, recommendation, warning off, purchase.

A post may have several, and most have none. Each is a file of nlp/lexicons/intents, read as themes are: any of its
words outside its never-words. docs/aspects.md gives the precision of each on real posts.
"""

from collections.abc import Sequence
from functools import cache

from nlp import lexicons
from nlp.lexicons import Intent
from nlp.matching import themes_of


def find(texts: Sequence[str], intents: Sequence[Intent] | None = None) -> list[list[str]]:
    """Ids of the intents of each reading text, sorted, each once. None for `intents` are the built-in ones."""
    return themes_of(texts, built_in() if intents is None else intents)


@cache
def built_in() -> tuple[Intent, ...]:
    """The intents of this project."""
    return tuple(lexicons.intents())
