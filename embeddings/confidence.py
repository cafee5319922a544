"""Whether anything in the corpus answers a query at all.

The sign is how near the query itself, before it is moved, comes to any text and to any sentence, with a
little for how near it comes to a known saying and for the most that a text has of its terms.

Calibrated with the packaged encoder on the nine real plans: 262 queries that they answer, in policy and
in everyday words, against 260 that they do not (spacecraft, cooking, taxes, ports, parking fines) and 40
without sense. Chosen on one half; on all of them, the halves differing by less than 0.02:

                      that have an answer   that have none
    from SURELY up    0.855                 0.02
    between           0.14                  0.16
    below ANSWERS     0.005                 0.82

The lower bound is set low on purpose: an answer withheld costs a user more than one marked as doubtful.

Another encoder has other distances; its answers are all `low`: it is not known how sure they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from embeddings.encoder import is_packaged
from embeddings.index import Index, Kind
from embeddings.ranking import Query

ANSWERS: Final = 0.60
SURELY: Final = 0.70
_SAYING: Final = 0.25
_WORDS: Final = 0.1


class Confidence(StrEnum):
    """How sure it is that the first hit answers, from least to most."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"


def certainty(
    index: Index, kind: Kind, query: Query, rows: Sequence[int] | None = None
) -> float | None:
    """The sign itself, about 0.3 to 1, 0 where there is nothing; None with another encoder, which has
    other distances.
    """
    shelf = index.shelves[kind]
    (text,) = shelf.texts.nearest(query.given, 1, rows=rows)
    if not text:
        return 0.0
    if not is_packaged(index.encoder):
        return None
    (sentence,) = shelf.sentences.nearest(query.given, 1, rows=shelf.sentences_among(rows))
    words = shelf.words.ranked(query.words, 1, rows=rows)
    sign = (max(text.values()) + max(sentence.values())) / 2
    return sign + _SAYING * query.likeness + _WORDS * max(words.values(), default=0.0)


def confidence(
    index: Index, kind: Kind, query: Query, rows: Sequence[int] | None = None
) -> Confidence:
    """How sure it is that the best item of a kind, among `rows` if given, answers the query."""
    sign = certainty(index, kind, query, rows)
    if sign is None:
        return Confidence.LOW
    return (
        Confidence.NONE if sign < ANSWERS else Confidence.LOW if sign < SURELY else Confidence.HIGH
    )
