"""The parts of reading, each with the columns it fills and what its version depends on. To add one, add it to PARTS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from contract.enriched import SCHEMA, SENTIMENTS
from nlp import advertising, aspects, fingerprint, intents, matching, segment, sentiment, versions
from nlp.aspects.vocabulary import OPINION
from nlp.lexicons import Aspect, Intent, Theme
from nlp.normalise import Readings, readings
from nlp.segment import UserWord
from nlp.traced import begins

Ints = NDArray[np.int64]
_TEXT = ("traced.py", "normalise.py")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a team may change about reading: its lexicons, and the sentiment model."""

    themes: tuple[Theme, ...]
    aspects: tuple[Aspect, ...]
    intents: tuple[Intent, ...]
    model: sentiment.Model


class Batch:
    """Posts on their way through reading; what several parts need is made once, and only if one needs it."""

    def __init__(self, posts: pa.Table, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._titles, self._texts = ([_decoded(text) for text in posts[name].to_pylist()] for name in ("title", "text"))

    @cached_property
    def read(self) -> Readings:
        """What a reader takes in of each post."""
        return readings(self._titles, self._texts)

    @property
    def raw(self) -> list[str]:
        """The posts as they were written."""
        return [f"{title or ''}\n{text or ''}" for title, text in zip(self._titles, self._texts, strict=True)]

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """Their sentiment, (n, 3)."""
        return self.knowledge.model.probabilities(self.read.texts)

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Which posts say nothing."""
        silent: NDArray[np.bool_] = np.diff(self.read.offsets) == 0
        return silent

    @cached_property
    def cut(self) -> segment.Cut:
        """Its words."""
        return segment.cut(self.read.texts, user_words(self.knowledge.themes))


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
    found = matching.mentions_of(batch.read.texts, batch.knowledge.themes)
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
    probabilities = batch.probabilities.astype(np.float32)
    labels = np.array(SENTIMENTS, object)[probabilities.argmax(axis=1)]
    each = (pa.array(probabilities[:, i], pa.float32(), mask=batch.silent) for i in range(len(SENTIMENTS)))
    return *each, pa.array(labels, pa.string(), mask=batch.silent)


def _aspects(batch: Batch) -> tuple[pa.Array, ...]:
    """Aspects with their polarity, and where each stands in the post as it was written."""
    texts = batch.read.texts
    # Judged by the shipped model whatever a team's own one says: the weights of aspects were fitted to it
    scores = batch.probabilities if batch.knowledge.model.version == sentiment.shipped().version else None
    found = aspects.search(texts, batch.knowledge.aspects, scores)
    first = batch.read.offsets[found.text]
    start, end = batch.read.origin[found.start + first], batch.read.origin[found.end - 1 + first] + 1
    return (aspects.column(found._replace(start=start, end=end), len(texts)),)


def _intents(batch: Batch) -> tuple[pa.Array, ...]:
    return (pa.array(intents.find(batch.read.texts, batch.knowledge.intents), SCHEMA.field("intents").type),)


def _advertising(batch: Batch) -> tuple[pa.Array, ...]:
    told = advertising.score(batch.read.texts, batch.raw).astype(np.float32)
    return (pa.array(told, pa.float32(), mask=batch.silent),)


def _fingerprint(batch: Batch) -> tuple[pa.Array, ...]:
    return (fingerprint.fingerprints(batch.read.texts),)


def _words_version(knowledge: Knowledge) -> str:
    code = versions.of_code((*_TEXT, "segment"), ("jieba", "opencc"))  # rjieba gives jieba's words, so it is not here
    return versions.digest(code, user_words(knowledge.themes))


def _themes_version(knowledge: Knowledge) -> str:
    return versions.digest(versions.of_code((*_TEXT, "matching.py"), ("opencc",)), knowledge.themes)


def _sentiment_version(knowledge: Knowledge) -> str:
    return versions.digest(_sentiment_code(), knowledge.model.version)


def _sentiment_code() -> str:
    return versions.of_code((*_TEXT, "sentiment/grams.py", "sentiment/model.py"), ("opencc",))


def _aspects_version(knowledge: Knowledge) -> str:
    told = tuple(
        f"aspects/{name}.py" for name in ("__init__", "clauses", "counting", "evidence", "vocabulary", "weights")
    )
    files = versions.of_files((OPINION, aspects.weights.FILE))
    code = versions.of_code((*told, "cues.py"))
    return versions.digest(code, files, knowledge.aspects, _sentiment_code(), sentiment.shipped().version)


def _intents_version(knowledge: Knowledge) -> str:
    return versions.digest(versions.of_code((*_TEXT, "intents.py", "cues.py"), ("opencc",)), knowledge.intents)


def _advertising_version(knowledge: Knowledge) -> str:
    del knowledge
    code = versions.of_code((*_TEXT, "advertising.py", "cues.py"), ("opencc",))
    return versions.digest(code, versions.of_files((advertising.LEXICON,)))


def _fingerprint_version(knowledge: Knowledge) -> str:
    del knowledge
    return versions.of_code((*_TEXT, "fingerprint.py"), ("opencc",))


PARTS: dict[str, Part] = {
    "words": Part(("words", "word_starts", "word_lengths"), _words, _words_version),
    "themes": Part(("themes", "theme_starts", "theme_lengths"), _themes, _themes_version),
    "sentiment": Part(("negative", "neutral", "positive", "sentiment"), _sentiment, _sentiment_version),
    "aspects": Part(("aspects",), _aspects, _aspects_version),
    "intents": Part(("intents",), _intents, _intents_version),
    "advertising": Part(("advertising",), _advertising, _advertising_version),
    "fingerprint": Part(("fingerprint",), _fingerprint, _fingerprint_version),
}
