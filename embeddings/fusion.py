"""How the rankings become one: pure functions, each with its source.

The score of an item is the sum of

    meaning   of the query and the text, and of the query and the nearest sentence of the text
    words     WORDS times the share of the best lexical score that the query could reach
    printed   PRINTED times the same for the terms that plans print for what the query is about

A text is long and holds several provisions: its own vector says what it is about, its nearest sentence
whether it holds the one that is asked for. The lexical share is absolute: a query in everyday words
shares little with any text, and is then left to its meaning; adding ranks (reciprocal rank fusion) would
count such chance matches in full. What was tried, with figures: docs/search-quality.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Matrix, unit_rows

SENTENCE: Final = 0.65  # of the meaning, the part of the nearest sentence
WORDS: Final = 1.6  # weight of the lexical share
PRINTED: Final = 0.5  # weight of the share of printed terms
UNDERSTANDING: Final = 0.4  # how far a query moves towards the wording of what it is about
FEEDBACK: Final = 0.7  # how far it then moves towards its first answer

Scores = NDArray[np.float32]  # (n,), one an item


def meaning(text: Scores, sentence: Scores) -> Scores:
    """The two inner products as one."""
    return np.asarray((1 - SENTENCE) * text + SENTENCE * sentence, np.float32)


def fused(meaning: Scores, words: Scores, printed: Scores) -> Scores:
    """Meaning and lexical shares as one."""
    return np.asarray(meaning + WORDS * words + PRINTED * printed, np.float32)


def moved(query: Matrix, towards: Matrix, weight: float) -> Matrix:
    """`query`, (1, dimension), moved towards another vector, (1, dimension).

    With the first answer this is pseudo-relevance feedback: Rocchio (1971), “Relevance feedback in
    information retrieval”, one answer taken for relevant; more of them let wrong ones in.
    """
    return unit_rows(query + weight * towards)
