"""Columns held against each other: what is the same, what differs, what only one has.

Facts are compared by a rule each; sentences by meaning and words, and set in rows:

    甲：一。二。三。        一 | 壹
    乙：壹。叁。      →     二 |
                            三 | 叁
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeVar

from embeddings.encoder import Encoder
from graph.folding import folded

# Two sentences say the same if cosine + 0.5 × the share of the shorter one's character pairs that the
# other has reaches 0.90. Measured on the nine real plans: 160 pairs, the nearest sentences of measures
# that are each other's nearest across plans, drawn evenly over likeness and judged by one reader (83 say
# the same in full or in part). bge-small-zh-v1.5: precision 0.92, recall 0.98; a model tuned from it, with
# lower cosines: 0.95 and 0.87. The cosine alone, with the best threshold for each (0.76, 0.66): 0.81 and
# 0.92, 0.84 and 0.92. On 44 sentences drawn afterwards, each against a whole measure: 0.97 and 0.94 with
# the first model, 1.00 and 0.87 with the second.
_WORDS_WEIGH: Final = 0.5
_SAYS_THE_SAME: Final = 0.90
# A clause of such a sentence is an addition if the other columns have less than this share of its
# character pairs. Of the 83 pairs above it marks 58 clauses, of which 48 are additions.
_NEW_WORDS: Final = 0.35
# What is asked of a sentence that would be an addition from end to end: of 9 such below it, 7 said
# something else.
_IN_OTHER_WORDS: Final = 1.0
_SHORTEST_CLAUSE: Final = 3  # character pairs

_CLAUSE: Final = re.compile(r"[^，,；;。！？!?\s][^，,；;。！？!?]*")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")

M = TypeVar("M", bound="Marked")
Columns = tuple[tuple[M, ...], ...]
Spans = tuple[tuple[int, int], ...]  # half-open
Row = tuple[tuple[int, ...], ...]  # for each column, positions of its sentences


class Mark(StrEnum):
    """How something stands to the other columns."""

    SAME = "same"  # 相同: another column has it, and none has it otherwise
    DIFFERS = "differs"  # 不同: another column has it otherwise
    ONLY = "only"  # 仅此: no other column has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Something held against the other columns, whose positions, from 0, `same` and `differs` are."""

    same: tuple[int, ...] = ()
    differs: tuple[int, ...] = ()
    mark: Mark = field(init=False, default=Mark.ONLY)

    def __post_init__(self) -> None:
        mark = Mark.DIFFERS if self.differs else Mark.SAME if self.same else Mark.ONLY
        object.__setattr__(self, "mark", mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Marked):
    """A sentence; it differs where another column says the same with another number.

    `nearest` is, for each column, the position of its sentence that says the same. `adds` is where the
    sentence says what no other column does: half-open, in code points of `text`.
    """

    text: str
    line: int  # where its goal, sub-goal or measure begins
    indicators: tuple[str, ...] = ()  # that it sets numbers for
    nearest: tuple[int | None, ...] = ()
    adds: Spans = ()


def marked(
    columns: Sequence[Sequence[M]], near: Callable[[M, M], bool], equal: Callable[[M, M], bool]
) -> Columns[M]:
    """The columns marked: the same where an equal one stands, different where only near ones do."""

    def against(each: M, own: int) -> M:
        same, differs = [], []
        for i, column in enumerate(columns):
            found = [other for other in column if i != own and near(each, other)]
            if any(equal(each, other) for other in found):
                same.append(i)
            elif found:
                differs.append(i)
        return replace(each, same=tuple(same), differs=tuple(differs))

    return tuple(tuple(against(each, i) for each in column) for i, column in enumerate(columns))


def aligned(
    columns: Sequence[Sequence[Sentence]], encoder: Encoder
) -> tuple[Columns[Sentence], tuple[Row, ...]]:
    """The sentences of each column marked, and set in rows.

    Raises:
        EncoderError: the encoder cannot be loaded.
    """
    starts = [sum(map(len, columns[:i])) for i in range(len(columns))]
    spots = [range(a, a + len(column)) for a, column in zip(starts, columns, strict=True)]
    flat = [sentence for column in columns for sentence in column]
    pairs = [_pairs(sentence.text) for sentence in flat]
    likeness = _likeness(flat, pairs, encoder)
    additions = []
    for own in spots:
        elsewhere = {pair for n, some in enumerate(pairs) if n not in own for pair in some}
        additions += [_additions(flat[n].text, elsewhere) for n in own]
    best = [
        [_best(likeness[n], others, n, _needed(flat[n].text, additions[n])) for others in spots]
        for n in range(len(flat))
    ]
    found = tuple(tuple(_held(flat, n, best[n], spots, additions[n]) for n in own) for own in spots)
    return found, tuple(_rows(spots, best))


