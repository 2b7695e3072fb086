"""Words, as jieba 0.42.1 cuts them: the reference that trends, themes and sentiment count on.

Two ways lead to the same tokens: jieba itself (`reference`), and jieba's algorithm in Rust (rjieba) with what it does
otherwise put right (`fast`), ten to fifteen times quicker. Where rjieba is not installed the reference does the work.
"""

from collections.abc import Iterable, Sequence

from nlp.segment import fast, reference
from nlp.segment.cut import Cut, without_blanks
from nlp.segment.reference import UserWord

__all__ = ["Cut", "UserWord", "cut", "words"]


def words(texts: Iterable[str | None], user_words: Sequence[UserWord] = (), *, plain: bool = False) -> list[list[str]]:
    """The words of each text, in order: jieba's tokens without blanks; [允悲] is one token; None gives [].

    Punctuation and emoji are tokens too, so that whoever pairs neighbours sees where a clause ends. Texts are cut as
    they are: give them `normalise`d. The same text and user words always give the same words. `plain` takes jieba
    itself.
    """
    return cut([text or "" for text in texts], user_words, plain=plain).lists()


def cut(texts: Sequence[str], user_words: Sequence[UserWord] = (), *, plain: bool = False) -> Cut:
    """The same as `words`, as numbers in a vocabulary, with where each word stands."""
    way = reference if plain or not fast.AVAILABLE else fast
    vocabulary, codes = way.pieces(texts, tuple(user_words))
    return without_blanks(vocabulary, codes, texts)
