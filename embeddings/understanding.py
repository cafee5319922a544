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

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from embeddings import dense
from embeddings.cache import VectorCache
from embeddings.encoder import Matrix
from embeddings.terms import terms
from embeddings.wording import Matter, everyday_words, packaged_matters
from graph.errors import IndexDamaged
from graph.folding import folded

NEAREST: Final = 3  # matters a query is taken to be about
SHARPNESS: Final = 0.05  # inner product by which a vote falls to 1/e
SAYINGS_ASKED: Final = 20  # nearest sayings that vote for their matters
# Lists of sayings: of the nearest twenty, 19.5 are found in a quarter of the time.
_LOOKED_AT: Final = 64
EVERYDAY: Final = 0.8  # weight of what plans print for an everyday word
# Whom a plan is for stands in every measure and tells none apart.
_ANYBODY: Final = frozenset((
    "儿童", "未成年人", "青少年", "学生", "婴幼儿", "妇女", "女性", "女职工", "孕产妇", "老年人", "父母", "家长", "监护人", "家庭",
))  # fmt: skip

SAYINGS: Final = "sayings.faiss"
WORDINGS: Final = "wordings.faiss"
MATTERS: Final = "matters.json"  # beside the vectors of a user's own matters


@dataclass(frozen=True, slots=True)
class Understood:
    """A matter with its share in what a query is about; the shares of a query add up to 1."""

    matter: Matter
    share: float
    likeness: float  # inner product of the query and the nearest saying
    row: int


def texts(of: Sequence[Matter] | None = None) -> list[str]:
    """What is encoded of matters, the packaged ones unless others are given: sayings, then wordings."""
    known = packaged_matters() if of is None else of
    return [*_sayings(known), *_wordings(known)]


def _sayings(of: Sequence[Matter]) -> list[str]:
    return [saying for matter in of for saying in matter.sayings]


def _wordings(of: Sequence[Matter]) -> list[str]:
    return [f"{matter.name}。{matter.wording}" for matter in of]


def write(folder: Path, cache_of: VectorCache, dimension: int) -> None:
    """Keep the vectors of the packaged sayings and wordings, 8 bits a number."""
    _write(folder, packaged_matters(), cache_of, dimension, compact=True)


def write_own(
    folder: Path, matters: Sequence[Matter], cache_of: VectorCache, dimension: int
) -> None:
    """Keep a user's own matters with their vectors: a search goes by those of the last build."""
    folder.mkdir()
    told = json.dumps([asdict(matter) for matter in matters], ensure_ascii=False, indent=1)
    (folder / MATTERS).write_text(told, "utf-8")
    _write(folder, matters, cache_of, dimension, compact=False)


def _write(
    folder: Path, of: Sequence[Matter], cache_of: VectorCache, dimension: int, *, compact: bool
) -> None:
    for name, words in ((SAYINGS, _sayings(of)), (WORDINGS, _wordings(of))):

        def vectors(rows: Sequence[int], words: list[str] = words) -> Matrix:
            return cache_of.vectors([words[row] for row in rows])

        dense.write(folder / name, len(words), dimension, vectors, compact=compact)


def _kept_matters(folder: Path) -> tuple[Matter, ...]:
    told = json.loads((folder / MATTERS).read_text("utf-8"))
    return tuple(
        Matter(**{**each, "terms": tuple(each["terms"]), "sayings": tuple(each["sayings"])})
        for each in told
    )


class _Memory:
    """The vectors of the sayings and wordings of `known` matters, whose rows count from `first`."""

    def __init__(self, folder: Path, known: Callable[[], Sequence[Matter]], first: int = 0) -> None:
        self.sayings = dense.DenseIndex(folder / SAYINGS, looked_at=_LOOKED_AT)
        self.wordings = dense.DenseIndex(folder / WORDINGS)
        self.known = known
        self.first = first

    def fits(self) -> bool:
        """Whether there are as many vectors as the matters have sayings and wordings."""
        said, known = len(self.owners), len(self.known())
        return (len(self.sayings), len(self.wordings)) == (said, known)

    @cached_property
    def owners(self) -> list[int]:
        """The row of the matter of each saying."""
        return [row for row, matter in enumerate(self.known(), self.first) for _ in matter.sayings]


