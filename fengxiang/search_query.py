"""A search as people write it, turned into the form that the macro search takes: clauses, each of words joined by |.

    all    = any any ...          all of them (a blank, AND)
    any    = one | one ...        at least one (|, OR); binds closer than AND, as search engines have it
    one    = -one  NOT one  (all)  word  "a phrase"

The macro knows groups of words only; what is nested deeper is multiplied out here.
"""

import re
from itertools import product

from contract.errors import WarehouseError

MOST_WORDS = 60
_MARKS = str.maketrans("（）｜“”「」＂－　", '()|"""""- ')
_TOKEN = re.compile(r'-?\(|\)|\||-?"[^"]*"?|[^\s()|"]+')
Literal = tuple[bool, str]  # must it be left out, and the word
Clauses = list[tuple[Literal, ...]]


def clauses(query: str) -> str:
    """The query for the macro; WarehouseError says what is wrong with it."""
    return _written(_read(query))


def clauses_and_words(query: str) -> tuple[str, tuple[str, ...]]:
    """The same, and the words that are asked for rather than left out, each once, to be marked where they are found."""
    found = _read(query)
    wanted = (word for clause in found for no, word in clause if not no)
    return _written(found), tuple(dict.fromkeys(wanted))


def _written(found: Clauses) -> str:
    return " ".join("(" + " | ".join(f'{"-" * no}"{word}"' for no, word in clause) + ")" for clause in found)


def _read(query: str) -> Clauses:
    tokens = [t for t in _TOKEN.findall(query.translate(_MARKS)) if t != "AND"]
    reader = _Reader(tokens, query)
    found = reader.all_of(negated=False)
    if reader.left:
        raise _wrong("its parentheses do not pair", query)
    if sum(map(len, found)) > MOST_WORDS:
        raise _wrong(f"multiplied out it has more than {MOST_WORDS} words", query)
    return found


def _wrong(what: str, query: str) -> WarehouseError:
    return WarehouseError(f"search: {what}: {query[:200]}")


class _Reader:
    """Reads the tokens from left to right."""

    def __init__(self, tokens: list[str], query: str) -> None:
        self.left, self._query, self._depth = tokens[::-1], query, 0

    def all_of(self, *, negated: bool) -> Clauses:
        parts = []
        while self.left and self.left[-1] != ")":
            parts.append(self._any_of(negated=negated))
        if not parts:
            raise _wrong("it asks for nothing; write a word", self._query)
        return self._either(parts) if negated else [clause for part in parts for clause in part]

    def _any_of(self, *, negated: bool) -> Clauses:
        parts = [self._one(negated=negated)]
        while self.left and self.left[-1] in ("|", "OR"):
            self.left.pop()
            parts.append(self._one(negated=negated))
        return [clause for part in parts for clause in part] if negated else self._either(parts)

    def _either(self, parts: list[Clauses]) -> Clauses:
        """Clauses that hold where those of at least one part do."""
        size = 1
        for part in parts:
            size *= len(part)
        if size > MOST_WORDS:
            raise _wrong(f"multiplied out it has more than {MOST_WORDS} words", self._query)
        return [tuple(dict.fromkeys(literal for clause in chosen for literal in clause)) for chosen in product(*parts)]

    def _one(self, *, negated: bool) -> Clauses:
        if not self.left or self.left[-1] in ("|", "OR", ")"):
            raise _wrong("there is nothing on one side of an OR, or between parentheses", self._query)
        token = self.left.pop()
        if token == "NOT":  # noqa: S105 - no password
            return self._one(negated=not negated)
        if token in ("(", "-("):
            return self._group(negated=negated != (token == "-("))  # noqa: S105
        minus = token.startswith("-") and len(token) > 1
        word = token[minus:]
        if word.count('"') == 1:
            raise _wrong("a quotation mark is not closed", self._query)
        return [((negated != minus, word.strip('"')),)]

    def _group(self, *, negated: bool) -> Clauses:
        self._depth += 1
        if self._depth > MOST_WORDS:
            raise _wrong("its parentheses are nested too deep", self._query)
        found = self.all_of(negated=negated)
        if not self.left:
            raise _wrong("its parentheses do not pair", self._query)
        self.left.pop()
        self._depth -= 1
        return found
