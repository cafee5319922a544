"""Ranking by meaning: the inner product of unit vectors, kept by FAISS.

The kind of index follows the number of vectors (measured in benchmarks/results.md):

    up to 20,000    exact, float32
    beyond          inverted lists over 8-bit vectors (IVF, SQ8): 2 √n lists, of which 32 are looked at

Rows are positions. An index is written once and never changed: a build writes a new one, whose vectors
come from the cache, in less time than keeping deletions straight would cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Matrix
from embeddings.parts import Rows
from graph.errors import IndexDamaged, IndexFault

_faiss: Any = faiss  # its type stubs lack the keywords and attributes of its own Python layer
EXACT_UP_TO: Final = 20_000
_LOOKED_AT: Final = 32  # lists of an inverted index
_SAMPLE: Final = 64  # vectors a list that its centres are learned from
_FEWEST: Final = 39  # of those; with fewer FAISS warns on stderr
_PORTION: Final = 8192  # vectors in memory at a time
_THREADS: Final[int] = _faiss.omp_get_max_threads()


def write(
    path: Path,
    count: int,
    dimension: int,
    vectors: Callable[[Sequence[int]], Matrix],
    *,
    compact: bool = False,
) -> None:
    """Keep the vectors of `count` rows.

    Args:
        path: the file to write.
        count: how many rows.
        dimension: numbers a vector.
        vectors: the vectors of given rows, float32, unit rows.
        compact: 8 bits a number where there are few, too.

    Raises:
        IndexFault: the file cannot be written.
    """
    _faiss.omp_set_num_threads(_THREADS)
    if count > EXACT_UP_TO:
        lists = min(round(2 * count**0.5), count // _FEWEST)
        index: Any = _faiss.index_factory(dimension, f"IVF{lists},SQ8", _faiss.METRIC_INNER_PRODUCT)
        step = max(1, count // (lists * _SAMPLE))
        index.train(vectors(range(0, count, step)))
    elif compact:
        index = _faiss.index_factory(dimension, "SQ8", _faiss.METRIC_INNER_PRODUCT)
        index.train(vectors(range(count)))
    else:
        index = _faiss.IndexFlatIP(dimension)
    for at in range(0, count, _PORTION):
        index.add(vectors(range(at, min(at + _PORTION, count))))
    try:
        _faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise IndexFault(f"写不了向量索引 {path}。", hint="请检查磁盘空间和权限。") from error


class DenseIndex:
    """Vectors that `write` kept.

    Args:
        path: of the file.
        looked_at: lists of an inverted index that a query looks into.

    Raises:
        IndexDamaged: the file does not hold them.
    """

    def __init__(self, path: Path, *, looked_at: int = _LOOKED_AT) -> None:
        try:
            self._index: Any = _faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamaged(f"向量索引 {path} 打不开。") from error
        self._inverted = "IVF" in type(self._index).__name__
        if self._inverted:
            self._index.nprobe = looked_at
            self._index.make_direct_map()  # so that a row's vector can be had
        # Every row's vector, as it lies in an exact index.
        self._every: Any = self._index.get_xb() if self.is_exact else None

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether all rows are few enough to be looked at for every query."""
        return type(self._index).__name__ == "IndexFlatIP"

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return int(self._index.d)

    def nearest(
        self, queries: Matrix, limit: int, *, rows: Rows | None = None
    ) -> list[dict[int, float]]:
        """For each query, rows with their inner products in [-1, 1], best first, ties by row.

        Args:
            queries: float32, (m, dimension), unit rows.
            limit: how many rows at the most.
            rows: only among these; None means all.
        """
        limit = min(limit, len(self) if rows is None else len(rows))
        if limit <= 0:
            return [{} for _ in queries]
        scores, found = self._search(queries, limit, rows)
        answers = []
        for pair in zip(found.tolist(), scores.tolist(), strict=True):
            scored = [(row, score) for row, score in zip(*pair, strict=True) if row >= 0]
            answers.append(dict(sorted(scored, key=lambda each: (-each[1], each[0]))))
        return answers

    def near(self, query: Matrix, limit: int, *, rows: Rows | None = None) -> NDArray[np.int64]:
        """The rows that `nearest` finds for one query, (1, dimension), their ties in any order."""
        limit = min(limit, len(self) if rows is None else len(rows))
        if limit <= 0:
            return np.zeros(0, dtype=np.int64)
        _, found = self._search(query, limit, rows)
        return np.asarray(found[found >= 0], dtype=np.int64)

    def _search(self, queries: Matrix, limit: int, rows: Rows | None) -> Any:
        # One query is done before a second thread has woken; on a busy machine it would wait for that.
        _faiss.omp_set_num_threads(1 if len(queries) == 1 else _THREADS)
        return self._index.search(queries, limit, params=self._among(rows))

    def _among(self, rows: Rows | None) -> Any:
        if rows is None:
            return None
        chosen = _faiss.IDSelectorBatch(np.asarray(rows, dtype=np.int64))
        if self._inverted:  # a filter may leave little in the nearest lists: look at them all
            return _faiss.SearchParametersIVF(sel=chosen, nprobe=self._index.nlist)
        return _faiss.SearchParameters(sel=chosen)

    def vectors(self, rows: Rows) -> Matrix:
        """The vectors of rows, float32, (len(rows), dimension)."""
        wanted = np.asarray(rows, dtype=np.int64)
        if not len(wanted):
            return np.zeros((0, self.dimension), dtype=np.float32)
        _faiss.omp_set_num_threads(1)
        found: NDArray[np.float32] = self._index.reconstruct_batch(wanted)
        return found

    def products(self, query: Matrix, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The inner product of a query, (1, dimension), with each of `rows`, ascending: (len(rows),)."""
        if self._every is None:
            # Not `@`, which wakes the threads of BLAS for it: where others want the processors, 5 ms
            # instead of 0.3.
            return np.asarray(np.einsum("ij,j->i", self.vectors(rows), query[0]), dtype=np.float32)
        vector = np.ascontiguousarray(query[0], dtype=np.float32)
        found = np.empty(len(self), dtype=np.float32)
        _faiss.fvec_inner_products_ny(
            _faiss.swig_ptr(found), _faiss.swig_ptr(vector), self._every, self.dimension, len(self)
        )
        return found if len(rows) == len(self) else found[rows]