class Understanding:
    """The vectors that `write` and, for a user's own matters, `write_own` kept, for the encoder that made them.

    Args:
        folder: where the packaged matters' vectors are.
        own: where the user's own are; a folder that is not there holds none.

    Raises:
        IndexDamaged: a file does not hold them.
    """

    def __init__(self, folder: Path, own: Path | None = None) -> None:
        self._packaged = _Memory(folder, packaged_matters)
        self._own: tuple[Matter, ...] = ()
        self._memories = [self._packaged]
        if own is not None and own.is_dir():
            self._own = _kept_matters(own)
            self._memories.append(_Memory(own, lambda: self._own, len(self._packaged.wordings)))
            if not self._memories[-1].fits():
                raise IndexDamaged(f"索引 {own} 的各部分条数不一。")

    def fits(self) -> bool:
        """Whether the packaged vectors are of the vocabulary as it is now."""
        return self._packaged.fits()

    @cached_property
    def _matters(self) -> tuple[Matter, ...]:
        return (*packaged_matters(), *self._own)

    @cached_property
    def _replaced(self) -> Mapping[int, Matter]:
        """The packaged matters, by row, in whose place the user has one."""
        own = {matter.key for matter in self._own}
        if not own:
            return {}
        return {row: each for row, each in enumerate(packaged_matters()) if each.key in own}

    def of(self, query: Matrix) -> tuple[Understood, ...]:
        """The matters a query, (1, dimension), is about, the likeliest first."""
        best: dict[int, float] = {}
        votes: dict[int, float] = {}
        for row, score in self._nearest(query):
            best.setdefault(row, score)
            votes[row] = votes.get(row, 0.0) + math.exp((score - max(best.values())) / SHARPNESS)
        chosen = sorted(votes, key=lambda row: (-votes[row], row))[:NEAREST]
        total = sum(votes[row] for row in chosen)
        return tuple(
            Understood(self._matters[row], votes[row] / total, best[row], row) for row in chosen
        )

    def _nearest(self, query: Matrix) -> list[tuple[int, float]]:
        """The matters of the nearest sayings, one for each saying, the nearest first."""
        asked = SAYINGS_ASKED + sum(len(matter.sayings) for matter in self._replaced.values())
        found = [
            (memory.owners[saying], score)
            for memory in self._memories
            for saying, score in memory.sayings.nearest(query, asked)[0].items()
            if memory.owners[saying] not in self._replaced
        ]
        found.sort(key=lambda each: -each[1])
        return found[:SAYINGS_ASKED]

    def wording(self, understood: Sequence[Understood]) -> Matrix:
        """How plans word these matters, (1, dimension), weighted by share."""
        vectors = np.concatenate([self._wording(each.row) for each in understood])
        shares = np.array([[each.share for each in understood]], dtype=np.float32)
        return np.asarray(shares @ vectors, dtype=np.float32)

    def _wording(self, row: int) -> Matrix:
        memory = next(each for each in reversed(self._memories) if row >= each.first)
        return memory.wordings.vectors([row - memory.first])


def printed_terms(text: str, understood: Sequence[Understood]) -> Mapping[str, float]:
    """The terms that plans print for a query: for the everyday words in it, and for what it is about.

    The terms of a matter have its share as weight, those of an everyday word `EVERYDAY`.
    """
    found = {term: EVERYDAY for word in _everyday_words_in(text) for term in _means()[word]}
    for each in understood:
        for term in _terms_of(each.matter):
            found[term] = found.get(term, 0.0) + each.share
    return found


def _everyday_words_in(text: str) -> Iterator[str]:
    plain = folded(text).lower()  # as the words are written
    words = _words_by_beginning()
    for at in range(len(plain)):
        for word in words.get(plain[at], ()):
            if plain.startswith(word, at):
                yield word


@cache
def _words_by_beginning() -> Mapping[str, tuple[str, ...]]:
    """The everyday words by their first character."""
    found: dict[str, list[str]] = {}
    for word in everyday_words():
        found.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in found.items()}


@cache
def _means() -> Mapping[str, tuple[str, ...]]:
    """The terms of what plans print for each everyday word."""
    return {
        word: tuple(term for each in means if each not in _ANYBODY for term in terms(each))
        for word, means in everyday_words().items()
    }


@lru_cache(maxsize=4096)
def _terms_of(matter: Matter) -> tuple[str, ...]:
    """The terms of a matter's name and of what plans print for it, each once."""
    return tuple(dict.fromkeys(t for text in (matter.name, *matter.terms) for t in terms(text)))
