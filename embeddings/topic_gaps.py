"""What a plan without a topic says that comes nearest to it.

A plan may print a subject as one sentence of a measure on something else: 教师队伍建设 within 构建学校、
家庭、社会协同育人机制. So the plan's measures are compared with the topic's as wholes, and its sentences
with the topic's headings. Of the 53 times that one of nine real plans lacked a topic, a sentence reached
`SENTENCE` in 9, and in 7 of these it was the subject; below, whole measures tell more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from embeddings.encoder import Matrix
from embeddings.index import Index, Kind
from embeddings.likeness import Words, likeness, strangers
from graph.owner_lists import without_owner_list
from graph.store import Node

SENTENCE: Final = 0.6  # likeness to a heading from which a sentence counts
_CLOSELY: Final = 16  # of the nearest by meaning that are compared by words too


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The measure nearest to a topic, how alike from 0 to 1, and the sentence that is, if it is one."""

    measure: Node
    score: float
    sentence: tuple[int, int] | None  # half-open, in the text without its owner list


class Gaps:
    """Finds what plans say instead of a topic.

    Args:
        index: of the graph that the measures are of.
    """

    def __init__(self, index: Index) -> None:
        self._shelf = index.shelves[Kind.MEASURE]
        self._unrelated = strangers(index.encoder)

    def nearest(self, family: Sequence[Node], others: Sequence[Node]) -> Near:
        """What among `others`, the measures of one plan, is most like a topic's measures, `family`."""
        sentence, score = self._nearest_sentence(family, others)
        if score >= SENTENCE:
            id = self._shelf.ids[self._shelf.row_of_sentence(sentence)]
            measure = next(node for node in others if node.id == id)
            return Near(measure=measure, score=score, sentence=self._shelf.bounds(sentence))
        at, score = self._most_alike(*self._wholes(family), *self._wholes(others))
        return Near(measure=others[at], score=score, sentence=None)

    def _nearest_sentence(
        self, family: Sequence[Node], others: Sequence[Node]
    ) -> tuple[int, float]:
        """The sentence of `others`, by its place in the shelf, most like a heading of the family."""
        shelf = self._shelf
        headings = [(node, shelf.sentences_of(shelf.rows[node.id])[0]) for node in family]
        every = [(node, at) for node in others for at in shelf.sentences_of(shelf.rows[node.id])]
        at, score = self._most_alike(*self._sentences(headings), *self._sentences(every))
        return every[at][1], score

    def _wholes(self, measures: Sequence[Node]) -> tuple[list[str], Matrix]:
        rows = [self._shelf.rows[node.id] for node in measures]
        return [_text(node) for node in measures], self._shelf.texts.vectors(rows)

    def _sentences(self, placed: Sequence[tuple[Node, int]]) -> tuple[list[str], Matrix]:
        texts = [_text(node)[slice(*self._shelf.bounds(at))] for node, at in placed]
        return texts, self._shelf.sentences.vectors([at for _, at in placed])

    def _most_alike(
        self, texts: Sequence[str], vectors: Matrix, others: Sequence[str], their_vectors: Matrix
    ) -> tuple[int, float]:
        """Which of `others` is most like one of `texts`, the first of equals, and how alike."""
        meaning = their_vectors @ vectors.T
        near = np.argsort(-meaning.max(axis=1), kind="stable")[:_CLOSELY].tolist()
        words = Words([*texts, *(others[at] for at in near)], rarity=self._shelf.words.idf)
        best = (-1.0, 0)
        for place, at in enumerate(near):
            shared = words.shared(len(texts) + place, range(len(texts)))
            score = round(float(likeness(meaning[at], shared, self._unrelated).max()), 3)
            best = max(best, (score, -place))
        return near[-best[1]], best[0]


def _text(measure: Node) -> str:
    return without_owner_list(str(measure.properties["text"]))
