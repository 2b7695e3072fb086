"""The hot lists of a day: made-up headlines and questions, different every day, with the planted topics' echoes."""

from datetime import date

from demo.dice import Dice
from demo.identity import draw
from demo.topics import read
from demo.wording import NUMBERS, compiled

SIZE = 50
# Which planted words reach Weibo's list: between so many and so many days before the last one.
_ECHOES = (("星野X9发热", 5, 0), ("长续航手机", 7, 0), ("素颜挑战", 10, 7), ("快充新协议", 9, 8))


def headlines(seed: int, day: date, back: int) -> list[tuple[str, int]]:
    """Weibo's hot search: title and heat, hottest first; the first is the pinned one."""
    echoes = [title for title, first, last in _ECHOES if last <= back <= first]
    made = _made("titles", seed, day, SIZE + 1 - len(echoes))
    place = 3 + draw(seed, day) % 20
    titles = made[:place] + echoes + made[place:]
    return [(title, 3_800_000 // (rank + 1) + draw(title) % 9000) for rank, title in enumerate(titles)]


def hot_questions(seed: int, day: date) -> list[tuple[str, int]]:
    """Zhihu's hot list: question and heat in units of 10,000, hottest first."""
    return [(title, 1900 // (rank + 1) + 20) for rank, title in enumerate(_made("questions", seed, day, SIZE))]


def _made(kind: str, seed: int, day: date, count: int) -> list[str]:
    told, people = read("planted")["hot"], read("people")
    dice = Dice(7, seed, day.toordinal(), draw(kind))
    names = [family + given for family in people["family"] for given in people["given"]]
    slots = {**NUMBERS, **read("shared")["slots"], **told, "name": names}
    titles: dict[str, None] = {}
    while len(titles) < count:
        parts = compiled(dice.pick(told[kind]))
        titles.setdefault("".join(dice.pick(slots[part]) if i % 2 else part for i, part in enumerate(parts)))
    return list(titles)
