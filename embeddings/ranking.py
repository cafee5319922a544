"""The items that fit a query best, each with what each ranking says of it.

text, vector → query (what it is about, moved towards it) → candidates of each ranking → all scored
    by all → the first answer moves the query → candidates again → all scored
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Matrix
from embeddings.fusion import FEEDBACK, UNDERSTANDING, Scores, fused, meaning, moved
from embeddings.shelf import Shelf
from embeddings.terms import terms
from embeddings.understanding import Understanding, Understood, printed_terms

Rows = NDArray[np.int64]

POOL: Final = 200  # items that each ranking puts forward
_SENTENCES: Final = 3  # times as many sentences, as several may be of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched for: a vector, (1, dimension), and terms with their weights."""

    given: Matrix  # as encoded
    vector: Matrix  # moved towards what it is about
    words: Mapping[str, float]  # its own
    printed: Mapping[str, float]  # what plans print for what it is about
    about: tuple[Understood, ...] = ()

    @property
    def likeness(self) -> float:
        """The inner product with the nearest known saying; 0 where none was looked for."""
        return self.about[0].likeness if self.about else 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """What one ranking says: the place among the candidates, from 1, and the score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An item with its score; `nearest` is its sentence nearest in meaning (`Shelf.bounds`)."""

    row: int
    id: str
    score: float
    meaning: Part  # the score is an inner product
    words: Part | None  # the score is a share of the best possible; None where no term is shared
    printed: Part | None
    nearest: int


def query_of(text: str, vector: Matrix, understanding: Understanding) -> Query:
    """A text as it is searched for, moved towards how plans word what it is about."""
    about = understanding.of(vector)
    return Query(
        given=vector,
        vector=moved(vector, understanding.wording(about), UNDERSTANDING) if about else vector,
        words=term_counts(text),
        printed=printed_terms(text, about),
        about=about,
    )


def term_counts(text: str) -> Mapping[str, float]:
    """The terms of a text, each as often as it stands there."""
    return {term: float(count) for term, count in Counter(terms(text)).items()}


def ranked(
    shelf: Shelf,
    query: Query,
    limit: int,
    *,
    rows: Sequence[int] | None = None,
    without: int | None = None,
    feedback: bool = True,
) -> list[Ranked]:
    """The items that fit best, best first, ties by row.

    Args:
        shelf: what is searched.
        query: what is searched for.
        limit: how many at the most.
        rows: only among these; None means all.
        without: a row that is no answer: the one that is asked about.
        feedback: whether the query moves towards its first answer.
    """
    # All of a small corpus, so that no rank depends on how many are asked for.
    pool = len(shelf.ids) if shelf.is_exact else max(POOL, limit)
    words = shelf.words.ranked(query.words, pool, rows=rows)
    printed = shelf.words.ranked(query.printed, pool, rows=rows)
    if without is not None:
        words.pop(without, None)
        printed.pop(without, None)
    among = None if shelf.is_exact else shelf.sentences_among(rows)

    def scored(vector: Matrix, others: Rows) -> _Scored:
        if shelf.is_exact:
            candidates = shelf.every_row if rows is None else np.asarray(rows, dtype=np.int64)
        else:
            texts = shelf.texts.near(vector, pool, rows=rows)
            parts = shelf.sentences.near(vector, pool * _SENTENCES, rows=among)
            candidates = np.unique(np.concatenate([texts, shelf.rows_of_sentences(parts), others]))
        if without is not None:
            candidates = candidates[candidates != without]
        return _Scored(shelf, candidates, vector, words, printed)

    found = scored(query.vector, np.array([*words, *printed], dtype=np.int64))
    if feedback and len(found.rows):
        vector = moved(query.vector, shelf.texts.vectors([found.first]), FEEDBACK)
        found = scored(vector, found.rows)
    return found.best(limit)


class _Scored:
    """Candidates scored by every ranking."""

    def __init__(
        self,
        shelf: Shelf,
        rows: Rows,
        vector: Matrix,
        words: Mapping[int, float],
        printed: Mapping[int, float],
    ) -> None:
        self._shelf = shelf
        self.rows = rows
        self._sentences, self._begins = shelf.sentences_of_all(rows)
        self._parts = shelf.sentences.products(vector, self._sentences)
        texts = shelf.texts.products(vector, rows)
        highest = np.maximum.reduceat(self._parts, self._begins) if len(rows) else texts
        self._meaning: Scores = meaning(texts, highest)
        self._words = _shares(rows, words)
        self._printed = _shares(rows, printed)
        self._scores = fused(self._meaning, self._words, self._printed)

    @property
    def first(self) -> int:
        """The row that fits best."""
        return int(self.rows[self._scores.argmax()])

    def best(self, limit: int) -> list[Ranked]:
        """The best rows, best first, ties by row."""
        by_meaning, by_words, by_printed = map(_places, (self._meaning, self._words, self._printed))
        return [
            Ranked(
                row=int(self.rows[i]), id=self._shelf.ids[self.rows[i]], score=float(self._scores[i]),
                meaning=Part(by_meaning[i], float(self._meaning[i])),
                words=Part(by_words[i], float(self._words[i])) if self._words[i] else None,
                printed=Part(by_printed[i], float(self._printed[i])) if self._printed[i] else None,
                nearest=self._nearest(i),
            )
            for i in np.argsort(-self._scores, kind="stable")[:limit].tolist()
        ]  # fmt: skip

    def _nearest(self, i: int) -> int:
        begin, end = [*self._begins[i : i + 2].tolist(), None][:2]
        return int(self._sentences[begin + int(self._parts[begin:end].argmax())])


def _shares(rows: Rows, found: Mapping[int, float]) -> Scores:
    """The scores of `found`, all of whose rows are among `rows`; 0 for the others."""
    shares = np.zeros(len(rows), dtype=np.float32)
    shares[np.searchsorted(rows, list(found))] = list(found.values())
    return shares


def _places(scores: Scores) -> list[int]:
    """The place of each score, from 1."""
    places = np.empty(len(scores), dtype=np.int64)
    places[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    found: list[int] = places.tolist()
    return found
