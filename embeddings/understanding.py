"""What a query in everyday words is about: the policy matters that the sayings nearest to it vote for.

    爹妈都上班，放学了孩子没处去  →  课后服务 0.7, 流动儿童社区融入 0.2, …

An encoder places two everyday sentences about one thing near each other more surely than an everyday
sentence and a provision; so the query is compared with what people say of each matter
(`vocabulary/matters.csv`) and then moved towards how plans word that matter, and the terms that plans
print for it are searched beside its own. A translation memory, in short; with the sayings standing for
the hypothetical answers of Gao et al. (2023), “Precise zero-shot dense retrieval without relevance
labels”. It guides the ranking and is shown; what is found are always measures of the corpus.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from embeddings import dense
from embeddings.cache import VectorCache
from embeddings.encoder import Matrix
from embeddings.terms import terms
from embeddings.wording import Matter, everyday_words, matters

NEAREST: Final = 3  # matters a query is taken to be about
SHARPNESS: Final = 0.05  # inner product by which a vote falls to 1/e
SAYINGS_ASKED: Final = 20  # nearest sayings that vote for their matters
EVERYDAY: Final = 0.8  # weight of what plans print for an everyday word
# Whom a plan is for stands in every measure and tells none apart.
_ANYBODY: Final = frozenset((
    "儿童", "未成年人", "青少年", "学生", "婴幼儿", "妇女", "女性", "女职工", "孕产妇", "老年人", "父母", "家长", "监护人", "家庭",
))  # fmt: skip

SAYINGS: Final = "sayings.faiss"
WORDINGS: Final = "wordings.faiss"


@dataclass(frozen=True, slots=True)
class Understood:
    """A matter with its share in what a query is about; the shares of a query add up to 1."""

    matter: Matter
    share: float
    likeness: float  # inner product of the query and the nearest saying
    row: int


def texts() -> list[str]:
    """What is encoded: every saying, then every wording."""
    return [*_sayings(), *_wordings()]


@cache
def _sayings() -> list[str]:
    return [saying for matter in matters() for saying in matter.sayings]


@cache
def _wordings() -> list[str]:
    return [f"{matter.name}。{matter.wording}" for matter in matters()]


@cache
def _owners() -> list[int]:
    """The matter of each saying."""
    return [row for row, matter in enumerate(matters()) for _ in matter.sayings]


def write(folder: Path, cache_of: VectorCache, dimension: int) -> None:
    """Keep the vectors of all sayings and wordings, 8 bits a number."""
    for name, words in ((SAYINGS, _sayings()), (WORDINGS, _wordings())):

        def vectors(rows: Sequence[int], words: list[str] = words) -> Matrix:
            return cache_of.vectors([words[row] for row in rows])

        dense.write(folder / name, len(words), dimension, vectors, compact=True)


class Understanding:
    """The vectors that `write` kept, for the encoder that made them."""

    def __init__(self, folder: Path) -> None:
        self._sayings = dense.DenseIndex(folder / SAYINGS)
        self._wordings = dense.DenseIndex(folder / WORDINGS)

    def fits(self) -> bool:
        """Whether the vectors are of the vocabulary as it is now."""
        return len(self._sayings) == len(_sayings()) and len(self._wordings) == len(_wordings())

    def of(self, query: Matrix) -> tuple[Understood, ...]:
        """The matters a query, (1, dimension), is about, the likeliest first."""
        (near,) = self._sayings.nearest(query, SAYINGS_ASKED)
        best: dict[int, float] = {}
        votes: dict[int, float] = {}
        for saying, score in near.items():  # best first
            row = _owners()[saying]
            best.setdefault(row, score)
            votes[row] = votes.get(row, 0.0) + math.exp((score - max(best.values())) / SHARPNESS)
        chosen = sorted(votes, key=lambda row: (-votes[row], row))[:NEAREST]
        total = sum(votes[row] for row in chosen)
        return tuple(
            Understood(matters()[row], votes[row] / total, best[row], row) for row in chosen
        )

    def wording(self, understood: Sequence[Understood]) -> Matrix:
        """How plans word these matters, (1, dimension), weighted by share."""
        vectors = self._wordings.vectors([each.row for each in understood])
        shares = np.array([[each.share for each in understood]], dtype=np.float32)
        return np.asarray(shares @ vectors, dtype=np.float32)


def printed_terms(text: str, understood: Sequence[Understood]) -> Mapping[str, float]:
    """The terms that plans print for a query: for the everyday words in it, and for what it is about.

    The terms of a matter have its share as weight, those of an everyday word `EVERYDAY`.
    """
    found: dict[str, float] = {}
    for word, means in everyday_words().items():
        if word in text:
            for term in (t for each in means if each not in _ANYBODY for t in terms(each)):
                found[term] = EVERYDAY
    for each in understood:
        for term in dict.fromkeys(
            t for text in (each.matter.name, *each.matter.terms) for t in terms(text)
        ):
            found[term] = found.get(term, 0.0) + each.share
    return found
