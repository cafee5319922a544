"""Search inside a server: what its vector and full-text indexes find, and the products of what is asked for.

It knows keys, vectors and words; what they are of and how they become one ranking is told in `embeddings`.
Cosines are in [-1, 1] and best first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graph.neo4j import search_statements as statements
from graph.neo4j.connection import Connection
from graph.neo4j.packing import vector_text
from graph.neo4j.search_statements import Part

_FEWEST: Final = 100  # asked of a vector index: with fewer it looks around too little
_TERM: Final = re.compile(r"[a-z0-9\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_MISSING: Final = -1.0  # the cosine of what has gone: whoever asks learned of it before

Vector = Sequence[float]


def is_term(word: str) -> bool:
    """Whether a word is Han characters, a–z and digits alone: no syntax of a full-text query."""
    return _TERM.fullmatch(word) is not None


def query_of(weighted: Mapping[str, float]) -> str:
    """A full-text query of words with their weights.

    Raises:
        ValueError: a word could be read as syntax, or a weight is none.
    """
    for word, weight in weighted.items():
        if not is_term(word) or not (math.isfinite(weight) and weight >= 0):
            raise ValueError(f"not a term with a weight: {word!r}, {weight!r}")
    return " ".join(f"{word}^{weight:.6f}" for word, weight in weighted.items())


class Search:
    """Asks a server; for any number of threads."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def told(self) -> Mapping[str, Any]:
        """What was recorded of what is there; nothing where nothing is."""
        for (found,) in self.connection.rows(statements.TOLD):
            return dict(found)
        return {}

    def files(self) -> dict[str, bytes]:
        """The files that are kept beside, by name."""
        found = self.connection.rows(statements.FILES)
        return {key.removeprefix(f"{statements.FILE} "): content for key, content in found}

    def items(self, label: str) -> Iterator[tuple[str, bytes]]:
        """Every item with its packed sentences, by key."""
        return ((key, cut) for key, cut in self.connection.rows(statements.items(label)))

    def hits(
        self, label: str, weighted: Mapping[str, float], limit: int, among: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """The items that words find, with Lucene's scores."""
        given: dict[str, Any] = {"words": query_of(weighted), "limit": limit}
        if among is not None:
            given["keys"] = among
        statement = statements.hits(label, among=among is not None)
        return [(key, score) for key, score in self.connection.rows(statement, **given)]


class VectorSearch:
    """Asks for one part of a label's index; `name` is of the index that was opened."""

    def __init__(self, search: Search, label: str, part: Part, *, name: str) -> None:
        self._name = name
        self._connection = search.connection
        self._nearest = statements.nearest(label, part)
        self._nearest_among = statements.nearest_among(label, part)
        self._similarities = statements.similarities(label, part)
        self._every_similarity = statements.every_similarity(label, part)
        self._vectors = statements.vectors(label, part)

    def nearest(
        self, query: Vector, limit: int, among: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """The nearest keys with their cosines; of all as the vector index finds them, of some exactly."""
        if among is None:
            found = self._connection.rows(
                self._nearest, query=vector_text(query), limit=max(limit, _FEWEST)
            )
        else:
            found = self._connection.rows(
                self._nearest_among, query=vector_text(query), limit=limit, keys=among
            )
        return [(key, _cosine(score)) for key, score in found][:limit]

    def cosines(self, query: Vector, keys: Sequence[str]) -> list[float]:
        """The cosine of a query with each of some keys, in their order."""
        for (found,) in self._connection.rows(
            self._similarities, query=vector_text(query), keys=keys
        ):
            return [_cosine(score) for score in found]
        return []

    def every_cosine(self, query: Vector) -> list[float]:
        """The cosine of a query with all, in the order of the keys; nothing once another index is there."""
        given = {"query": vector_text(query), "name": self._name}
        for (found,) in self._connection.rows(self._every_similarity, **given):
            return [_cosine(score) for score in found]
        return []

    def vectors(self, keys: Sequence[str]) -> dict[str, Vector]:
        """The vectors of keys; none of what has none."""
        found = self._connection.rows(self._vectors, keys=keys)
        return {row[0]: row[1] for row in found}


def _cosine(similarity: float) -> float:
    return 2 * similarity - 1 if similarity >= 0 else _MISSING
