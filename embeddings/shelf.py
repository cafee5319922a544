"""The items of one kind as they are searched: rows, their sentences, and the parts that rank them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embeddings.parts import Rows, VectorIndex, WordIndex
from graph.errors import IndexDamaged
from graph.ids import domain_of


class Shelf:
    """The index of one kind.

    Args:
        ids: of the items, in the order of their rows.
        texts: the meaning of each text.
        sentences: the meaning of each sentence, those of a text one after another.
        words: the terms of each text.
        cut: int32 (m, 3): the row of each sentence, its start and end there; each row has one at least.
        place: what it was opened from, for errors.

    Raises:
        IndexDamaged: the parts are not of the same items.
    """

    def __init__(
        self,
        *,
        ids: list[str],
        texts: VectorIndex,
        sentences: VectorIndex,
        words: WordIndex,
        cut: NDArray[np.int32],
        place: object,
    ) -> None:
        self.ids = ids
        self.texts = texts
        self.sentences = sentences
        self.words = words
        self._cut = cut
        if not (len(ids) == len(texts) == len(words) and len(cut) == len(sentences)):
            raise IndexDamaged(f"索引 {place} 的各部分条数不一。")
        # The sentences of row r are those from first[r] to first[r + 1].
        self._first = np.searchsorted(cut[:, 0], np.arange(len(ids) + 1))

    @property
    def is_exact(self) -> bool:
        """Whether all its texts and sentences are few enough to be looked at for every query."""
        return self.texts.is_exact and self.sentences.is_exact

    @cached_property
    def every_row(self) -> NDArray[np.int64]:
        """All rows."""
        return np.arange(len(self.ids))

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each id."""
        return {id: row for row, id in enumerate(self.ids)}

    @cached_property
    def _by_domain(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row, id in enumerate(self.ids):
            found.setdefault(domain_of(id), []).append(row)
        return found

    def rows_of(self, domains: Iterable[str]) -> list[int]:
        """The rows of these domains, ascending."""
        return sorted(row for domain in domains for row in self._by_domain.get(domain, ()))

    def row_of_sentence(self, at: int) -> int:
        """The row that a sentence is of."""
        return int(self._cut[at, 0])

    def rows_of_sentences(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row that each of several sentences is of."""
        return np.asarray(self._cut[at, 0], dtype=np.int64)

    def sentences_of(self, row: int) -> range:
        """The sentences of a row, by their place in `sentences`."""
        return range(int(self._first[row]), int(self._first[row + 1]))

    def sentences_of_all(self, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The sentences of rows, one row's after another's, and where those of each row begin."""
        wanted = np.asarray(rows, dtype=np.int64)
        first = self._first[wanted]
        sizes = self._first[wanted + 1] - first  # a row has one at least
        begins = np.cumsum(sizes) - sizes
        return np.arange(sizes.sum()) + np.repeat(first - begins, sizes), begins

    def sentences_among(self, rows: Rows | None) -> NDArray[np.int64] | None:
        """The sentences of rows; None, meaning all, for None."""
        return None if rows is None else self.sentences_of_all(rows)[0]

    def bounds(self, sentence: int) -> tuple[int, int]:
        """Where a sentence stands in its text."""
        return int(self._cut[sentence, 1]), int(self._cut[sentence, 2])