def _likeness(
    flat: Sequence[Sentence], pairs: Sequence[set[str]], encoder: Encoder
) -> list[list[float]]:
    """Of each two sentences; 0 where both set numbers, but for other indicators."""
    if not flat:
        return []
    vectors = encoder.encode([sentence.text for sentence in flat])
    meaning: list[list[float]] = (vectors @ vectors.T).tolist()
    for a, one in enumerate(flat):
        for b, other in enumerate(flat):
            shared = len(pairs[a] & pairs[b]) / max(1, min(len(pairs[a]), len(pairs[b])))
            meaning[a][b] += _WORDS_WEIGH * shared
            if one.indicators and other.indicators:
                meaning[a][b] *= not set(one.indicators).isdisjoint(other.indicators)
    return meaning


def _needed(text: str, additions: Spans) -> float:
    """The likeness from which `text` is said by another sentence."""
    return _IN_OTHER_WORDS if _all_new(text, additions) else _SAYS_THE_SAME


def _best(likeness: Sequence[float], others: range, own: int, needed: float) -> int | None:
    """Which of `others` says the same as `own`, the likest if several do."""
    found = None if own in others else max(others, key=lambda n: likeness[n], default=None)
    return found if found is not None and likeness[found] >= needed else None


def _held(
    flat: Sequence[Sentence], n: int, best: Sequence[int | None], spots: Sequence[range], additions: Spans
) -> Sentence:  # fmt: skip
    text = flat[n].text
    same: list[int] = []
    differs: list[int] = []
    nearest: list[int | None] = []
    for i, other in enumerate(best):
        nearest.append(None if other is None else other - spots[i].start)
        if other is not None:
            (same if _agree(text, flat[other].text) else differs).append(i)
    adds: Spans = ((0, len(text)),)
    if same or differs:
        adds = () if _all_new(text, additions) else additions
    return replace(
        flat[n], same=tuple(same), differs=tuple(differs), nearest=tuple(nearest), adds=adds
    )


def _all_new(text: str, additions: Spans) -> bool:
    """Whether the additions are all that `text` says."""
    return bool(additions) and len(additions) == sum(1 for _ in _clauses(text))


def _agree(a: str, b: str) -> bool:
    """Whether no number of one stands against another of the other."""
    one, other = (set(_NUMBER.findall(folded(text))) for text in (a, b))
    return one <= other or other <= one


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters; punctuation and white space are left out."""
    plain = "".join(c for c in folded(text).lower() if c.isalnum())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def _clauses(text: str) -> Iterator[tuple[int, int, set[str]]]:
    """Each clause of some length: `[start, end)` and its pairs."""
    for clause in _CLAUSE.finditer(text):
        pairs = _pairs(clause.group())
        if len(pairs) >= _SHORTEST_CLAUSE:
            yield clause.start(), clause.start() + len(clause.group().rstrip()), pairs


def _additions(text: str, elsewhere: set[str]) -> Spans:
    """The clauses of `text` whose words are not found elsewhere."""
    return tuple(
        (start, end)
        for start, end, pairs in _clauses(text)
        if len(pairs & elsewhere) < _NEW_WORDS * len(pairs)
    )


def _rows(spots: Sequence[range], best: Sequence[Sequence[int | None]]) -> Iterator[Row]:
    """Rows of sentences that are each other's likest, in the order of the first column; what it lacks
    comes after what stands before it in its own column."""
    row = {n: n for n in range(len(best))}  # the first sentence of the row that it is in
    for n, others in enumerate(best):
        for other in others:
            if other is not None and n < other and n in best[other]:
                one, two = sorted((row[n], row[other]))
                row = {m: one if first == two else first for m, first in row.items()}
    order: list[int] = []
    for own in spots:
        at = 0
        for n in own:
            if row[n] not in order:
                order.insert(at, row[n])
            at = max(at, order.index(row[n]) + 1)
    for first in order:
        yield tuple(tuple(n - own.start for n in own if row[n] == first) for own in spots)
