"""What a plan says, sentence by sentence, that comes nearest to a family of measures.

A plan without a measure of a topic may say it in a sentence of another measure, or in a goal alone. So every
sentence of its measures and goals is compared with every sentence of the family. The heading of a measure that is
in another topic does not count: it speaks of that topic, however alike the two are called (普通高中教育 and
高等教育).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Matrix
from embeddings.index import Index, Kind
from embeddings.likeness import Words, likeness, strangers
from embeddings.shelf import Shelf
from graph import ids
from graph.store import Node, View
from queries.context import searchable_text

_COMPARED: Final = 40  # measures of a family; those of the nine real plans have 9 at the most
_CLOSELY: Final = 8  # of the nearest by meaning that are compared by words too
_LABELS: Final = {Kind.MEASURE: "Measure", Kind.GOAL: "Goal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A sentence of a measure or goal, and how alike from 0 to 1 it is to what was looked for."""

    item: Node
    sentence: str
    score: float


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of some items: their places in the shelf, and a unit vector a row."""

    at: NDArray[np.int64]
    vectors: Matrix


class Sayings:
    """Finds what the plans of a graph say; each plan is read once.

    Args:
        view: a graph that does not change.
        index: of the same graph.
    """

    def __init__(self, view: View, index: Index) -> None:
        self._shelves = index.shelves
        self._unrelated = strangers(index.encoder)
        self._rarity = cache(index.shelves[Kind.MEASURE].words.idf)
        self._in_topics = {edge.source for edge in view.edges(type="IN_TOPIC")}
        self._items = {
            node.id: node for label in _LABELS.values() for node in view.nodes(label=label)
        }
        self._of_plan: dict[tuple[Kind, str], list[str]] = {}
        for kind, shelf in self._shelves.items():
            for id in shelf.ids:
                self._of_plan.setdefault((kind, ids.plan_of(id)), []).append(id)
        self._sentences: dict[tuple[Kind, str], _Sentences] = {}
        self._families: dict[tuple[Kind, tuple[str, ...]], tuple[_Sentences, list[str]]] = {}

    def nearest(self, kind: Kind, plan: str, family: Sequence[Node]) -> Saying | None:
        """The sentence of a plan's measures or goals that is most like one of the family's measures.

        Args:
            kind: whether measures or goals are looked through.
            plan: the id of a plan without a measure in the family.
            family: the measures of a topic.

        Returns:
            the first of equals; None where the plan has nothing of that kind.
        """
        shelf, own = self._shelves[kind], self._of(kind, plan)
        if not len(own.at):
            return None
        wanted, texts = self._wanted(kind, tuple(_distinct(family)))
        # Small products: the threads of a linear algebra library would wait for one another longer than they work.
        meaning = np.einsum("ij,kj->ik", own.vectors, wanted.vectors)
        near = np.argsort(-meaning.max(axis=1), kind="stable")[:_CLOSELY].tolist()
        their = [self._text(shelf, int(own.at[place])) for place in near]
        words = Words([*texts, *their], rarity=self._rarity)
        best = (-1.0, 0)
        for order, place in enumerate(near):
            shared = words.shared(len(texts) + order, range(len(texts)))
            score = float(likeness(meaning[place], shared, self._unrelated).max())
            best = max(best, (round(score, 3), -order))
        score, order = best[0], -best[1]
        item = self._items[shelf.ids[shelf.row_of_sentence(int(own.at[near[order]]))]]
        return Saying(item=item, sentence=their[order], score=score)

    def _wanted(self, kind: Kind, family: Sequence[Node]) -> tuple[_Sentences, list[str]]:
        """What the sentences of a kind are compared with, and its words: goals are as short as headings."""
        key = (kind, tuple(node.id for node in family))
        if key not in self._families:
            shelf = self._shelves[Kind.MEASURE]
            if kind is Kind.MEASURE:
                found = _of_items(shelf, [node.id for node in family])
            else:
                at = [shelf.sentences_of(shelf.rows[node.id])[0] for node in family]
                found = _Sentences(np.array(at, dtype=np.int64), shelf.sentences.vectors(at))
            self._families[key] = found, [self._text(shelf, at) for at in found.at.tolist()]
        return self._families[key]

    def _of(self, kind: Kind, plan: str) -> _Sentences:
        """The sentences of a plan, without the headings of measures in topics."""
        if (kind, plan) not in self._sentences:
            shelf, found = self._shelves[kind], self._of_plan.get((kind, plan), [])
            headings = [
                shelf.sentences_of(shelf.rows[id])[0] for id in found if id in self._in_topics
            ]
            self._sentences[kind, plan] = _of_items(shelf, found, without=headings)
        return self._sentences[kind, plan]

    def _text(self, shelf: Shelf, at: int) -> str:
        item = self._items[shelf.ids[shelf.row_of_sentence(at)]]
        return searchable_text(item)[slice(*shelf.bounds(at))]


def _distinct(family: Sequence[Node]) -> Sequence[Node]:
    """The first measures of a family, of equal texts one: what more of them say is said already."""
    by_text = {searchable_text(node): node for node in reversed(family)}
    return list(by_text.values())[::-1][:_COMPARED]


def _of_items(shelf: Shelf, items: Sequence[str], *, without: Sequence[int] = ()) -> _Sentences:
    rows = np.array([shelf.rows[id] for id in items], dtype=np.int64)
    every = shelf.sentences_of_all(rows)[0] if len(rows) else rows
    at = every[~np.isin(every, np.array(without, dtype=np.int64))]
    return _Sentences(at, shelf.sentences.vectors(at.tolist()))
