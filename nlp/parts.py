"""The parts of reading, each with the columns it fills and what its version depends on. To add one, add it to PARTS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from contract.enriched import SCHEMA, SENTIMENTS
from nlp import fingerprint, matching, segment, sentiment, versions
from nlp.lexicons import Theme
from nlp.normalise import Readings, readings
from nlp.segment import UserWord
from nlp.traced import begins

Ints = NDArray[np.int64]
_TEXT = ("traced.py", "normalise.py")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a team may change about reading: its themes, and the sentiment model."""

    themes: tuple[Theme, ...]
    model: sentiment.Model


class Batch:
    """Posts on their way through reading; what several parts need is made once, and only if one needs it."""

    def __init__(self, posts: pa.Table, knowledge: Knowledge) -> None:
        self.themes, self.model = knowledge.themes, knowledge.model
        self._titles, self._texts = ([_decoded(text) for text in posts[name].to_pylist()] for name in ("title", "text"))

    @cached_property
    def read(self) -> Readings:
        """What a reader takes in of each post."""
        return readings(self._titles, self._texts)

    @cached_property
    def cut(self) -> segment.Cut:
        """Its words."""
        return segment.cut(self.read.texts, user_words(self.themes))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of reading: the columns it fills, how, and what its version depends on."""

    columns: tuple[str, ...]
    fill: Callable[[Batch], tuple[pa.Array, ...]]
    version: Callable[[Knowledge], str]


def user_words(themes: Sequence[Theme]) -> list[UserWord]:
    """The words that themes want whole, each once."""
    return [UserWord(word) for word in sorted({word for theme in themes for word in theme.whole})]


def _decoded(text: bytes | None) -> str | None:
    return None if text is None else text.decode("utf-8", "replace")


def _words(batch: Batch) -> tuple[pa.Array, ...]:
    """The words, and where each stands in the post as it was written."""
    cut = batch.cut
    return cut.arrow(), *_places(batch, cut.offsets, cut.starts, cut.lengths())


def _themes(batch: Batch) -> tuple[pa.Array, ...]:
    """The themes, and where each is first spoken of in the post as it was written."""
    found = matching.mentions_of(batch.read.texts, batch.themes)
    flat = [mention for mentions in found for mention in mentions]
    starts, lengths = (np.array([getattr(m, name) for m in flat], np.int64) for name in ("start", "length"))
    ids = pa.array([[mention.theme for mention in mentions] for mentions in found], SCHEMA.field("themes").type)
    return ids, *_places(batch, begins(found), starts, lengths)


def _places(batch: Batch, offsets: Ints, starts: Ints, lengths: Ints) -> list[pa.ListArray]:
    """Starts and lengths, in the posts as written, of stretches of the reading texts; `offsets` tell whose they are."""
    first = starts + np.repeat(batch.read.offsets[:-1], np.diff(offsets))
    written = batch.read.origin[first]
    sizes = batch.read.origin[first + lengths - 1] + 1 - written
    told = (pa.array(values.astype(np.int32)) for values in (written, sizes))
    return [pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values) for values in told]


def _sentiment(batch: Batch) -> tuple[pa.Array, ...]:
    probabilities = batch.model.probabilities(batch.read.texts).astype(np.float32)
    silent = np.diff(batch.read.offsets) == 0
    labels = np.array(SENTIMENTS, object)[probabilities.argmax(axis=1)]
    each = (pa.array(probabilities[:, i], pa.float32(), mask=silent) for i in range(len(SENTIMENTS)))
    return *each, pa.array(labels, pa.string(), mask=silent)


def _fingerprint(batch: Batch) -> tuple[pa.Array, ...]:
    return (fingerprint.fingerprints(batch.read.texts),)


def _words_version(knowledge: Knowledge) -> str:
    code = versions.of_code((*_TEXT, "segment"), ("jieba", "opencc"))  # rjieba gives jieba's words, so it is not here
    return versions.digest(code, user_words(knowledge.themes))


def _themes_version(knowledge: Knowledge) -> str:
    return versions.digest(versions.of_code((*_TEXT, "matching.py"), ("opencc",)), knowledge.themes)


def _sentiment_version(knowledge: Knowledge) -> str:
    code = versions.of_code((*_TEXT, "sentiment/grams.py", "sentiment/model.py"), ("opencc",))
    return versions.digest(code, knowledge.model.version)


def _fingerprint_version(knowledge: Knowledge) -> str:
    del knowledge
    return versions.of_code((*_TEXT, "fingerprint.py"), ("opencc",))


PARTS: dict[str, Part] = {
    "words": Part(("words", "word_starts", "word_lengths"), _words, _words_version),
    "themes": Part(("themes", "theme_starts", "theme_lengths"), _themes, _themes_version),
    "sentiment": Part(("negative", "neutral", "positive", "sentiment"), _sentiment, _sentiment_version),
    "fingerprint": Part(("fingerprint",), _fingerprint, _fingerprint_version),
}
