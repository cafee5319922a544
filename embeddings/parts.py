"""What the parts of an index answer, wherever they are kept: files of this machine, or a server.

Rows are positions; a row of `texts` and of `words` is an item, one of `sentences` a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Matrix

Rows = Sequence[int] | NDArray[np.int64]


class VectorIndex(Protocol):
    """Ranking by meaning: inner products of unit vectors."""

    def __len__(self) -> int:
        """How many rows."""

    @property
    def dimension(self) -> int:
        """Numbers a vector."""

    @property
    def is_exact(self) -> bool:
        """Whether all rows are few enough to be looked at for every query."""

    def nearest(
        self, queries: Matrix, limit: int, *, rows: Rows | None = None
    ) -> list[dict[int, float]]:
        """For each query, rows with their inner products in [-1, 1], best first, ties by row."""

    def near(self, query: Matrix, limit: int, *, rows: Rows | None = None) -> NDArray[np.int64]:
        """The rows that `nearest` finds for one query, (1, dimension), their ties in any order."""

    def vectors(self, rows: Rows) -> Matrix:
        """The vectors of rows, float32, (len(rows), dimension)."""

    def products(self, query: Matrix, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The inner product of a query, (1, dimension), with each of `rows`, ascending: (len(rows),)."""


class WordIndex(Protocol):
    """Ranking by words: BM25 as a share of what the query could reach."""

    def __len__(self) -> int:
        """How many rows."""

    def idf(self, term: str, /) -> float:
        """How rare a term is; a term that no text has counts as the rarest."""

    def ranked(
        self, weighted: Mapping[str, float], limit: int, *, rows: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Rows with their share of the best score that these terms could reach, in (0, 1], best first."""
