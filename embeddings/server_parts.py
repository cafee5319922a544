"""The parts of a `Shelf` that are kept on a Neo4j server and asked there.

A few rows are looked at whole, as the server walks them in the order of their keys; beyond `EXACT_UP_TO` its
vector index puts candidates forward, and their products are asked for by key. Rows that have left the server
since this was opened count as the farthest, those that have come are passed over: whoever serves for long
opens the index anew when the graph has another.

BM25 is Lucene's, k1 = 1.2 and b = 0.75 as tantivy's, without the factor k1 + 1 that Lucene has dropped: the
share of the best possible score is the same. Texts that were taken away count in it until the server merges
its segments. How many texts have a term is read once, for whoever asks for rarity asks for that of
thousands of terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings import lexical
from embeddings.encoder import Matrix
from embeddings.parts import Rows
from graph.neo4j.search import Search, VectorSearch


class TextKeys:
    """The keys of texts: their ids."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._rows = {id: row for row, id in enumerate(ids)}

    def __len__(self) -> int:
        return len(self._ids)

    def of(self, rows: Rows) -> list[str]:
        """The keys of rows."""
        return [self._ids[row] for row in rows]

    def row(self, key: str) -> int | None:
        """The row of a key; none for what was added after opening."""
        return self._rows.get(key)


class SentenceKeys:
    """The keys of sentences: the id of their text, and their number in it."""

    def __init__(self, texts: TextKeys, cut: NDArray[np.int32]) -> None:
        self._texts = texts
        self._text_of = cut[:, 0].astype(np.int64)
        self._first = np.searchsorted(cut[:, 0], np.arange(len(texts) + 1))

    def __len__(self) -> int:
        return len(self._text_of)

    def of(self, rows: Rows) -> list[str]:
        """The keys of rows."""
        wanted = np.asarray(rows, dtype=np.int64)
        texts = self._text_of[wanted]
        numbers = wanted - self._first[texts]
        ids = self._texts.of(texts)
        return [sentence_key(id, n) for id, n in zip(ids, numbers.tolist(), strict=True)]

    def row(self, key: str) -> int | None:
        """The row of a key; none for what was added after opening."""
        id, _, number = key.rpartition("#")
        text = self._texts.row(id)
        if text is None or (row := int(self._first[text]) + int(number)) >= self._first[text + 1]:
            return None
        return row


def sentence_key(id: str, number: int) -> str:
    """What stands for a sentence on the server; in the order of keys, as they come."""
    return f"{id}#{number:05}"


# Rows of which every query looks at all: up to here that takes no longer than to find candidates first.
EXACT_UP_TO: Final = 5_000


class ServerVectors:
    """Vectors on a server; see `embeddings.parts.VectorIndex`."""

    def __init__(self, asked: VectorSearch, keys: TextKeys | SentenceKeys, dimension: int) -> None:
        self._asked = asked
        self._keys = keys
        self._dimension = dimension

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return self._dimension

    @property
    def is_exact(self) -> bool:
        """Whether all rows are few enough to be looked at for every query."""
        return len(self) <= EXACT_UP_TO

    def nearest(
        self, queries: Matrix, limit: int, *, rows: Rows | None = None
    ) -> list[dict[int, float]]:
        """For each query, rows with their inner products in [-1, 1], best first, ties by row.

        Among all rows they are those that the server's graph of neighbours leads to, among some exact.
        """
        return [self._nearest(query, limit, rows) for query in queries]

    def _nearest(
        self, query: NDArray[np.float32], limit: int, rows: Rows | None
    ) -> dict[int, float]:
        limit = min(limit, len(self) if rows is None else len(rows))
        if limit <= 0:
            return {}
        length = float(np.linalg.norm(query))
        if not length:  # Neo4j knows no angle with it
            some = range(limit) if rows is None else sorted(map(int, rows))[:limit]
            return dict.fromkeys(some, 0.0)
        among = None if rows is None else self._keys.of(rows)
        found = self._asked.nearest(query.tolist(), limit, among)
        scored = [
            (row, cosine * length)
            for key, cosine in found
            if (row := self._keys.row(key)) is not None
        ]
        return dict(sorted(scored, key=lambda each: (-each[1], each[0])))

    def near(self, query: Matrix, limit: int, *, rows: Rows | None = None) -> NDArray[np.int64]:
        """The rows that `nearest` finds for one query, (1, dimension)."""
        return np.array(list(self._nearest(query[0], limit, rows)), dtype=np.int64)

    def vectors(self, rows: Rows) -> Matrix:
        """The vectors of rows, float32, (len(rows), dimension)."""
        keys = self._keys.of(rows)
        vectors = np.zeros((len(keys), self.dimension), dtype=np.float32)
        if keys:
            found = self._asked.vectors(list(dict.fromkeys(keys)))
            for at, key in enumerate(keys):
                if key in found:  # what has no word has no vector
                    vectors[at] = found[key]
        return vectors

    def products(self, query: Matrix, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The inner product of a query, (1, dimension), with each of `rows`, ascending: (len(rows),)."""
        length = float(np.linalg.norm(query[0]))
        if not length or not len(rows):
            return np.zeros(len(rows), dtype=np.float32)
        vector = query[0].tolist()
        found = self._asked.every_cosine(vector) if len(rows) == len(self) else []
        if len(found) != len(rows):  # some of them, or others have come since this was opened
            found = self._asked.cosines(vector, self._keys.of(rows))
        return np.array(found, dtype=np.float32) * np.float32(length)


class ServerWords:
    """Terms on a server; see `embeddings.parts.WordIndex`."""

    def __init__(
        self, search: Search, label: str, keys: TextKeys, having: Mapping[str, int]
    ) -> None:
        self._search = search
        self._label = label
        self._keys = keys
        self._having = having

    def __len__(self) -> int:
        return len(self._keys)

    def idf(self, term: str, /) -> float:
        """How rare a term is; a term that no text has counts as the rarest."""
        return lexical.rarity(self._having.get(term, 0), len(self))

    def ranked(
        self, weighted: Mapping[str, float], limit: int, *, rows: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Rows with their share of the best score that these terms could reach, in (0, 1], best first."""
        chosen = lexical.telling(weighted, self.idf)
        best = sum(chosen.values())
        if not chosen or best <= 0 or limit <= 0 or (rows is not None and not len(rows)):
            return {}
        among = None if rows is None else self._keys.of(rows)
        asked = {term: weighted[term] for term in chosen}
        scored = [
            (row, score / best)
            for key, score in self._search.hits(self._label, asked, limit, among)
            if (row := self._keys.row(key)) is not None
        ]
        scored.sort(key=lambda each: (-each[1], each[0]))
        return dict(scored)
