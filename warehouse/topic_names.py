"""What a topic is called: the subject that most of the rise goes through, the more telling and the longer one first.

A subject's strength is its authors beyond what was expected, times three for a theme of the lexicon (a team gave it
that name), a quarter more for a hashtag (its authors gave it that name), and up to 40 % more for a longer one: of 续航
and 长续航 the second says what it is about. Single characters and numbers name nothing. An aspect of a theme
counts half, whatever its length: it is told in the lexicon's words, so a phrase of the people's own that carries a good
part of it says more; a phrase that carries a tenth of it does not.
"""

import re
from collections.abc import Mapping

from contract.findings import SubjectKind
from warehouse.topic_groups import Subject

CLEARLY = 1.5  # a new name must be so much stronger than the one that the topic has
_KIND = {SubjectKind.THEME.value: 3.0, SubjectKind.HASHTAG.value: 1.25, SubjectKind.ASPECT.value: 0.5}
_LENGTH = {2: 1.0, 3: 1.2}
_LONGER = 1.4
_LEFT = 0.3  # of a fragment's authors, down to which the longer phrase keeps the name that it has
_FRAGMENT = 0.6  # of a fragment's authors, from which on the longer phrase that holds it is the better name
_NUMBER = re.compile(
    r"[\d\W_一二三四五六七八九十百千万亿两几半第]+[年月日号点时分秒周天岁个元块位次名人万亿倍%°]*(?:[\d\W_]*)"
)


def can_name(subject: Subject) -> bool:
    """Whether it may be a topic's name: a theme, an aspect of one, or two characters or more, no number or date."""
    kind, text = subject
    return kind in (SubjectKind.THEME, SubjectKind.ASPECT) or (len(text) > 1 and not _NUMBER.fullmatch(text))


def strength(subject: Subject, weight: float) -> float:
    """How well it names a topic in which it has this weight."""
    kind, text = subject
    length = 1.0 if kind == SubjectKind.ASPECT else _LENGTH.get(len(text), _LONGER)
    return weight * _KIND.get(kind, 1.0) * length


def name(members: Mapping[Subject, float], held: Subject | None = None, held_weight: float = 0.0) -> Subject | None:
    """The best name of a topic whose subjects have these weights; None if nothing in it names anything.

    The name it has (`held`, with the weight that it has or had lately) stays unless the best one is CLEARLY stronger,
    or is a longer phrase that holds it.
    """
    best = _best(members)
    if best is None or held is None or held_weight <= 0:
        return best or held
    if _completes(best, held, members[best] / _FRAGMENT, held_weight):
        return best
    if _completes(held, best, held_weight / _LEFT, members[best]):
        return held
    return best if strength(best, members[best]) >= CLEARLY * strength(held, held_weight) else held


def _best(members: Mapping[Subject, float]) -> Subject | None:
    able = sorted(
        (subject for subject in members if can_name(subject)),
        key=lambda s: (-strength(s, members[s]), -len(s[1]), s),
    )
    best = able[0] if able else None
    for subject in able:
        if best is not None and _completes(subject, best, members[subject] / _FRAGMENT, members[best]):
            best = subject
    return best


def _completes(longer: Subject, shorter: Subject, weight: float, of: float) -> bool:
    """Whether one is a longer writing of the other and weighs as much; a name of the lexicon needs no completing."""
    if {SubjectKind.THEME, SubjectKind.ASPECT} & {longer[0], shorter[0]}:
        return False
    return len(longer[1]) > len(shorter[1]) and shorter[1] in longer[1] and weight >= of
